import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Article, ArticleMeta } from "../../core/content/article.ts";
import { parseInstant } from "../../core/instant.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Site } from "../../core/content/site.ts";
import { joinGroups, leaveGroups } from "./article-groups.ts";
import { countChange, runBatch, type SiteRecord } from "./content.ts";
import type { Database } from "../database.ts";
import { articles, polls, renames, revisions, shareImages, sites } from "../schema.ts";
import { markArticlesWith, markNaming, valuesOf } from "../pages/article-pages.ts";
import { named } from "./hidden-polls.ts";
import { indexArticle, unindexArticles } from "./search-index.ts";

/** Stores the publication. Storing the same again changes nothing. */
export async function saveSite(
  db: Database,
  site: Site,
  digest: string,
  origin: string,
): Promise<void> {
  const { feedBase } = site;
  await runBatch(db, [
    countChange(db, sql`digest <> ${digest} OR origin <> ${origin}`),
    db
      .insert(sites)
      .values({ id: 1, site, digest, origin, feedBase: feedBase ?? origin, changes: Date.now() })
      .onConflictDoUpdate({
        target: sites.id,
        set: { site, digest, origin, ...(feedBase === undefined ? {} : { feedBase }) },
      }),
  ]);
}

/**
 * Stores articles, each as a new revision, in one batch (one transaction of D1), with their groups, their search index
 * entries, and the marks on the pages that show them. An article already stored with this digest is left unchanged.
 *
 * Pages that name an article show parts of its front matter. When it changes, the pages that named the article before
 * and the pages that name it afterwards are marked.
 */
export async function saveArticles(
  db: Database,
  list: readonly { article: Article; digest: string }[],
  now: number,
  { site, feedBase }: Pick<SiteRecord, "site" | "feedBase">,
): Promise<void> {
  const statements = list.flatMap(({ article, digest }) => {
    const { slug, meta, body } = article;
    const liveFrom = meta.draft ? null : (parseInstant(meta.publishAt ?? "") ?? 0);
    const isLive = liveFrom !== null && liveFrom <= now;
    const row = {
      digest,
      meta,
      body,
      date: parseInstant(meta.date) ?? 0,
      liveFrom,
      updatedAt: now,
      removedAt: null,
      translationOf: meta.translationOf ?? null,
    };
    const urlBefore = `${feedBase}/articles/${meta.formerly?.[0] ?? slug}`;
    return [
      db
        .insert(articles)
        .values({
          slug,
          revision: 1,
          ...row,
          feedId: meta.feedId ?? sql`coalesce(${feedIdBefore(meta)}, ${urlBefore})`,
          pageState: isLive ? "stale" : "none",
        })
        .onConflictDoUpdate({
          target: articles.slug,
          set: {
            ...row,
            feedId: meta.feedId ?? keptFeedId(article, `${urlBefore}#${now}`),
            revision: sql`${articles.revision} + 1`,
            pageState: isLive ? "stale" : sql`iif(page_state = 'none', 'none', 'stale')`,
          },
          setWhere: sql`${articles.digest} <> ${digest} OR ${articles.removedAt} IS NOT NULL`,
        }),
      db
        .insert(revisions)
        .select(
          sql`SELECT slug, revision, digest, meta, body, updated_at FROM articles WHERE slug = ${slug}`,
        )
        .onConflictDoNothing(),
      ...sayFormerNames(db, article),
      ...indexArticle(db, article, digest, site),
    ];
  });
  const slugs = valuesOf(list.map(({ article }) => article.slug));
  const sent = JSON.stringify(
    list.map(({ article: { slug, meta }, digest }) => ({
      slug,
      digest,
      meta: JSON.stringify(meta),
    })),
  );
  const before = sql`
    SELECT a.slug FROM json_each(${sent}) s JOIN ${articles} a ON a.slug = s.value ->> 'slug'
    WHERE a.removed_at IS NOT NULL OR a.meta <> s.value ->> 'meta'`;
  const after = sql`
    SELECT a.slug FROM ${articles} a WHERE a.slug IN (${slugs}) AND a.page_state = 'stale' AND NOT EXISTS (
      SELECT 1 FROM ${revisions} r WHERE r.slug = a.slug AND r.revision = a.revision - 1 AND r.meta = a.meta)`;
  const isNews = sql`EXISTS (
    SELECT 1 FROM json_each(${sent}) s WHERE NOT EXISTS (
      SELECT 1 FROM ${articles} a
      WHERE a.slug = s.value ->> 'slug' AND a.digest = s.value ->> 'digest' AND a.removed_at IS NULL))`;
  await runBatch(db, [
    countChange(db, isNews),
    markNaming(db, before, now),
    leaveGroups(db, slugs),
    ...statements,
    joinGroups(db, slugs),
    markNaming(db, after, now),
  ]);
}

/** The id that feeds know an article by under one of its former names; `null` if D1 has none of them. */
function feedIdBefore({ formerly = [] }: ArticleMeta): SQL {
  return sql`(SELECT a.feed_id FROM json_each(${JSON.stringify(formerly)}) n
    JOIN articles a ON a.slug = n.value ORDER BY n.key LIMIT 1)`;
}

/**
 * The id of an article that D1 has: what it is, for good. Only an article under the name of a removed one may be
 * another, or be called so again: it gets its former name's id, or a new one if the removed article has a new name.
 */
function keptFeedId({ slug, meta, body }: Article, fresh: string): SQL {
  return sql`CASE WHEN removed_at IS NULL THEN feed_id
    ELSE coalesce(${feedIdBefore(meta)}, iif(EXISTS (
      SELECT 1 FROM articles o WHERE o.feed_id = articles.feed_id AND o.slug <> ${slug}
        AND o.removed_at IS NULL AND o.body <> ${body}), ${fresh}, feed_id)) END`;
}

/** Replaces the former names given in an article's front matter. */
function sayFormerNames(db: Database, { slug, meta }: Article) {
  const names = JSON.stringify(meta.formerly ?? []);
  return [
    db.delete(renames).where(and(eq(renames.now, slug), isNull(renames.at))),
    db
      .insert(renames)
      .select(sql`SELECT value, ${slug}, NULL FROM json_each(${names}) WHERE true`)
      .onConflictDoNothing(),
  ];
}

/** Removes articles from the publication, their groups and the search index. Their revisions stay. */
export async function removeArticles(
  db: Database,
  slugs: readonly string[],
  now: number,
): Promise<void> {
  if (slugs.length === 0) return;
  const wanted = valuesOf(slugs);
  const present = sql`slug IN (${wanted}) AND removed_at IS NULL`;
  await runBatch(db, [
    countChange(db, sql`EXISTS (SELECT 1 FROM ${articles} WHERE ${present})`),
    markNaming(db, sql`SELECT slug FROM ${articles} WHERE ${present}`, now),
    leaveGroups(db, wanted),
    db
      .update(articles)
      .set({ removedAt: now, pageState: sql`iif(page_state = 'none', 'none', 'stale')` })
      .where(present),
    ...unindexArticles(db, slugs),
    dropShareImages(db, "/articles/", slugs),
  ]);
}

/**
 * Stores a poll's definition and marks the pages of articles that show the poll. Storing the same again changes
 * nothing.
 */
export async function savePoll(
  db: Database,
  definition: PollDefinition,
  digest: string,
  now: number,
): Promise<void> {
  const { id } = definition;
  const [known] = await db
    .select({ id: polls.id })
    .from(polls)
    .where(and(eq(polls.id, id), eq(polls.digest, digest), isNull(polls.removedAt)));
  if (known) return;
  const row = { digest, definition, updatedAt: now, removedAt: null };
  await runBatch(db, [
    db
      .insert(polls)
      .values({ id, ...row })
      .onConflictDoUpdate({ target: polls.id, set: row }),
    markArticlesWith(db, [named(id)]),
    countChange(db),
  ]);
}

/** Removes polls from the publication. Their votes stay, in the ledger and in D1. */
export async function removePolls(
  db: Database,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  const wanted = valuesOf(ids);
  await runBatch(db, [
    db
      .update(polls)
      .set({ removedAt: now })
      .where(and(sql`${polls.id} IN (${wanted})`, isNull(polls.removedAt))),
    dropShareImages(db, "/polls/", ids),
    markArticlesWith(db, ids.map(named)),
    countChange(db),
  ]);
}

/** Deletes the share images of removed pages. */
function dropShareImages(db: Database, base: string, names: readonly string[]) {
  const paths = JSON.stringify(names.map((name) => base + name));
  return db
    .delete(shareImages)
    .where(sql`${shareImages.path} IN (SELECT value FROM json_each(${paths}))`);
}
