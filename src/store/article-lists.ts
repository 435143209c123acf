import { and, desc, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { ArticleMeta } from "../core/article.ts";
import type { Groups } from "../core/paging.ts";
import type { Database } from "./database.ts";
import { articles } from "./schema.ts";

/** An article as lists show it. */
export interface ArticleEntry {
  slug: string;
  meta: ArticleMeta;
  /** When its content last changed after it was first published here; `null` if it never did. */
  updatedAt: number | null;
}

/** Which articles a list is of: all of these hold. */
export interface ArticleFilter {
  audience?: string;
  tag?: string;
  author?: string;
  /** Of the articles' own date, in UTC. */
  year?: number;
}

/** When an article's content last changed after it was first published here. */
export const updatedAt = sql<
  number | null
>`CASE WHEN ${articles.revision} > 1 THEN ${articles.updatedAt} END`.as("updated");

/** Articles that may be seen at `now`. */
export function live(now: number) {
  return and(isNull(articles.removedAt), isNotNull(articles.liveFrom), lte(articles.liveFrom, now));
}

/** Articles of a filter. */
export function matching({ audience, tag, author, year }: ArticleFilter) {
  const has = (member: string, value: string | undefined) =>
    value === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(${articles.meta}, ${`$.${member}`}) WHERE value = ${value})`;
  const inYear =
    year === undefined
      ? undefined
      : sql`${articles.date} >= ${Date.UTC(year, 0)} AND ${articles.date} < ${Date.UTC(year + 1, 0)}`;
  return and(has("audiences", audience), has("tags", tag), has("authors", author), inYear);
}

/** The newest articles that may be seen at `now`. */
export async function listArticles(
  db: Database,
  now: number,
  limit: number,
  filter: ArticleFilter = {},
  offset = 0,
): Promise<ArticleEntry[]> {
  const { slug, meta } = articles;
  return db
    .select({ slug, meta, updatedAt })
    .from(articles)
    .where(and(live(now), matching(filter)))
    .orderBy(desc(articles.date), articles.slug)
    .limit(limit)
    .offset(offset);
}

/** How many articles may be seen at `now`. */
export async function countLive(
  db: Database,
  now: number,
  filter: ArticleFilter = {},
): Promise<number> {
  return db.$count(articles, and(live(now), matching(filter)));
}

/** What lists there are to be: the groups of the articles that may be seen at `now`. */
export async function listGroups(db: Database, now: number): Promise<Groups> {
  const n = sql<number>`count(*)`.as("n");
  const value = sql<string>`g.value`.as("id");
  const group = (member: string) =>
    db
      .select({ id: value, articles: n })
      .from(sql`${articles}, json_each(${articles.meta}, ${`$.${member}`}) AS g`)
      .where(live(now))
      .groupBy(sql`g.value`)
      .orderBy(sql`n DESC, g.value`);
  const year = sql<string>`strftime('%Y', ${articles.date} / 1000, 'unixepoch')`.as("id");
  const [tags, authors, years] = await db.batch([
    group("tags"),
    group("authors"),
    db
      .select({ id: year, articles: n })
      .from(articles)
      .where(live(now))
      .groupBy(sql`1`)
      .orderBy(sql`1 DESC`),
  ]);
  return { tags, authors, years };
}

/** The articles next to one in time. */
export async function neighbours(
  db: Database,
  now: number,
  slug: string,
): Promise<{ previous: ArticleEntry | null; next: ArticleEntry | null }> {
  const { meta } = articles;
  const own = sql`(SELECT date FROM ${articles} WHERE slug = ${slug})`;
  const select = () => db.select({ slug: articles.slug, meta, updatedAt }).from(articles);
  // Lists put the newest first, and of one day by slug.
  const earlier = sql`(${articles.date} < ${own} OR (${articles.date} = ${own} AND ${articles.slug} > ${slug}))`;
  const later = sql`(${articles.date} > ${own} OR (${articles.date} = ${own} AND ${articles.slug} < ${slug}))`;
  const [previous, next] = await db.batch([
    select()
      .where(and(live(now), earlier))
      .orderBy(desc(articles.date), articles.slug)
      .limit(1),
    select()
      .where(and(live(now), later))
      .orderBy(articles.date, desc(articles.slug))
      .limit(1),
  ]);
  return { previous: previous[0] ?? null, next: next[0] ?? null };
}

/** Articles that share tags or audiences with one: those with the most in common first, the newest of these. */
export async function related(
  db: Database,
  now: number,
  slug: string,
  meta: Pick<ArticleMeta, "tags" | "audiences">,
  limit: number,
): Promise<ArticleEntry[]> {
  const shared = (member: string, ids: readonly string[]) =>
    sql`(SELECT count(*) FROM json_each(${articles.meta}, ${`$.${member}`})
      WHERE value IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`;
  // A tag says more than an audience.
  const score = sql`(3 * ${shared("tags", meta.tags)} + ${shared("audiences", meta.audiences)})`;
  return db
    .select({ slug: articles.slug, meta: articles.meta, updatedAt })
    .from(articles)
    .where(and(live(now), sql`${articles.slug} <> ${slug}`, sql`${score} > 0`))
    .orderBy(sql`${score} DESC`, desc(articles.date), articles.slug)
    .limit(limit);
}

/** The slugs of the articles whose pages show another one: its neighbours in time, and the newest that share a tag. */
export async function showing(db: Database, slugs: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ slug: string }>(sql`
    WITH changed AS (SELECT slug, date, meta FROM ${articles}
      WHERE slug IN (SELECT value FROM json_each(${JSON.stringify(slugs)})))
    SELECT slug FROM (SELECT (SELECT a.slug FROM ${articles} a WHERE a.date < c.date OR (a.date = c.date AND a.slug > c.slug)
        ORDER BY a.date DESC, a.slug LIMIT 1) AS slug FROM changed c)
    UNION SELECT slug FROM (SELECT (SELECT a.slug FROM ${articles} a WHERE a.date > c.date OR (a.date = c.date AND a.slug < c.slug)
        ORDER BY a.date, a.slug DESC LIMIT 1) AS slug FROM changed c)
    UNION SELECT slug FROM (SELECT DISTINCT a.slug FROM ${articles} a, json_each(a.meta, '$.tags') t
      WHERE t.value IN (SELECT s.value FROM changed c, json_each(c.meta, '$.tags') s)
      ORDER BY a.date DESC LIMIT 50)`);
  return rows.flatMap((row) => (row.slug === null ? [] : [row.slug]));
}

/** Whether an article was published here once and was taken out. */
export async function wasRemoved(db: Database, slug: string): Promise<boolean> {
  const [row] = await db
    .select({ removedAt: articles.removedAt })
    .from(articles)
    .where(eq(articles.slug, slug));
  return row?.removedAt != null;
}
