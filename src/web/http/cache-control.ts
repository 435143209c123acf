import { ROUTES } from "../../core/routes.ts";

/**
 * The `Cache-Control` of an answer to a GET or HEAD, completed:
 *
 * - It always says for how long a cache may serve the answer when the Worker fails (`stale-if-error`, RFC 5861): without
 *   that, Cloudflare's cache may do so without end.
 * - An address with a query that its route does not know has the same content as the one without. Browsers may keep it;
 *   shared caches may not, or one page could fill them under any number of addresses. Search, whose query is its
 *   content, redirects to one form of each query.
 */
export function completeCacheControl(kept: string, url: string): string {
  if (!kept.startsWith("public")) return kept;
  const bounded = kept.includes("stale-if-error") ? kept : `${kept}, stale-if-error=0`;
  const at = url.indexOf("?");
  return at < 0 || url.slice(0, at).endsWith(ROUTES.search) ? bounded : notShared(bounded);
}

/** The same for browsers alone. */
export function notShared(kept: string): string {
  return kept.replace(/^public/, "private");
}
