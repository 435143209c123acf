import { and, desc, eq, gte, lte, type SQL, sql } from "drizzle-orm";
import type { ArticleMeta } from "../../core/content/article.ts";
import type { Groups } from "../../core/content/paging.ts";
import { originalOf } from "../../core/content/translations.ts";
import type { Database } from "../database.ts";
import { articleGroups, articles, type GroupKind } from "../schema.ts";

/** An article as shown in lists. */
export interface ArticleEntry {
  slug: string;
  meta: ArticleMeta;
  /** When its content last changed after it was first published here; `null` if it never did. */
  updatedAt: number | null;
}

/** A whole article. */
export interface ArticleRecord extends ArticleEntry {
  body: string;
}

/** Selects articles for a list. All given conditions must hold. */
export interface ArticleFilter {
  audience?: string;
  tag?: string;
  author?: string;
  /** Year of the article's own date, as written. */
  year?: number;
  /** The earliest date, in milliseconds since 1970. */
  since?: number;
  /** Text that the article's Markdown contains. */
  with?: string;
}

/** When an article's content last changed after it was first published here. */
export const updatedAt = sql<
  number | null
>`CASE WHEN ${articles.revision} > 1 THEN ${articles.updatedAt} END`.as("updated");

/**
 * Condition: articles visible at `now`. The plus sign keeps SQLite from using the index on `live_from`: nearly all
 * articles are live, so an index for the other conditions finds the rows sooner.
 *
 * @param alias what `articles` is called in the statement
 */
export function live(now: number, alias = "articles") {
  const column = (name: string) => sql.raw(`${alias}.${name}`);
  const liveFrom = column("live_from");
  return sql`${column("removed_at")} IS NULL AND ${liveFrom} IS NOT NULL AND +${liveFrom} <= ${now}`;
}

interface Group {
  kind: GroupKind;
  id: string;
}

/** The groups that a filter names. */
function groupsOf({ audience, tag, author, year }: ArticleFilter): Group[] {
  const ids = { audiences: audience, tags: tag, authors: author, years: year?.toString() };
  return (["audiences", "tags", "authors", "years"] as const).flatMap((kind) => {
    const id = ids[kind];
    return id === undefined ? [] : [{ kind, id }];
  });
}

function inGroup({ kind, id }: Group) {
  return and(eq(articleGroups.kind, kind), eq(articleGroups.id, id));
}

/**
 * The only group that a filter asks for, if it asks for nothing else. All articles, if it asks for nothing. Otherwise
 * `null`.
 */
function soleGroup(filter: ArticleFilter): Group | null {
  const conditions = Object.values(filter).filter((value) => value !== undefined);
  if (conditions.length === 0) return { kind: "all", id: "" };
  return (conditions.length === 1 && groupsOf(filter)[0]) || null;
}

/** Condition: articles that match a filter. Callers combine it with {@link live}. */
export function matching(filter: ArticleFilter) {
  const { since, with: part } = filter;
  const ofGroups = groupsOf(filter).map(
    (group) =>
      sql`${articles.slug} IN (SELECT ${articleGroups.slug} FROM ${articleGroups} WHERE ${inGroup(group)})`,
  );
  const late = since === undefined ? undefined : gte(articles.date, since);
  const within = part === undefined ? undefined : sql`instr(${articles.body}, ${part})`;
  return and(...ofGroups, late, within);
}

/**
 * The articles of a group that are visible at `now`, in list order. It reads the group's rows in key order up to the end
 * of the part, and none of the articles' own rows.
 */
function partOfGroup(db: Database, group: Group, now: number, limit: number, offset: number) {
  const { date, liveFrom } = articleGroups;
  return db
    .select({ listed: sql<string>`slug`.as("listed"), listedOn: sql<number>`date`.as("listed_on") })
    .from(articleGroups)
    .where(and(inGroup(group), lte(liveFrom, now)))
    .orderBy(desc(date), articleGroups.slug)
    .limit(limit)
    .offset(offset)
    .as("g");
}

/** The newest articles visible at `now`. */
export async function listArticles(
  db: Database,
  now: number,
  limit: number,
  filter: ArticleFilter = {},
  offset = 0,
): Promise<ArticleEntry[]> {
  const { slug, meta } = articles;
  const group = soleGroup(filter);
  if (group) {
    const listed = partOfGroup(db, group, now, limit, offset);
    return db
      .select({ slug, meta, updatedAt })
      .from(listed)
      .innerJoin(articles, eq(slug, listed.listed))
      .orderBy(sql`${listed.listedOn} DESC, ${listed.listed}`);
  }
  return db
    .select({ slug, meta, updatedAt })
    .from(articles)
    .where(and(live(now), matching(filter)))
    .orderBy(desc(articles.date), articles.slug)
    .limit(limit)
    .offset(offset);
}

/** The newest articles visible at `now`, with their Markdown and the ids that feeds know them by. */
export async function listWholeArticles(
  db: Database,
  now: number,
  limit: number,
  filter: ArticleFilter = {},
): Promise<(ArticleRecord & { feedId: string })[]> {
  const { slug, meta, body, feedId } = articles;
  const group = soleGroup(filter);
  if (group) {
    const listed = partOfGroup(db, group, now, limit, 0);
    return db
      .select({ slug, meta, updatedAt, body, feedId })
      .from(listed)
      .innerJoin(articles, eq(slug, listed.listed))
      .orderBy(sql`${listed.listedOn} DESC, ${listed.listed}`);
  }
  return db
    .select({ slug, meta, updatedAt, body, feedId })
    .from(articles)
    .where(and(live(now), matching(filter)))
    .orderBy(desc(articles.date), slug)
    .limit(limit);
}

/** Counts the articles visible at `now`. */
export async function countLive(
  db: Database,
  now: number,
  filter: ArticleFilter = {},
): Promise<number> {
  const group = soleGroup(filter);
  if (!group) return db.$count(articles, and(live(now), matching(filter)));
  return db.$count(articleGroups, and(inGroup(group), lte(articleGroups.liveFrom, now)));
}

/** The groups of the articles visible at `now`, each of which gets a list. */
export async function listGroups(db: Database, now: number): Promise<Groups> {
  const n = sql<number>`count(*)`.as("n");
  const group = (kind: GroupKind, order: SQL) =>
    db
      .select({ id: articleGroups.id, articles: n })
      .from(articleGroups)
      .where(and(eq(articleGroups.kind, kind), lte(articleGroups.liveFrom, now)))
      .groupBy(articleGroups.id)
      .orderBy(order);
  // No batch: queries issued at the same time share one round trip (gather.ts).
  const [tags, authors, years] = await Promise.all([
    group("tags", sql`n DESC, id`),
    group("authors", sql`n DESC, id`),
    group("years", sql`id DESC`),
  ]);
  // Only years that can appear in an address.
  return { tags, authors, years: years.filter(({ id }) => /^[1-9]\d{3}$/.test(id)) };
}

/** The articles directly before and after an article in time. */
export async function neighbours(
  db: Database,
  now: number,
  slug: string,
): Promise<{ previous: ArticleEntry | null; next: ArticleEntry | null }> {
  const { meta } = articles;
  const own = sql`(SELECT date FROM ${articles} WHERE slug = ${slug})`;
  const select = () => db.select({ slug: articles.slug, meta, updatedAt }).from(articles);
  // Lists sort by date, newest first, then by slug. The second condition implies the first, which lets SQLite use an
  // index.
  const earlier = sql`${articles.date} <= ${own} AND (${articles.date} < ${own} OR (${articles.date} = ${own} AND ${articles.slug} > ${slug}))`;
  const later = sql`${articles.date} >= ${own} AND (${articles.date} > ${own} OR (${articles.date} = ${own} AND ${articles.slug} < ${slug}))`;
  const [previous, next] = await Promise.all([
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
 * Older articles (or of the same date) that share tags with an article. Sorted by the number of shared tags, then the
 * number of shared audiences, then newest first. Newer articles are excluded: a new article must not change the pages
 * of all earlier articles on its subject. Translations of the article are excluded.
 */
export async function related(
  db: Database,
  now: number,
  slug: string,
  meta: Pick<ArticleMeta, "tags" | "audiences" | "translationOf">,
  limit: number,
): Promise<ArticleEntry[]> {
  const audiences = sql`(SELECT count(*) FROM json_each(${articles.meta}, '$.audiences')
    WHERE value IN (SELECT value FROM json_each(${JSON.stringify(meta.audiences)})))`;
  const original = originalOf({ slug, translationOf: meta.translationOf });
  const own = sql`(SELECT date FROM ${articles} WHERE slug = ${slug})`;
  const shares = db
    .select({ alike: sql<string>`slug`.as("alike"), common: sql<number>`count(*)`.as("common") })
    .from(articleGroups)
    .where(
      sql`kind = 'tags' AND id IN (SELECT value FROM json_each(${JSON.stringify(meta.tags)})) AND date <= ${own}`,
    )
    .groupBy(articleGroups.slug)
    .as("s");
  return db
    .select({ slug: articles.slug, meta: articles.meta, updatedAt })
    .from(shares)
    .innerJoin(articles, eq(articles.slug, shares.alike))
    .where(
      sql`${live(now)} AND ${articles.slug} <> ${slug}
        AND coalesce(${articles.translationOf}, ${articles.slug}) <> ${original}`,
    )
    .orderBy(sql`${shares.common} DESC, ${audiences} DESC`, desc(articles.date), articles.slug)
    .limit(limit);
}
