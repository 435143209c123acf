import { sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Article } from "../../core/content/article.ts";
import { jsonDigest } from "../../core/digest.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { toIndex } from "../../core/text/search-text.ts";
import type { Site } from "../../core/content/site.ts";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";

// migrations/0000_init.sql creates these tables. They are not in schema.ts, because drizzle would make plain tables of
// them.
const entries = sqliteTable("search_entries", {
  id: integer().primaryKey(),
  slug: text().notNull(),
  digest: text().notNull(),
  edition: text().notNull(),
  liveFrom: integer("live_from"),
});
const texts = sqliteTable("search_texts", {
  id: integer("rowid").primaryKey(),
  title: text().notNull(),
  summary: text().notNull(),
  authors: text().notNull(),
  body: text().notNull(),
});

/** Increase it when the same article would be indexed differently: all articles are then indexed again. */
const FORM = 3;
/** An entry's id is the minute of the article's date, with so many numbers for articles of one minute. */
export const IDS_PER_MINUTE = 1_048_576;
/** D1 allows 2 MB per row, and a character takes at most three bytes. Only book-length texts (80,000 words) are cut. */
const MAX_INDEXED = 500_000;

/**
 * Digest of what an article's index entry depends on besides the article. Authors are found by name, and the site
 * defines their names.
 */
function searchEdition({ authors }: Site): string {
  return jsonDigest([FORM, authors.map(({ id, name }) => [id, name])]).slice(0, 32);
}

/**
 * Adds an article to the index, in the batch that stores it. Does nothing if `articles` no longer has the content of
 * `digest`. Entries are numbered by date: a search finds the newest articles first, and can stop.
 */
export function indexArticle(db: Database, article: Article, digest: string, site: Site) {
  const { slug, meta, body } = article;
  const names = meta.authors.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
  const own = sql`slug = ${slug} AND digest = ${digest} AND removed_at IS NULL`;
  const isStill = sql`EXISTS (SELECT 1 FROM ${articles} WHERE ${own})`;
  const id = sql`SELECT id FROM ${entries} WHERE slug = ${slug}`;
  const first = sql`date / 60000 * ${sql.raw(String(IDS_PER_MINUTE))}`;
  const last = sql`(SELECT max(id) FROM ${entries} WHERE id >= ${first} AND id < ${first} + ${sql.raw(String(IDS_PER_MINUTE))})`;
  const words = toIndex(plainText(body)).slice(0, MAX_INDEXED).toWellFormed();
  return [
    db.delete(texts).where(sql`${texts.id} = (${id}) AND ${isStill}`),
    db.delete(entries).where(sql`slug = ${slug} AND ${isStill}`),
    db.insert(entries).select(
      sql`SELECT coalesce(${last} + 1, ${first}), slug, digest, ${searchEdition(site)}, live_from
        FROM ${articles} WHERE ${own}`,
    ),
    db.insert(texts).select(
      sql`SELECT id, ${toIndex(meta.title)}, ${toIndex(meta.summary ?? "")},
        ${toIndex(names.join("\n"))}, ${words} FROM ${entries} WHERE slug = ${slug} AND ${isStill}`,
    ),
  ] as const;
}

/** Removes articles from the index, in the batch that removes the articles. */
export function unindexArticles(db: Database, slugs: readonly string[]) {
  const wanted = sql`slug IN (SELECT value FROM json_each(${JSON.stringify(slugs)}))`;
  return [
    db.delete(texts).where(sql`${texts.id} IN (SELECT id FROM ${entries} WHERE ${wanted})`),
    db.delete(entries).where(wanted),
  ] as const;
}

/**
 * Indexes articles whose entry is missing or outdated: those stored before there was an index, and those of authors
 * whose names changed.
 *
 * @returns how many are left
 */
export async function indexSome(db: Database, site: Site, limit: number): Promise<number> {
  const rows = await db.all<{ slug: string; total: number }>(sql`
    SELECT a.slug AS slug, count(*) OVER () AS total
    FROM ${articles} a LEFT JOIN search_entries e ON e.slug = a.slug
    WHERE a.removed_at IS NULL
      AND (e.id IS NULL OR e.digest <> a.digest OR e.edition <> ${searchEdition(site)})
    LIMIT ${limit}`);
  for (const { slug } of rows) await indexAgain(db, slug, site);
  return (rows[0]?.total ?? 0) - rows.length;
}

async function indexAgain(db: Database, slug: string, site: Site): Promise<void> {
  const [row] = await db
    .select({ meta: articles.meta, body: articles.body, digest: articles.digest })
    .from(articles)
    .where(sql`${articles.slug} = ${slug}`);
  if (!row) return;
  await db.batch(indexArticle(db, { slug, ...row }, row.digest, site));
}

/** Statements that empty the index. The next publish indexes all articles again. */
export function forgetIndexed(db: Database) {
  return [db.delete(texts), db.delete(entries)];
}
