import { sql } from "drizzle-orm";
import type { ArticleMeta } from "../../core/content/article.ts";
import { FOUND_END, FOUND_START, type Piece, pieces } from "../../core/text/search-text.ts";
import { type ArticleEntry, updatedAt } from "./article-lists.ts";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";
import { IDS_PER_MINUTE } from "./search-index.ts";

const EXCERPT_WORDS = 40;
/** The most matches that one search ranks: what it reads does not depend on the number of articles. */
export const MOST_RANKED = 200;
/** The end of a block that doesn't end a sentence, such as a heading or a list item. */
const NO_END = /(?<![.!?:;…,”"»)。！？][\uE000\uE001]?)\n/g;

/** An article found by a search. */
interface Found extends ArticleEntry {
  title: Piece[];
  /** An excerpt around the match, from its text or else from its summary. */
  excerpt: Piece[];
}

/** The articles that match an expression, best first. */
export interface Ranked {
  /** Ids of entries of the index. */
  ids: readonly number[];
  /** Whether there are more than these. */
  more: boolean;
}

/**
 * Ranks the articles that match an expression from `matchExpression` and are visible at `now`. Of words that are in more
 * articles than {@link MOST_RANKED}, those with the words in title or summary come first, then the newest of the others.
 */
export async function rankMatches(db: Database, match: string, now: number): Promise<Ranked> {
  // Matches in the title weigh most, then the summary, the authors' names, and the text. FTS5 reads in the order of
  // rowids, which is that of dates, and stops at the limit. It joins no row of `articles`, which has the whole text.
  const newest = (expression: string, limit: number) =>
    db.all<Match>(sql`
      SELECT e.id AS id, e.slug AS slug, bm25(search_texts, 10, 4, 3, 1) AS score
      FROM search_texts CROSS JOIN search_entries e ON e.id = search_texts.rowid
      WHERE search_texts MATCH ${expression} AND e.live_from <= ${now}
      ORDER BY search_texts.rowid DESC LIMIT ${limit}`);
  // Asked at once: in a gathering database, they share a round trip.
  const [all, titled] = await Promise.all([
    newest(match, MOST_RANKED + 1),
    newest(`(${match}) AND {title summary} : (${match})`, MOST_RANKED),
  ]);
  const more = all.length > MOST_RANKED;
  const tiers = more ? [titled, all] : [all];
  const ids = tiers.flatMap((tier) => tier.toSorted(byScore).map(({ id }) => id));
  return { ids: [...new Set(ids)].slice(0, MOST_RANKED), more };
}

/** Loads some of the matches, in the given order. Only these are read in full, for their excerpts. */
export async function loadMatches(
  db: Database,
  match: string,
  ids: readonly number[],
  now: number,
): Promise<Found[]> {
  const rows = await db.all<Row>(sql`
    SELECT ${articles.slug} AS slug, ${articles.meta} AS meta, ${updatedAt.sql} AS updated,
      highlight(search_texts, 0, ${FOUND_START}, ${FOUND_END}) AS title,
      highlight(search_texts, 1, ${FOUND_START}, ${FOUND_END}) AS summary,
      snippet(search_texts, 3, ${FOUND_START}, ${FOUND_END}, '…', ${EXCERPT_WORDS}) AS body
    FROM json_each(${JSON.stringify(ids)}) wanted
      CROSS JOIN search_texts ON search_texts.rowid = wanted.value
      CROSS JOIN search_entries e ON e.id = wanted.value AND e.live_from <= ${now}
      CROSS JOIN ${articles} ON ${articles.slug} = e.slug
    WHERE search_texts MATCH ${match}
    ORDER BY wanted.key`);
  return rows.map(foundOf);
}

interface Match {
  id: number;
  slug: string;
  score: number;
}

/** Best first, then newest, then by slug. */
function byScore(a: Match, b: Match): number {
  const minute = ({ id }: Match): number => Math.floor(id / IDS_PER_MINUTE);
  return a.score - b.score || minute(b) - minute(a) || (a.slug < b.slug ? -1 : 1);
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
