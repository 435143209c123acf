import { normalPath } from "../../core/path.ts";
import { feedByAlias, matchPage, NEVER_REDIRECTED } from "../../core/routes.ts";
import { gatheringDatabase } from "../../store/database.ts";
import { findMoved, type Moved } from "../../store/content/redirects.ts";
import type { AppContext } from "../context.ts";
import { withTimeout } from "../../platform/timeout.ts";
import { absent, addresses } from "./absent.ts";
import { findingFor, findPage } from "./find-page.ts";
import { isUnpublished } from "./find-publication.ts";
import { gone, notFound, notPublished } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";
import { isTooMuch, tooManyRequests } from "../http/work-limit.ts";

/** Finding out where a page has gone is not worth a longer wait. */
const PATIENCE_MS = 1000;
/** For caches and browsers, which would otherwise keep a 301 forever: an editor may change it. */
const CACHE = "public, max-age=60";

/**
 * The response if there is no page at an address as it was sent: a redirect, also to a page whose address it is in
 * another spelling, or to a feed by another name; gone (410), or not found (404). A redirect on this site names no host:
 * the Worker would have to believe what a proxy says.
 */
export async function missing(c: AppContext): Promise<Response> {
  const asksForPage = c.req.method === "GET" || c.req.method === "HEAD";
  const { pathname, search } = new URL(c.req.url);
  const path = asksForPage ? normalPath(pathname.replace(/^\/+/, "/")) : null;
  if (path === null) return refuse(c, notFound);
  if (known(path) === undefined && (await isTooMuch(c, "miss"))) return refuse(c, tooManyRequests);
  const moved = await whereTo(c.env, path);
  const kept = moved !== undefined;
  if (moved?.to === null) return refuse(c, gone, { kept });
  const right = feedByAlias(path) ?? path;
  if (!moved && (right === pathname || !(await mayBeThere(c, right)))) {
    if (await isUnpublished(c.env, c.req.url)) return refuse(c, notPublished);
    return refuse(c, notFound, { kept });
  }
  c.header("Cache-Control", CACHE);
  return moved ? c.redirect(inAscii(moved.to), moved.status) : c.redirect(right + search, 301);
}

/** Whether a path is that of a page that exists, or below a route that says itself what is not found there. */
async function mayBeThere(c: AppContext, path: string): Promise<boolean> {
  const [, first = ""] = path.split("/");
  // Names in these routes are ASCII.
  if (first === "search" || NEVER_REDIRECTED.includes(first)) return !path.includes("%");
  return matchPage(path) !== null && (await findPage(findingFor(c), path)) !== null;
}

/** An address as a header carries it. */
function inAscii(to: string): string {
  const here = "https://here.invalid";
  const { href } = new URL(to, here);
  return to.startsWith("/") ? href.slice(here.length) : href;
}

/** What this isolate was told a moment ago. */
function known(path: string): Moved | null | undefined {
  const found = absent.fresh(path);
  return found === undefined ? addresses.fresh(path) : found;
}

/** @returns `undefined` if D1 did not answer */
async function whereTo(env: Env, path: string): Promise<Moved | null | undefined> {
  const told = known(path);
  if (told !== undefined) return told;
  try {
    const asked = findMoved(gatheringDatabase(env.DB), path, Date.now());
    return addresses.set(path, await withTimeout(asked, PATIENCE_MS));
  } catch (error) {
    console.error({ event: "redirects not asked", path, error: String(error) });
    return undefined;
  }
}
