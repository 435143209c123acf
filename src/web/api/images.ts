import { Hono } from "hono";
import { IMAGE_TYPES, type ImageType } from "../../core/content/picture.ts";
import {
  type ImageFile,
  saveFile,
  saveImageFiles,
  saveShareImageContent,
  saveWholeImage,
} from "../../publish/save/save-images.ts";
import { database } from "../../store/database.ts";
import { about, invalid, json } from "./api-responses.ts";
import type { AppContext, AppEnv } from "../context.ts";

const IMAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Pictures: their files, the names that refer to them, and the share pictures of pages. */
export const imagesApi = new Hono<AppEnv>()
  .post("/files", async (c) => {
    const file = await fileOf(c);
    if (!file) return wrongType("file");
    return c.json({ digest: await saveFile(c.env.PAGES, file) });
  })

  .put("/images/:name{.+}", async (c) => {
    const name = c.req.param("name");
    if (!IMAGE_NAME.test(name)) return invalid([about(name, "has a name that isn't allowed")]);
    const db = database(c.env.DB);
    if (mediaType(c) === "application/json") {
      const saved = await saveImageFiles(db, `images/${name}`, await json(c));
      return saved.ok ? c.json(saved.value) : invalid(saved.problems);
    }
    const width = Number(c.req.query("width"));
    const height = Number(c.req.query("height"));
    if (![width, height].every((n) => Number.isInteger(n) && n > 0 && n < 100_000)) {
      return invalid([about(name, "needs width and height in pixels: ?width=1600&height=900")]);
    }
    const file = await fileOf(c);
    if (!file) return wrongType(name);
    const image = { ...file, width, height };
    return c.json({ digest: await saveWholeImage(db, c.env.PAGES, `images/${name}`, image) });
  })

  .put("/share-images", async (c) => {
    const saved = await saveShareImageContent(database(c.env.DB), await json(c));
    return saved.ok ? c.json(saved.value) : invalid(saved.problems);
  });

/** The picture in the request; `null` if its type is not published. */
async function fileOf(c: AppContext): Promise<ImageFile | null> {
  const type = mediaType(c);
  if (!Object.hasOwn(IMAGE_TYPES, type)) return null;
  return { type: type as ImageType, bytes: await c.req.arrayBuffer() };
}

function mediaType(c: AppContext): string {
  return (c.req.header("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function wrongType(what: string): Response {
  return invalid([about(what, `must be one of ${Object.keys(IMAGE_TYPES).join(", ")}`)]);
}
