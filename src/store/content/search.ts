import { sql } from "drizzle-orm";
import type { ArticleMeta } from "../../core/content/article.ts";
import { FOUND_END, FOUND_START, type Piece, pieces } from "../../core/text/search-text.ts";
import { type ArticleEntry, live, updatedAt } from "./article-lists.ts";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";

const EXCERPT_WORDS = 40;
/** The end of a block that doesn't end a sentence, such as a heading or a list item. */
const NO_END = /(?<![.!?:;…,”"»)。！？][\uE000\uE001]?)\n/g;

/** An article found by a search. */
interface Found extends ArticleEntry {
  title: Piece[];
  /** An excerpt around the match, from its text or else from its summary. */
  excerpt: Piece[];
}

/**
 * The articles that match an expression from `matchExpression` and are visible at `now`, best first.
 *
 * @returns one page of them, and the total
 */
export async function searchArticles(
  db: Database,
  match: string,
  now: number,
  limit: number,
  offset: number,
): Promise<{ found: Found[]; total: number }> {
  const matching = sql`
    FROM search_texts
    JOIN search_entries ON search_entries.id = search_texts.rowid
    JOIN ${articles} ON ${articles.slug} = search_entries.slug
    WHERE search_texts MATCH ${match} AND ${live(now)}`;
  // Excerpts are made only for one page of results, because each requires reading the whole text. Matches in the title
  // weigh most, then the summary, the authors' names, and the text.
  const [rows, counted] = await Promise.all([
    db.all<Row>(sql`
      WITH best AS MATERIALIZED (
        SELECT search_entries.id AS id, bm25(search_texts, 10, 4, 3, 1) AS score,
          ${articles.slug} AS slug, ${articles.date} AS date, ${articles.meta} AS meta, ${updatedAt.sql} AS updated
        ${matching}
        ORDER BY score, ${articles.date} DESC, ${articles.slug} LIMIT ${limit} OFFSET ${offset}
      )
      SELECT best.slug AS slug, best.meta AS meta, best.updated AS updated,
        highlight(search_texts, 0, ${FOUND_START}, ${FOUND_END}) AS title,
        highlight(search_texts, 1, ${FOUND_START}, ${FOUND_END}) AS summary,
        snippet(search_texts, 3, ${FOUND_START}, ${FOUND_END}, '…', ${EXCERPT_WORDS}) AS body
      FROM best CROSS JOIN search_texts ON search_texts.rowid = best.id
      WHERE search_texts MATCH ${match}
      ORDER BY best.score, best.date DESC, best.slug`),
    db.all<{ total: number }>(sql`SELECT count(*) AS total ${matching}`),
  ]);
  return { found: rows.map(foundOf), total: counted[0]?.total ?? 0 };
}

interface Row {
  slug: string;
  /** JSON. */
  meta: string;
  updated: number | null;
  title: string;
  summary: string;
  body: string;
}

function foundOf({ slug, meta, updated, title, summary, body }: Row): Found {
  const inText = body.includes(FOUND_START) || summary === "";
  return {
    slug,
    meta: JSON.parse(meta) as ArticleMeta,
    updatedAt: updated,
    title: pieces(title),
    excerpt: pieces(inText ? body.replace(NO_END, " · ") : summary),
  };
}
