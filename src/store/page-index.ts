import { eq, inArray, sql } from "drizzle-orm";
import { live } from "./article-lists.ts";
import type { Database } from "./database.ts";
import { articles, pages } from "./schema.ts";

/** What a stored page was made of, and the digest of its bytes. */
export interface PageRecord {
  path: string;
  inputs: string;
  digest: string;
}

/** What is known of some stored pages. */
export async function loadPageRecords(
  db: Database,
  paths: readonly string[],
): Promise<Map<string, PageRecord>> {
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(paths)})`;
  const rows = await db
    .select()
    .from(pages)
    .where(sql`${pages.path} IN (${wanted})`);
  return new Map(rows.map((row) => [row.path, row]));
}

/** Notes what pages were made of, after they were written to KV. */
export async function savePageRecords(db: Database, records: readonly PageRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db.run(sql`
    INSERT INTO ${pages} (path, inputs, digest)
    SELECT value ->> 'path', value ->> 'inputs', value ->> 'digest'
    FROM json_each(${JSON.stringify(records)}) WHERE true
    ON CONFLICT (path) DO UPDATE SET inputs = excluded.inputs, digest = excluded.digest`);
}

/**
 * Articles that may be seen, whose stored page was made of something else than it would be now.
 *
 * @param generation what an article's page is made of beside the article: see `inputsOf` in publish/
 */
export async function staleArticles(
  db: Database,
  generation: string,
  now: number,
  limit: number,
): Promise<{ slugs: string[]; total: number }> {
  const rows = await db.all<{ slug: string; total: number }>(sql`
    SELECT a.slug AS slug, count(*) OVER () AS total
    FROM ${articles} a LEFT JOIN ${pages} p ON p.path = '/articles/' || a.slug
    WHERE ${live(now, "a")}
      AND (p.path IS NULL OR p.inputs <> ${generation} || '/' || a.digest)
    LIMIT ${limit}`);
  return { slugs: rows.map((row) => row.slug), total: rows[0]?.total ?? 0 };
}

/** Stored pages of articles that may not be seen (any more), and of lists that are not in `lists`. */
export async function orphanPages(
  db: Database,
  lists: readonly string[],
  now: number,
  limit: number,
): Promise<string[]> {
  const rows = await db.all<{ path: string }>(sql`
    SELECT p.path AS path FROM ${pages} p
    -- By the slug, which there is an index of: not each page against each article.
    LEFT JOIN ${articles} a ON a.slug = substr(p.path, length('/articles/') + 1)
      AND p.path = '/articles/' || a.slug AND ${live(now, "a")}
    WHERE a.slug IS NULL AND p.path NOT IN (SELECT value FROM json_each(${JSON.stringify(lists)}))
    LIMIT ${limit}`);
  return rows.map((row) => row.path);
}

/** Those of some pages that were made of something else than they would be now, in their order. */
export async function stalePages(
  db: Database,
  wanted: readonly { path: string; inputs: string }[],
): Promise<string[]> {
  const rows = await db.all<{ path: string }>(sql`
    SELECT w.value ->> 'path' AS path FROM json_each(${JSON.stringify(wanted)}) w
    LEFT JOIN ${pages} p ON p.path = w.value ->> 'path'
    WHERE p.inputs IS NULL OR p.inputs <> w.value ->> 'inputs' ORDER BY w.key`);
  return rows.map((row) => row.path);
}

/** Forgets stored pages, after they were taken out of KV. */
export async function deletePageRecords(db: Database, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await db.delete(pages).where(inArray(pages.path, [...paths]));
}

/** Marks the pages of articles whose Markdown or front matter has `text` in it: they are made again. */
export function markArticlesWith(db: Database, text: string) {
  return db
    .update(pages)
    .set({ inputs: "" })
    .where(
      sql`${pages.path} IN (SELECT '/articles/' || slug FROM ${articles}
        WHERE instr(${articles.body}, ${text}) OR instr(${articles.meta}, ${text}))`,
    );
}

/** What is known of one stored page. */
export async function loadPageRecord(db: Database, path: string): Promise<PageRecord | null> {
  const [row] = await db.select().from(pages).where(eq(pages.path, path));
  return row ?? null;
}

/** Marks pages: they are made again. */
export function markPages(db: Database, paths: readonly string[]) {
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(paths)})`;
  return db
    .update(pages)
    .set({ inputs: "" })
    .where(sql`${pages.path} IN (${wanted})`);
}
