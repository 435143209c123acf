import { normalPath } from "../../core/path.ts";
import { feedByAlias, matchPage, NEVER_REDIRECTED } from "../../core/routes.ts";
import { database } from "../../store/database.ts";
import { findMoved, type Moved } from "../../store/content/redirects.ts";
import type { AppContext } from "../context.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { withTimeout } from "../../platform/timeout.ts";
import { findPage } from "./find-page.ts";
import { findPublication, isUnpublished } from "./find-publication.ts";
import { gone, notFound, notPublished } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/** Within this time, an isolate asks D1 about an address only once. */
const FRESH_MS = 5000;
/** Finding out where a page has gone is not worth a longer wait. */
const PATIENCE_MS = 1000;
/** For caches and browsers, which would otherwise keep a 301 forever: an editor may change it. */
const CACHE = "public, max-age=60";

const addresses = new IsolateCache<string, Moved | null>({ max: 500, freshMs: FRESH_MS });

/**
 * The response if there is no page at an address as it was sent: a redirect, also to a page whose address it is in
 * another spelling, or to a feed by another name; gone (410), or not found (404).
 */
export async function missing(c: AppContext): Promise<Response> {
  const asksForPage = c.req.method === "GET" || c.req.method === "HEAD";
  const { pathname, search } = new URL(c.req.url);
  const path = asksForPage ? normalPath(pathname.replace(/^\/+/, "/")) : null;
  if (path === null) return refuse(c, notFound);
  const moved = await whereTo(c.env, path);
  if (moved?.to === null) return refuse(c, gone);
  const right = feedByAlias(path) ?? path;
  if (!moved && (right === pathname || !(await mayBeThere(c, right)))) {
    return refuse(c, (await isUnpublished(c.env, c.req.url)) ? notPublished : notFound);
  }
  c.header("Cache-Control", CACHE);
  return moved ? c.redirect(inAscii(moved.to), moved.status) : c.redirect(right + search, 301);
}

/** Whether a path is that of a page that exists, or below a route that says itself what is not found there. */
async function mayBeThere(c: AppContext, path: string): Promise<boolean> {
  const [, first = ""] = path.split("/");
  // Names in these routes are ASCII.
  if (first === "search" || NEVER_REDIRECTED.includes(first)) return !path.includes("%");
  const publication = findPublication(c.env, c.req.url);
  const waitUntil = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
  return matchPage(path) !== null && (await findPage(c.env, waitUntil, path, publication)) !== null;
}

/** An address as a header carries it. */
function inAscii(to: string): string {
  const here = "https://here.invalid";
  const { href } = new URL(to, here);
  return to.startsWith("/") ? href.slice(here.length) : href;
}

async function whereTo(env: Env, path: string): Promise<Moved | null> {
  const known = addresses.fresh(path);
  if (known !== undefined) return known;
  try {
    const moved = await withTimeout(findMoved(database(env.DB), path, Date.now()), PATIENCE_MS);
    return addresses.set(path, moved);
  } catch (error) {
    console.error({ event: "redirects not asked", path, error: String(error) });
    return null;
  }
}
