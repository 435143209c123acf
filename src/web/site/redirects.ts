import { normalPath } from "../../core/content/redirects.ts";
import { database } from "../../store/database.ts";
import { findMoved, type Moved } from "../../store/content/redirects.ts";
import type { AppContext } from "../context.ts";
import { withTimeout } from "../../platform/timeout.ts";
import { gone, notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";

/** Within this time one isolate asks D1 of an address once. */
const FRESH_MS = 5000;
const MAX_PATHS = 500;
/** Where a page may have gone is worth no longer a wait. */
const PATIENCE_MS = 1000;
/** For caches and browsers, which would keep a 301 for ever: an editor may think again. */
const CACHE = "public, max-age=60";

const memory = new Map<string, { moved: Moved | null; at: number }>();

/** The answer where there is no page: where it has gone, that it is gone (410), or that there is none (404). */
export async function missing(c: AppContext): Promise<Response> {
  const asksForPage = c.req.method === "GET" || c.req.method === "HEAD";
  const path = asksForPage ? normalPath(new URL(c.req.url).pathname) : null;
  const moved = path === null ? null : await look(c.env, path);
  if (moved === null) return refuse(c, notFound);
  if (moved.to === null) return refuse(c, gone);
  c.header("Cache-Control", CACHE);
  return c.redirect(moved.to, moved.status);
}

async function look(env: Env, path: string): Promise<Moved | null> {
  const now = Date.now();
  const known = memory.get(path);
  if (known && now - known.at < FRESH_MS) return known.moved;
  try {
    const moved = await withTimeout(findMoved(database(env.DB), path, now), PATIENCE_MS);
    if (memory.size >= MAX_PATHS) memory.clear();
    memory.set(path, { moved, at: now });
    return moved;
  } catch (error) {
    console.error({ event: "redirects not asked", path, error: String(error) });
    return null;
  }
}

/** Forgets what is in memory, after a publish. */
export function forgetMoved(): void {
  memory.clear();
}
