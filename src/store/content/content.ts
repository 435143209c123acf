import { and, eq, getTableColumns, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type PageLink, pageLinks, type PlainPageMeta } from "../../core/content/plain-page.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Site } from "../../core/content/site.ts";
import type { Database } from "../database.ts";
import { type ArticleRecord, live, updatedAt } from "./article-lists.ts";
import {
  articles,
  images,
  type PageState,
  plainPages,
  polls,
  shareImages,
  sites,
  state,
} from "../schema.ts";

/** The key of `state` that holds the digest of the redirects. */
export const REDIRECTS = "redirects";

/** The publication and its address. */
export interface SiteRecord {
  site: Site;
  digest: string;
  origin: string;
  /** What ids in feeds begin with. */
  feedBase: string;
  changes: number;
  /** The edition whose lists were written last. */
  published: string;
  /** The plain pages linked in the footer of every page. */
  pages: PageLink[];
}

/** An article that is visible to readers. */
interface LiveArticle extends ArticleRecord {
  pageState: PageState;
}

/** The publication, or `null` before the first publish. */
export async function loadSite(db: Database): Promise<SiteRecord | null> {
  const [row] = await db
    .select({
      ...getTableColumns(sites),
      // In the same statement: both are as of the same moment, and may share a round trip with other queries.
      plain: sql<string>`(
        SELECT json_group_array(json_object('slug', slug, 'meta', json(meta))) FROM ${plainPages}
      )`.as("plain"),
    })
    .from(sites)
    .limit(1);
  if (!row) return null;
  const { plain, ...site } = row;
  const pages = JSON.parse(plain) as { slug: string; meta: PlainPageMeta }[];
  return { ...site, pages: pageLinks(pages, site.site.language) };
}

/** Loads an article that is visible at `now`. */
export async function loadArticle(
  db: Database,
  slug: string,
  now: number,
): Promise<LiveArticle | null> {
  const { meta, body, pageState } = articles;
  const [row] = await db
    .select({ slug: articles.slug, meta, updatedAt, body, pageState })
    .from(articles)
    .where(and(eq(articles.slug, slug), live(now)));
  return row ?? null;
}

/** Condition: a published poll that readers may find. */
export const SHOWN_POLL = sql`removed_at IS NULL AND coalesce(control ->> 'hidden', 0) = 0`;

/** The ids of all published polls, hidden ones too, in order. */
export async function listPollIds(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: polls.id })
    .from(polls)
    .where(isNull(polls.removedAt))
    .orderBy(polls.id);
  return rows.map(({ id }) => id);
}

/** The polls that readers may find, sorted by id. */
export async function listPolls(db: Database): Promise<PollDefinition[]> {
  const rows = await db
    .select({ definition: polls.definition })
    .from(polls)
    .where(SHOWN_POLL)
    .orderBy(polls.id);
  return rows.map((row) => row.definition);
}

/** Whether there is a published poll with this id. */
export async function isPoll(db: Database, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: polls.id })
    .from(polls)
    .where(and(eq(polls.id, id), isNull(polls.removedAt)));
  return rows.length > 0;
}

/** Loads polls by id. Polls that aren't published, or are hidden, are left out. */
export async function loadPolls(db: Database, ids: readonly string[]): Promise<PollDefinition[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ definition: polls.definition })
    .from(polls)
    .where(and(inArray(polls.id, [...ids]), SHOWN_POLL));
  return rows.map((row) => row.definition);
}

/** Digests of all published content, to compare with a content folder. */
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

/** The names that Markdown and front matter may refer to: published polls and published pictures. */
export async function loadNames(
  db: Database,
): Promise<{ polls: ReadonlySet<string>; images: ReadonlySet<string> }> {
  const [pollRows, imageRows] = await db.batch([
    db.select({ id: polls.id }).from(polls).where(isNull(polls.removedAt)),
    db.select({ id: images.name }).from(images),
  ]);
  const named = (rows: { id: string }[]) => new Set(rows.map(({ id }) => id));
  return { polls: named(pollRows), images: named(imageRows) };
}

/**
 * Increases the change number, in the transaction that makes the change. Lists, feeds and maps with a lower number are
 * then out of date.
 *
 * @param when a condition; if it is false, the number stays the same
 */
export function countChange(db: Database, when?: SQL) {
  return db
    .update(sites)
    .set({ changes: sql`max(${sites.changes} + 1, ${Date.now()})` })
    .where(when);
}

type Batch = Parameters<Database["batch"]>[0];

/** `db.batch` for a list whose length the compiler doesn't know. */
export async function runBatch(db: Database, statements: Batch[number][]): Promise<void> {
  const [first, ...rest] = statements;
  if (first) await db.batch([first, ...rest]);
}
