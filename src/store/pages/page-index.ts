import { eq, inArray, type SQL, sql } from "drizzle-orm";
import { live } from "../content/article-lists.ts";
import { countChange } from "../content/content.ts";
import type { Database } from "../database.ts";
import { articleGroups, articles, pages, sites } from "../schema.ts";

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

/**
 * Notes what pages were made of, after they were written to KV.
 *
 * @param changes what the site's counter of changes was when they were made: where it has grown since, they are noted as
 *   to be made again
 */
export async function savePageRecords(
  db: Database,
  records: readonly PageRecord[],
  changes?: number,
): Promise<void> {
  if (records.length === 0) return;
  const grown = sql`${changes ?? null} < (SELECT changes FROM ${sites})`;
  await db.run(sql`
    INSERT INTO ${pages} (path, inputs, digest)
    SELECT value ->> 'path', iif(${grown}, '', value ->> 'inputs'), value ->> 'digest'
    FROM json_each(${JSON.stringify(records)}) WHERE true
    ON CONFLICT (path) DO UPDATE SET inputs = excluded.inputs, digest = excluded.digest`);
}

/** The paths of articles' pages. */
const articlesBy = (path: SQL) => sql`${path} > '/articles/' AND ${path} < '/articles0'`;
const OF_ARTICLES = articlesBy(sql`path`);
const AMONG_ARTICLES = articlesBy(sql`+path`);

/**
 * Pages that were made of something else than what all are made of now, or are marked. `inputs` of the others begin with
 * the generation: the two ranges beside it are found by the index. The plus sign keeps SQLite from that of the paths,
 * which has nearly all pages in the range.
 */
const outdated = (generation: string, columns: SQL) => sql`
  SELECT ${columns} FROM ${pages} WHERE inputs < ${`${generation}/`} AND ${AMONG_ARTICLES}
  UNION ALL SELECT ${columns} FROM ${pages} WHERE inputs >= ${`${generation}0`} AND ${AMONG_ARTICLES}`;

/** Articles' pages that are to be made again or, where nobody may see the article (any more), taken out. */
export interface OutdatedArticles {
  paths: { path: string; seen: boolean }[];
  /** How many there are beside. */
  more: number;
}

/**
 * Some of the articles' pages that are out of date.
 *
 * @param generation what an article's page is made of beside the article: see `generationOf` in publish/
 */
export async function outdatedArticles(
  db: Database,
  generation: string,
  now: number,
  limit: number,
): Promise<OutdatedArticles> {
  const seen = sql`EXISTS (SELECT 1 FROM ${articles} a WHERE a.slug = substr(path, length('/articles/') + 1) AND ${live(now, "a")})`;
  const rows = await db.all<{ path: string; seen: number }>(
    sql`SELECT path, ${seen} AS seen FROM (${outdated(generation, sql`path`)} LIMIT ${limit})`,
  );
  const [all] = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM (${outdated(generation, sql`1`)})`,
  );
  return {
    paths: rows.map((row) => ({ path: row.path, seen: row.seen === 1 })),
    more: (all?.n ?? 0) - rows.length,
  };
}

/**
 * Has triggers put in and mark the pages of articles, and of their lists, as if they came now: see
 * migrations/0000_init.sql.
 */
export function touchArticles(db: Database, which: SQL) {
  return db
    .update(articles)
    .set({ digest: sql`digest` })
    .where(which);
}

/**
 * Puts the index right where it has not as many articles' pages as there are articles that may be seen: where somebody
 * has emptied it, or where a clock has gone back and articles may not be seen yet for a second time. For when no page is
 * out of date.
 *
 * @returns whether there is something to do now
 */
export async function mendIndex(db: Database, now: number): Promise<boolean> {
  const [found] = await db.all<{ same: number }>(sql`
    SELECT (SELECT count(*) FROM ${pages} WHERE ${OF_ARTICLES})
      = (SELECT count(*) FROM ${articleGroups} WHERE kind = 'all' AND id = '' AND live_from <= ${now}) AS same`);
  if (found?.same === 1) return false;
  const ofArticles = sql`SELECT substr(path, length('/articles/') + 1) FROM ${pages} WHERE ${OF_ARTICLES}`;
  await db.batch([
    touchArticles(db, sql`live_from > ${now} AND slug IN (${ofArticles})`),
    touchArticles(db, sql`${live(now)} AND slug NOT IN (${ofArticles})`),
    db
      .update(pages)
      .set({ inputs: "" })
      .where(
        sql`${OF_ARTICLES} AND substr(path, length('/articles/') + 1) NOT IN (SELECT slug FROM ${articles} WHERE ${live(now)})`,
      ),
    countChange(db),
  ]);
  return true;
}

/** What lists, feeds and maps were made of: all stored pages but those of articles. */
export async function listRecords(db: Database): Promise<Map<string, string>> {
  const columns = sql`SELECT path, inputs FROM ${pages}`;
  const rows = await db.all<{ path: string; inputs: string }>(
    sql`${columns} WHERE path <= '/articles/' UNION ALL ${columns} WHERE path >= '/articles0'`,
  );
  return new Map(rows.map(({ path, inputs }) => [path, inputs]));
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
