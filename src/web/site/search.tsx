import { matchExpression, tidyQuery } from "../../core/text/query.ts";
import { listArticles } from "../../store/content/article-lists.ts";
import { loadSite } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";
import { searchArticles } from "../../store/content/search.ts";
import { SearchPage, type SearchOutcome } from "../../views/lists/search-page.tsx";
import type { AppContext } from "../context.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";
import { findPublication, isNameless } from "./find-publication.ts";

const HITS_PER_PAGE = 10;
const NEWEST = 6;
/** A page number of plausible length. There are far fewer articles. */
const PAGE = /^[1-9][0-9]{0,5}$/;

/** `GET /search?q=…&page=…`: the articles that match a reader's query, best first. */
export async function search(c: AppContext): Promise<Response> {
  const query = tidyQuery(c.req.query("q") ?? "");
  const page = c.req.query("page") ?? "1";
  if (!PAGE.test(page)) return refuse(c, notFound);
  const [shown, publication] = await Promise.all([
    withTimeout(searchOutcome(c.env, query, Number(page)), STORE_LIMIT_MS),
    findPublication(c.env, c.req.url),
  ]);
  if (!shown) return refuse(c, notFound);
  // Before the first publish there are no pages at all.
  if (isNameless(publication) && !(await isPublished(c.env))) return refuse(c, notFound);
  const body = <SearchPage publication={publication} query={query} shown={shown} />;
  // The same for every reader. What was just published may be found a moment later.
  return c.html(String(body), 200, { "Cache-Control": "public, max-age=60" });
}

async function isPublished(env: Env): Promise<boolean> {
  return (await withTimeout(loadSite(database(env.DB)), STORE_LIMIT_MS)) !== null;
}

/** @returns `null` if there is no such page */
async function searchOutcome(env: Env, query: string, page: number): Promise<SearchOutcome | null> {
  const db = database(env.DB);
  const now = Date.now();
  if (query === "") {
    return page === 1 ? { kind: "newest", entries: await listArticles(db, now, NEWEST) } : null;
  }
  const match = matchExpression(query);
  const { found, total } =
    match === null
      ? { found: [], total: 0 }
      : await searchArticles(db, match, now, HITS_PER_PAGE, (page - 1) * HITS_PER_PAGE);
  const pages = Math.max(1, Math.ceil(total / HITS_PER_PAGE));
  return page > pages ? null : { kind: "hits", hits: found, total, page, pages };
}
