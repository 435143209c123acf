import { IsolateCache } from "../../platform/isolate-cache.ts";
import type { StoredPage } from "../../store/pages/pages.ts";
import { freshPage } from "./find-page.ts";
import { pageAtOnce } from "./page-response.ts";
import { tellRequest } from "../http/request-log.ts";

/** The page that an address leads to. */
interface Found {
  path: string;
  /** The route that it matched, for the log. */
  route: string;
}

/** Addresses that this isolate has answered with a page. The page in memory determines the current response. */
const addresses = new IsolateCache<string, Found>({ max: 400 });

/** Notes that an address leads to a page, whatever its query: no page knows one. */
export function rememberAddress(url: string, found: Found): void {
  addresses.set(withoutQuery(url), found);
}

/**
 * Answers a request for a page that this isolate has complete in memory, without the router and its middleware: most
 * responses are of this kind, and an isolate that has just started runs its code slowly.
 *
 * @returns `null` if anything must be fetched, looked up or rendered; the app answers then
 */
export function hotPage(request: Request, env: Env): Response | null {
  const { method, url } = request;
  if (method !== "GET" && method !== "HEAD") return null;
  const found = addresses.fresh(withoutQuery(url));
  const page: StoredPage | null = found ? freshPage(found.path) : null;
  const response = page && pageAtOnce(request, page);
  if (!found || !response) return null;
  tellRequest(env, { method, route: found.route, status: response.status, ms: 0 });
  return response;
}

function withoutQuery(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? url : url.slice(0, at);
}
