import { ID_PATTERN } from "../../core/content/fields.ts";
import { loadPollShareImage } from "../../store/content/share-images.ts";
import { readImage } from "../../store/pages/pages.ts";
import { database } from "../../store/database.ts";
import type { AppContext } from "../context.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/**
 * The share image of a poll's page, or else the publication's own; not found where readers find no poll. Its address never changes: the page is rendered for
 * each reader, and must not wait for D1 to learn the latest image's address.
 */
export async function pollShareImage(c: AppContext, poll: string): Promise<Response> {
  const isId = ID_PATTERN.test(poll);
  const made = isId ? await loadPollShareImage(database(c.env.DB), poll) : null;
  const image = made && (await readImage(c.env.PAGES, made.digest));
  if (!image) return refuse(c, notFound, { kept: true });
  return c.body(image.body, 200, {
    "Content-Type": image.type,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
  });
}
