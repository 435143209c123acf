import { normalPath } from "../../core/content/redirects.ts";
import { database } from "../../store/database.ts";
import { findMoved, type Moved } from "../../store/content/redirects.ts";
import type { AppContext } from "../context.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { withTimeout } from "../../platform/timeout.ts";
import { gone, notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/** Within this time, an isolate asks D1 about an address only once. */
const FRESH_MS = 5000;
/** Finding out where a page has gone is not worth a longer wait. */
const PATIENCE_MS = 1000;
/** For caches and browsers, which would otherwise keep a 301 forever: an editor may change it. */
const CACHE = "public, max-age=60";

const addresses = new IsolateCache<string, Moved | null>({ max: 500, freshMs: FRESH_MS });

/** The response if there is no page: a redirect, gone (410), or not found (404). */
export async function missing(c: AppContext): Promise<Response> {
  const asksForPage = c.req.method === "GET" || c.req.method === "HEAD";
  const path = asksForPage ? normalPath(new URL(c.req.url).pathname) : null;
  const moved = path === null ? null : await whereTo(c.env, path);
  if (moved === null) return refuse(c, notFound);
  if (moved.to === null) return refuse(c, gone);
  c.header("Cache-Control", CACHE);
  return c.redirect(moved.to, moved.status);
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
