import { loadShareImage } from "../../store/content/share-images.ts";
import { readImage } from "../../store/pages/pages.ts";
import { database } from "../../store/database.ts";
import type { AppContext } from "../context.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/**
 * The picture that a poll's page is shared with, else the publication's own. Under an address that stays the same: a
 * poll's page is made for each reader, who has no need to wait for D1 to say which picture is the latest.
 */
export async function pollShareImage(c: AppContext, poll: string): Promise<Response> {
  const db = database(c.env.DB);
  const made = (await loadShareImage(db, `/polls/${poll}`)) ?? (await loadShareImage(db, "/"));
  const image = made && (await readImage(c.env.PAGES, made.digest));
  if (!image) return refuse(c, notFound);
  return c.body(image.body, 200, {
    "Content-Type": image.type,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
  });
}
