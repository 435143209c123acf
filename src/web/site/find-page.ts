import { loadSite } from "../../store/content/content.ts";
import { gatheringDatabase } from "../../store/database.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import {
  CACHE_TTL,
  type Edition,
  type PageStamp,
  readPage,
  type StoredPage,
} from "../../store/pages/pages.ts";

/** How long a page in memory is served without asking KV again. */
const FRESH_MS = 5000;
/** KV takes a few hundred milliseconds when it has to fetch from afar. After this, D1 can be asked instead. */
const KV_LIMIT_MS = 1000;
/** How long a reader waits for the current state of a page when an older one is available. */
const OUTDATED_LIMIT_MS = 500;

/** Hot pages. Old ones are kept for when KV fails. */
const pages = new IsolateCache<string, StoredPage>({ max: 200, freshMs: FRESH_MS });

/** A page that this isolate read a moment ago. */
export function freshPage(path: string): StoredPage | null {
  return pages.fresh(path) ?? null;
}

/**
 * Finds a page: in memory, else in KV. If KV has none, or one older than the last publish, the page is rendered from D1
 * and put back into KV. If D1 fails, the older one is served.
 *
 * @param waitUntil keeps the request's context alive for work after the response
 * @param publication what KV knows of the site, requested at the same time
 * @returns `null` if the publication has no such page
 * @throws if KV has no answer and D1 fails too
 */
export async function findPage(
  env: Env,
  waitUntil: (work: Promise<unknown>) => void,
  path: string,
  publication: Promise<{ edition?: Edition }>,
): Promise<StoredPage | null> {
  const fresh = freshPage(path);
  if (fresh) return fresh;
  const now = Date.now();
  const known = pages.old(path);
  let stored: Awaited<ReturnType<typeof readPage>> = null;
  try {
    stored = await withTimeout(readPage(env.PAGES, path), KV_LIMIT_MS);
  } catch (error) {
    console.error({ event: "KV failed", path, error: String(error) });
    if (known) return known;
  }
  if (stored && isCurrent(stored.stamp, (await publication).edition, env)) {
    return pages.set(path, stored.page);
  }
  const older = stored?.page ?? null;
  try {
    // KV may say for a minute that a page that was requested too early doesn't exist. D1 knows better.
    const found = await withTimeout(
      render(env, path, now),
      older ? OUTDATED_LIMIT_MS : STORE_LIMIT_MS,
    );
    if (found && (found.page ? !found.page.unstored : older)) {
      waitUntil(withTimeout(found.putBack(), STORE_LIMIT_MS).catch(notPutBack(path)));
    }
    if (!found?.page) return null;
    // A location may keep reading the older page from KV for this long. In that time, the page is rendered once.
    return pages.set(path, found.page, found.page.unstored ? FRESH_MS : CACHE_TTL * 1000);
  } catch (error) {
    if (older) {
      console.error({ event: "page not rendered", path, error: String(error) });
      return pages.set(path, older);
    }
    // If D1 does not answer, serve the page that was there a moment ago.
    if (known) return known;
    throw error;
  }
}

/**
 * Whether a page is as the last publish requires. If another version of the Worker published, this one renders nothing
 * again: it is about to be replaced, or its own publish is about to come.
 */
function isCurrent(stamp: PageStamp, edition: Edition | undefined, env: Env): boolean {
  if (!edition || edition.renderer !== env.VERSION.id) return true;
  if (stamp.generation !== edition.generation) return false;
  return stamp.changes === undefined || stamp.changes >= edition.changes;
}

async function render(env: Env, path: string, now: number) {
  const db = gatheringDatabase(env.DB);
  const site = await loadSite(db);
  if (!site) return null;
  const context = { db, kv: env.PAGES, site, now, renderer: env.VERSION.id };
  // Loaded only when a page must be rendered: most Workers never load it.
  const { renderPath, putBack } = await import("../../publish/on-demand.ts");
  const page = await renderPath(context, path);
  return { page, putBack: () => putBack(context, path, page) };
}

function notPutBack(path: string): (error: unknown) => void {
  return (error) => {
    console.error({ event: "page not put back", path, error: String(error) });
  };
}
