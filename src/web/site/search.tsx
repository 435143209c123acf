import { matchExpression, tidyQuery } from "../../core/text/query.ts";
import { listArticles } from "../../store/content/article-lists.ts";
import { loadSite } from "../../store/content/content.ts";
import { type Database, database, gatheringDatabase } from "../../store/database.ts";
import { loadMatches, type Ranked, rankMatches } from "../../store/content/search.ts";
import { SearchPage, type SearchOutcome, searchPath } from "../../views/lists/search-page.tsx";
import type { AppContext } from "../context.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";
import { isTooMuch, tooManyRequests } from "../http/work-limit.ts";
import { findPublication, isNameless } from "./find-publication.ts";

const HITS_PER_PAGE = 10;
const NEWEST = 6;
/** A page number of plausible length. There are far fewer articles. */
const PAGE = /^[1-9][0-9]{0,5}$/;
/** How long an isolate keeps which articles match a query, in their order: for the other pages of its results. */
const FRESH_MS = 10_000;

const ranked = new IsolateCache<string, Ranked>({ max: 100, freshMs: FRESH_MS });

/**
 * `GET /search?q=…&page=…`: the articles that match a reader's query, best first. Each query has one address: others
 * redirect there, so a cache has its results once.
 */
export async function search(c: AppContext): Promise<Response> {
  const query = tidyQuery(c.req.query("q") ?? "");
  const page = c.req.query("page") ?? "1";
  if (!PAGE.test(page)) return refuse(c, notFound, { kept: true });
  const { pathname, search: given } = new URL(c.req.url);
  const address = searchPath(query, Number(page));
  if (pathname + given !== address) return c.redirect(address, 301);
  const match = matchExpression(query);
  if (match !== null && !isRanked(match) && (await isTooMuch(c, "search"))) {
    return refuse(c, tooManyRequests);
  }
  const [shown, publication] = await Promise.all([
    withTimeout(searchOutcome(c.env, query, match, Number(page)), STORE_LIMIT_MS),
    findPublication(c.env, c.req.url),
  ]);
  if (!shown) return refuse(c, notFound, { kept: true });
  // Before the first publish there are no pages at all.
  if (isNameless(publication) && !(await isPublished(c.env))) return refuse(c, notFound);
  const body = <SearchPage publication={publication} query={query} shown={shown} />;
  // The same for every reader. What was just published may be found a moment later.
  return c.html(String(body), 200, { "Cache-Control": "public, max-age=60, stale-if-error=600" });
}

async function isPublished(env: Env): Promise<boolean> {
  return (await withTimeout(loadSite(database(env.DB)), STORE_LIMIT_MS)) !== null;
}

/** @returns `null` if there is no such page */
async function searchOutcome(
  env: Env,
  query: string,
  match: string | null,
  page: number,
): Promise<SearchOutcome | null> {
  const db = gatheringDatabase(env.DB);
  const now = Date.now();
  if (query === "") {
    return page === 1 ? { kind: "newest", entries: await listArticles(db, now, NEWEST) } : null;
  }
  const { ids, more } = match === null ? { ids: [], more: false } : await rank(db, match, now);
  const pages = Math.max(1, Math.ceil(ids.length / HITS_PER_PAGE));
  if (page > pages) return null;
  const wanted = ids.slice((page - 1) * HITS_PER_PAGE, page * HITS_PER_PAGE);
  const hits =
    match === null || wanted.length === 0 ? [] : await loadMatches(db, match, wanted, now);
  return { kind: "hits", hits, total: ids.length, more, page, pages };
}

/** Case makes no difference to what matches. */
function isRanked(match: string): boolean {
  return ranked.fresh(match.toLowerCase()) !== undefined;
}

async function rank(db: Database, match: string, now: number): Promise<Ranked> {
  const key = match.toLowerCase();
  return ranked.fresh(key) ?? ranked.set(key, await rankMatches(db, match, now));
}
