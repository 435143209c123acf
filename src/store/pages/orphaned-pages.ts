import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";
import { valuesOf } from "./article-pages.ts";
import { deletePage, listPages } from "./pages.ts";

const ARTICLE = "/articles/";

/**
 * Deletes pages from KV that no publish would write, a few hundred at a time. They remain when D1 is restored to an
 * earlier state. Lists are rendered again on request.
 *
 * @param kept pages to keep, besides those of articles
 * @param after `next` from the previous call; empty: from the beginning
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
