import { eq, type SQL, sql } from "drizzle-orm";
import { live } from "../content/article-lists.ts";
import { countChange } from "../content/content.ts";
import { noteDue, notePlan, type Plan, SCHEDULER_DUE } from "../content/schedule.ts";
import type { Database } from "../database.ts";
import { articleGroups, articles, sites, state } from "../schema.ts";

/** The most pages marked because their articles share tags with one changed article. */
const MAY_NAME = 200;

/** A SELECT of a list's values. */
export function valuesOf(list: readonly string[]): SQL {
  return sql`SELECT value FROM json_each(${JSON.stringify(list)})`;
}

/** Some articles whose pages must be written or deleted, and how many more there are. */
export async function staleArticles(
  db: Database,
  limit: number,
): Promise<{ slugs: string[]; more: number }> {
  const stale = eq(articles.pageState, "stale");
  const rows = await db
    .select({
      slug: articles.slug,
      total: sql<number>`(SELECT count(*) FROM articles WHERE page_state = 'stale')`.as("total"),
    })
    .from(articles)
    .where(stale)
    .limit(limit);
  return { slugs: rows.map(({ slug }) => slug), more: (rows[0]?.total ?? 0) - rows.length };
}

/** What was done to KV, by a caller that saw the content as of a change number. */
interface PagesDone {
  changes: number;
  /** Slugs of articles whose pages were written, and of those whose pages were deleted. */
  written: readonly string[];
  deleted: readonly string[];
  /** What is to be said of the lists (`sites.published`); omitted if none were written. */
  published?: string;
  /** Whether nothing more is to be written. */
  done: boolean;
  /** The plan that this request showed the account to have; omitted if it showed nothing. */
  plan?: Plan;
}

/**
 * Records what KV has, after KV has it. If content has changed since the pages were rendered, KV may have these pages
 * or those of a concurrent publish, so they stay stale.
 *
 * @returns whether the content is unchanged
 */
export async function notePages(
  db: Database,
  { changes, written, deleted, published, done, plan }: PagesDone,
): Promise<boolean> {
  const same = sql`(SELECT changes FROM sites) = ${changes}`;
  const note = (slugs: readonly string[], pageState: SQL) =>
    db
      .update(articles)
      .set({ pageState: sql`iif(${same}, ${pageState}, 'stale')` })
      .where(sql`slug IN (${valuesOf(slugs)})`);
  const [[found]] = await db.batch([
    db.select({ same: sql<number>`changes = ${changes}`.as("same") }).from(sites),
    note(written, sql`'current'`),
    note(deleted, sql`'none'`),
    ...(published === undefined
      ? []
      : [db.update(sites).set({ published: sql`iif(${same}, ${published}, '')` })]),
    ...(done ? [db.delete(state).where(sql`key = ${SCHEDULER_DUE} AND ${same}`)] : []),
    ...(plan === undefined ? [] : [notePlan(db, plan)]),
  ]);
  return found?.same === 1;
}

/**
 * Brings articles whose time has come into the site: marks their pages, the pages that name them and the lists to be
 * written. If a clock was set back, articles that are not visible yet are marked to be taken out again.
 *
 * One transaction. A crash before it leaves everything to the next call; a crash after it leaves stale pages and a note
 * for the scheduler.
 *
 * @returns how many articles these are
 */
export async function bringIn(db: Database, now: number): Promise<number> {
  const rows = await db.all<{ slug: string }>(sql`
    SELECT slug FROM ${articles} WHERE page_state = 'none' AND live_from <= ${now} AND removed_at IS NULL
    UNION ALL SELECT slug FROM ${articles} WHERE live_from > ${now} AND page_state = 'current'
    LIMIT 1000`);
  if (rows.length === 0) return 0;
  const slugs = valuesOf(rows.map(({ slug }) => slug));
  await db.batch([
    db
      .update(articles)
      .set({ pageState: "stale" })
      .where(sql`slug IN (${slugs})`),
    markNaming(db, slugs, now),
    countChange(db),
    noteDue(db),
  ]);
  return rows.length;
}

const markWhere = (db: Database, which: SQL) =>
  db
    .update(articles)
    .set({ pageState: "stale" })
    .where(sql`page_state = 'current' AND ${which}`);

/** Marks the pages of articles as stale. */
export function markArticles(db: Database, slugs: SQL) {
  return markWhere(db, sql`slug IN (${slugs})`);
}

/** Marks the pages of articles whose Markdown or front matter contains one of the texts. */
export function markArticlesWith(db: Database, texts: readonly string[]) {
  return markWhere(
    db,
    sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(texts)}) t
      WHERE instr(${articles.body}, t.value) OR instr(${articles.meta}, t.value))`,
  );
}

/** Marks the pages of all articles, to be written again or deleted. */
export function markAllArticles(db: Database) {
  return db.update(articles).set({ pageState: "stale" });
}

/**
 * Marks the pages that name the given articles: as neighbours in time, for shared tags, or as translations. Goes into
 * the batch that changes the articles: before the change, for pages that named them, and after it, for pages that will.
 *
 * @param slugs a SELECT of slugs
 */
export function markNaming(db: Database, slugs: SQL, now: number) {
  return markWhere(
    db,
    sql`slug IN (
      WITH changed AS (
        SELECT slug, date, meta, coalesce(translation_of, slug) AS original FROM ${articles} WHERE slug IN (${slugs})
      )
      SELECT (SELECT a.slug FROM ${articles} a WHERE ${live(now, "a")}
        AND a.date <= c.date AND (a.date < c.date OR (a.date = c.date AND a.slug > c.slug))
        ORDER BY a.date DESC, a.slug LIMIT 1) FROM changed c
      UNION SELECT (SELECT a.slug FROM ${articles} a WHERE ${live(now, "a")}
        AND a.date >= c.date AND (a.date > c.date OR (a.date = c.date AND a.slug < c.slug))
        ORDER BY a.date, a.slug DESC LIMIT 1) FROM changed c
      UNION SELECT original FROM changed
      UNION SELECT slug FROM ${articles} WHERE translation_of IN (SELECT original FROM changed)
      UNION SELECT slug FROM (
        SELECT t.slug AS slug, row_number() OVER (PARTITION BY c.slug ORDER BY count(*) DESC, t.date) AS n
        FROM changed c, json_each(c.meta, '$.tags') s CROSS JOIN ${articleGroups} t
        WHERE t.kind = 'tags' AND t.id = s.value AND t.slug <> c.slug AND t.date >= c.date AND t.live_from <= ${now}
        GROUP BY c.slug, t.slug) WHERE n <= ${MAY_NAME})`,
  );
}
