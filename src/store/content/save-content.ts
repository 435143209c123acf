import { and, eq, isNull, sql } from "drizzle-orm";
import type { Article } from "../../core/content/article.ts";
import { parseInstant } from "../../core/instant.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Site } from "../../core/content/site.ts";
import { markPagesNaming } from "./article-lists.ts";
import { countChange, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { articles, polls, renames, revisions, shareImages, sites } from "../schema.ts";
import { indexArticle, unindexArticles } from "./search-index.ts";

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
