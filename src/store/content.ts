import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Article } from "../core/article.ts";
import { parseInstant } from "../core/instant.ts";
import { type PageLink, pageLinks } from "../core/plain-page.ts";
import type { PollDefinition } from "../core/poll.ts";
import type { Site } from "../core/site.ts";
import type { Database } from "./database.ts";
import {
  type ArticleEntry,
  type ArticleFilter,
  live,
  matching,
  updatedAt,
  markPagesNaming,
} from "./article-lists.ts";
import {
  articles,
  images,
  plainPages,
  polls,
  renames,
  revisions,
  shareImages,
  sites,
  state,
} from "./schema.ts";
import { indexArticle, unindexArticles } from "./search.ts";

/** The key of `state` under which the digest of the redirects is. */
export const REDIRECTS = "redirects";

/** The publication and where it lives. */
export interface SiteRecord {
  site: Site;
  digest: string;
  origin: string;
  changes: number;
  /** The plain pages that the foot of every page links to. */
  pages: PageLink[];
}

/** A whole article. */
export interface ArticleRecord extends ArticleEntry {
  body: string;
  digest: string;
}

/** The publication, or `null` before the first publish. */
export async function loadSite(db: Database): Promise<SiteRecord | null> {
  const { slug, meta } = plainPages;
  const [[row], pages] = await db.batch([
    db.select().from(sites).limit(1),
    db.select({ slug, meta }).from(plainPages),
  ]);
  return row ? { ...row, pages: pageLinks(pages, row.site.language) } : null;
}

/** Stores the publication. */
export async function saveSite(
  db: Database,
  site: Site,
  digest: string,
  origin: string,
): Promise<void> {
  await db
    .insert(sites)
    .values({ id: 1, site, digest, origin })
    .onConflictDoUpdate({ target: sites.id, set: { site, digest, origin } });
}

/** One article that may be seen at `now`. */
export async function loadArticle(
  db: Database,
  slug: string,
  now: number,
): Promise<ArticleRecord | null> {
  const { meta, body, digest } = articles;
  const [row] = await db
    .select({ slug: articles.slug, meta, updatedAt, body, digest })
    .from(articles)
    .where(and(eq(articles.slug, slug), live(now)));
  return row ?? null;
}

/** The newest articles with their Markdown, for feeds. */
export async function listWholeArticles(
  db: Database,
  now: number,
  limit: number,
  filter: ArticleFilter = {},
): Promise<ArticleRecord[]> {
  const { slug, meta, body, digest } = articles;
  return db
    .select({ slug, meta, updatedAt, body, digest })
    .from(articles)
    .where(and(live(now), matching(filter)))
    .orderBy(desc(articles.date), slug)
    .limit(limit);
}

/**
 * Stores articles, each as a new revision, and puts them into the index, in one batch (one transaction of D1).
 * An article that is stored already with this digest stays as it is.
 */
export async function saveArticles(
  db: Database,
  list: readonly { article: Article; digest: string }[],
  now: number,
  site: Site,
): Promise<void> {
  const statements = list.flatMap(({ article, digest }) => {
    const { slug, meta, body } = article;
    const row = {
      digest,
      meta,
      body,
      date: parseInstant(meta.date) ?? 0,
      liveFrom: meta.draft ? null : (parseInstant(meta.publishAt ?? "") ?? 0),
      updatedAt: now,
      removedAt: null,
      translationOf: meta.translationOf ?? null,
    };
    return [
      db
        .insert(articles)
        .values({ slug, revision: 1, ...row })
        .onConflictDoUpdate({
          target: articles.slug,
          set: { ...row, revision: sql`${articles.revision} + 1` },
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
  const mark = markPagesNaming(
    db,
    list.map(({ article }) => article.slug),
    now,
  );
  await runBatch(db, [mark, ...statements, mark, countChange(db)]);
}

/** What an article's front matter says of its former names, in place of what it said before. */
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

/** Takes articles out of the publication and the index. Their revisions stay. */
export async function removeArticles(
  db: Database,
  slugs: readonly string[],
  now: number,
): Promise<void> {
  if (slugs.length === 0) return;
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(slugs)})`;
  await runBatch(db, [
    markPagesNaming(db, slugs, now),
    db
      .update(articles)
      .set({ removedAt: now })
      .where(and(sql`${articles.slug} IN (${wanted})`, isNull(articles.removedAt))),
    ...unindexArticles(db, slugs),
    dropShareImages(db, "/articles/", slugs),
    countChange(db),
  ]);
}

/** The polls that are published, by id. */
export async function listPolls(db: Database): Promise<PollDefinition[]> {
  const rows = await db
    .select({ definition: polls.definition })
    .from(polls)
    .where(isNull(polls.removedAt))
    .orderBy(polls.id);
  return rows.map((row) => row.definition);
}

/** Some polls by id. Those that aren't published are left out. */
export async function loadPolls(db: Database, ids: readonly string[]): Promise<PollDefinition[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ definition: polls.definition })
    .from(polls)
    .where(and(inArray(polls.id, [...ids]), isNull(polls.removedAt)));
  return rows.map((row) => row.definition);
}

/** Stores a poll's definition. */
export async function savePoll(
  db: Database,
  definition: PollDefinition,
  digest: string,
  now: number,
): Promise<void> {
  const row = { digest, definition, updatedAt: now, removedAt: null };
  await runBatch(db, [
    db
      .insert(polls)
      .values({ id: definition.id, ...row })
      .onConflictDoUpdate({ target: polls.id, set: row }),
    countChange(db),
  ]);
}

/** Takes polls out of the publication. Their votes stay, in the ledger and in D1. */
export async function removePolls(
  db: Database,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(ids)})`;
  await runBatch(db, [
    db
      .update(polls)
      .set({ removedAt: now })
      .where(and(sql`${polls.id} IN (${wanted})`, isNull(polls.removedAt))),
    dropShareImages(db, "/polls/", ids),
    countChange(db),
  ]);
}

/** Forgets the pictures with which pages were shared that are no more. */
function dropShareImages(db: Database, base: string, names: readonly string[]) {
  const paths = JSON.stringify(names.map((name) => base + name));
  return db
    .delete(shareImages)
    .where(sql`${shareImages.path} IN (SELECT value FROM json_each(${paths}))`);
}

/** Digests of everything that is published, to be compared with a content folder. */
export async function loadManifest(db: Database) {
  const [siteRows, articleRows, pollRows, imageRows, redirectRows, pageRows, shareRows] =
    await db.batch([
      db.select({ digest: sites.digest, origin: sites.origin }).from(sites),
      db
        .select({ id: articles.slug, digest: articles.digest })
        .from(articles)
        .where(isNull(articles.removedAt)),
      db.select({ id: polls.id, digest: polls.digest }).from(polls).where(isNull(polls.removedAt)),
      db.select({ id: images.name, digest: images.digest }).from(images),
      db.select({ digest: state.value }).from(state).where(eq(state.key, REDIRECTS)),
      db.select({ id: plainPages.slug, digest: plainPages.digest }).from(plainPages),
      db
        .select({ id: shareImages.path, digest: shareImages.source })
        .from(shareImages)
        .orderBy(shareImages.path),
    ]);
  const byId = (rows: { id: string; digest: string }[]): Record<string, string> =>
    Object.fromEntries(rows.map((row) => [row.id, row.digest]));
  return {
    site: siteRows[0] ?? null,
    articles: byId(articleRows),
    polls: byId(pollRows),
    images: byId(imageRows),
    pages: byId(pageRows),
    shareImages: byId(shareRows),
    redirects: redirectRows[0]?.digest ?? null,
  };
}

/** Marks the lists as out of date, in the same transaction as what they show. */
export function countChange(db: Database) {
  return db.update(sites).set({ changes: sql`${sites.changes} + 1` });
}

type Batch = Parameters<Database["batch"]>[0];

/** `db.batch` for a list whose length isn't known to the compiler. */
export async function runBatch(db: Database, statements: Batch[number][]): Promise<void> {
  const [first, ...rest] = statements;
  if (first) await db.batch([first, ...rest]);
}
