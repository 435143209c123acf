import { ID_PATTERN } from "../../core/content/fields.ts";
import { renderPreview } from "../../publish/render/article.tsx";
import { loadSite } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";
import type { AppContext } from "../context.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { previewEnd } from "./preview-link.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/**
 * `GET /preview/:slug`: an article as D1 has it now, even a draft, for anyone with a signed link. A bad link and a missing
 * article get the same answer, not found: the page never reveals which drafts exist.
 */
export async function preview(c: AppContext): Promise<Response> {
  const slug = c.req.param("slug") ?? "";
  const now = Date.now();
  const link = { expires: c.req.query("expires") ?? "", signature: c.req.query("signature") ?? "" };
  const until = ID_PATTERN.test(slug) ? await previewEnd(c.env, slug, link, now) : null;
  if (until === null) return refuse(c, notFound);
  const page = await withTimeout(render(c.env, slug, until, now), STORE_LIMIT_MS);
  if (page === null) return refuse(c, notFound);
  return c.html(page, 200, {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
  });
}

/** Renders the whole page, each slot with its fallback: a preview asks no poll's object. */
async function render(env: Env, slug: string, until: number, now: number): Promise<string | null> {
  const db = database(env.DB);
  const site = await loadSite(db);
  const page = site && (await renderPreview({ db, site, now }, slug, until));
  if (!page) return null;
  const text = (from: number, to: number): string =>
    new TextDecoder().decode(page.bytes.subarray(from, to));
  let at = 0;
  let html = "";
  for (const slot of page.slots) {
    html += text(at, slot.at) + text(slot.from, slot.to);
    at = slot.at;
  }
  return html + text(at, page.length);
}
