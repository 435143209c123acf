import { and, desc, gte, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { ArticleMeta } from "../core/article.ts";
import type { Groups } from "../core/paging.ts";
import { originalOf } from "../core/translations.ts";
import type { Database } from "./database.ts";
import { articles, pages } from "./schema.ts";

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
  /** The earliest date, in milliseconds since 1970. */
  since?: number;
  /** What stands in its Markdown. */
  with?: string;
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
export function matching({ audience, tag, author, year, since, with: part }: ArticleFilter) {
  const has = (member: string, value: string | undefined) =>
    value === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(${articles.meta}, ${`$.${member}`}) WHERE value = ${value})`;
  const inYear =
    year === undefined
      ? undefined
      : sql`${articles.date} >= ${Date.UTC(year, 0)} AND ${articles.date} < ${Date.UTC(year + 1, 0)}`;
  const late = since === undefined ? undefined : gte(articles.date, since);
  const within = part === undefined ? undefined : sql`instr(${articles.body}, ${part})`;
  return and(
    has("audiences", audience),
    has("tags", tag),
    has("authors", author),
    inYear,
    late,
    within,
  );
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
  const year = sql<string>`strftime('%Y', ${articles.date} / 1000.0, 'unixepoch')`.as("id");
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
  // Years that addresses are written with.
  return { tags, authors, years: years.filter(({ id }) => /^[1-9]\d{3}$/.test(id)) };
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

/**
 * Older articles that share tags with one: those with the most in common first, the newest of these; of those that are
 * level, the ones with more audiences in common. Older ones alone: a new article must not change the pages of all that
 * were ever written on its subject. The same article in another language is not among them.
 */
export async function related(
  db: Database,
  now: number,
  slug: string,
  meta: Pick<ArticleMeta, "tags" | "audiences" | "translationOf">,
  limit: number,
): Promise<ArticleEntry[]> {
  const shared = (member: string, ids: readonly string[]) =>
    sql`(SELECT count(*) FROM json_each(${articles.meta}, ${`$.${member}`})
      WHERE value IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`;
  const tags = shared("tags", meta.tags);
  const original = originalOf({ slug, translationOf: meta.translationOf });
  const own = sql`(SELECT date FROM ${articles} WHERE slug = ${slug})`;
  return db
    .select({ slug: articles.slug, meta: articles.meta, updatedAt })
    .from(articles)
    .where(
      and(
        live(now),
        sql`${articles.slug} <> ${slug} AND ${articles.date} <= ${own} AND ${tags} > 0`,
        sql`coalesce(${articles.translationOf}, ${articles.slug}) <> ${original}`,
      ),
    )
    .orderBy(
      sql`${tags} DESC, ${shared("audiences", meta.audiences)} DESC`,
      desc(articles.date),
      articles.slug,
    )
    .limit(limit);
}

/** Articles of one subject whose pages may name another article of it. */
const MAY_NAME = 200;

/**
 * Marks the pages that name some articles, as neighbours in time, for their tags or as translations, to be made again. A statement for the
 * batch in which the articles change: before them, for the pages that named them, and after, for those that will.
 */
export function markPagesNaming(db: Database, slugs: readonly string[], now: number) {
  const seen = (alias: string) =>
    sql.raw(
      `${alias}.removed_at IS NULL AND ${alias}.live_from IS NOT NULL AND ${alias}.live_from <= ${Math.floor(now)}`,
    );
  return db
    .update(pages)
    .set({ inputs: "" })
    .where(
      sql`${pages.path} IN (
        WITH changed AS (SELECT slug, date, meta, coalesce(translation_of, slug) AS original FROM ${articles}
          WHERE slug IN (SELECT value FROM json_each(${JSON.stringify(slugs)})))
        SELECT '/articles/' || (SELECT a.slug FROM ${articles} a WHERE ${seen("a")}
          AND (a.date < c.date OR (a.date = c.date AND a.slug > c.slug))
          ORDER BY a.date DESC, a.slug LIMIT 1) FROM changed c
        UNION SELECT '/articles/' || (SELECT a.slug FROM ${articles} a WHERE ${seen("a")}
          AND (a.date > c.date OR (a.date = c.date AND a.slug < c.slug))
          ORDER BY a.date, a.slug DESC LIMIT 1) FROM changed c
        UNION SELECT '/articles/' || slug FROM ${articles}
          WHERE slug IN (SELECT slug FROM changed UNION SELECT original FROM changed)
            OR translation_of IN (SELECT original FROM changed)
        UNION SELECT '/articles/' || slug FROM (
          SELECT a.slug AS slug,
            row_number() OVER (PARTITION BY c.slug ORDER BY count(*) DESC, a.date) AS n
          FROM changed c, json_each(c.meta, '$.tags') s, ${articles} a, json_each(a.meta, '$.tags') t
          WHERE t.value = s.value AND a.slug <> c.slug AND a.date >= c.date AND ${seen("a")}
          GROUP BY c.slug, a.slug) WHERE n <= ${MAY_NAME})`,
    );
}
