import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";
import { valuesOf } from "./article-pages.ts";
import { deletePage, listPages } from "./pages.ts";

const ARTICLE = "/articles/";

/**
 * Takes pages out of KV that no publish would write, some hundred of them at a time: what was left where D1 was put back
 * to what it was before. Lists are rendered again when they are asked for.
 *
 * @param kept pages beside those of articles that stay
 * @param after what `next` of the call before said; empty: from the beginning
 */
export async function deleteOrphanedPages(
  db: Database,
  kv: KVNamespace,
  kept: ReadonlySet<string>,
  after: string,
): Promise<{ deleted: number; next: string | null }> {
  const { paths, next } = await listPages(kv, after);
  const ofArticles = paths.filter((path) => path.startsWith(ARTICLE));
  const slugs = valuesOf(ofArticles.map((path) => path.slice(ARTICLE.length)));
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(sql`slug IN (${slugs}) AND page_state <> 'none'`);
  const known = new Set([...kept, ...rows.map(({ slug }) => ARTICLE + slug)]);
  const orphans = paths.filter((path) => !known.has(path));
  for (const path of orphans) await deletePage(kv, path);
  return { deleted: orphans.length, next };
}
