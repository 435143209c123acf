import { IsolateCache } from "../../platform/isolate-cache.ts";
import type { StoredPage } from "../../store/pages/pages.ts";
import { freshPage } from "./find-page.ts";
import { pageAtOnce } from "./page-response.ts";
import { tellRequest } from "../http/request-log.ts";

/** Where a page's address leads. */
interface Found {
  path: string;
  /** The pattern that it matched, for the log. */
  route: string;
}

/** Addresses that this isolate has answered with a page. What the answer is now, the page in memory says. */
const addresses = new IsolateCache<string, Found>({ max: 400 });

/** Notes that an address leads to a page. One with a query is found by its path. */
export function rememberAddress(url: string, found: Found): void {
  if (!url.includes("?")) addresses.set(url, found);
}

/**
 * The answer to a request for a page that this isolate has whole, without the router and all that is around it: most
 * answers are such, and an isolate that has just been started runs what it runs slowly.
 *
 * @returns `null` where anything has to be asked, looked up or made: the app answers then
 */
export function hotPage(request: Request, env: Env): Response | null {
  const { method, url } = request;
  if (method !== "GET" && method !== "HEAD") return null;
  const found = addresses.fresh(url);
  const page: StoredPage | null = found ? freshPage(found.path) : null;
  const response = page && pageAtOnce(request, page);
  if (!found || !response) return null;
  tellRequest(env, { method, route: found.route, status: response.status, ms: 0 });
  return response;
}
