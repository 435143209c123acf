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
/** KV answers in some hundred milliseconds where it has to fetch from afar; D1 can be asked in its place. */
const KV_LIMIT_MS = 1000;
/** What a reader waits for the present state of a page that is there in an older one. */
const OUTDATED_LIMIT_MS = 500;

/** Hot pages. Old ones are kept for when KV fails. */
const pages = new IsolateCache<string, StoredPage>({ max: 200, freshMs: FRESH_MS });

/** A page that this isolate has read a moment ago. */
export function freshPage(path: string): StoredPage | null {
  return pages.fresh(path) ?? null;
}

/**
 * Finds a page: in memory, else in KV. Where KV has none, or one that is older than the last publish, it is rendered from
 * D1 and put back into KV. Where D1 fails, the older one is given.
 *
 * @param waitUntil keeps the request's context alive for work after the answer
 * @param publication what KV knows of the site: it is asked for at the same time
 * @returns `null` where the publication has no such page
 * @throws where KV has no answer and D1 fails too
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
    // KV goes on saying for a minute that a page isn't there which was asked for too early: D1 knows better.
    const found = await withTimeout(
      render(env, path, now),
      older ? OUTDATED_LIMIT_MS : STORE_LIMIT_MS,
    );
    if (found && (found.page ? !found.page.unstored : older)) {
      waitUntil(withTimeout(found.putBack(), STORE_LIMIT_MS).catch(notPutBack(path)));
    }
    if (!found?.page) return null;
    // A location may go on reading the older one from KV for so long: it is rendered once in that time.
    return pages.set(path, found.page, found.page.unstored ? FRESH_MS : CACHE_TTL * 1000);
  } catch (error) {
    if (older) {
      console.error({ event: "page not rendered", path, error: String(error) });
      return pages.set(path, older);
    }
    // Where D1 can't be asked, what was there a moment ago is.
    if (known) return known;
    throw error;
  }
}

/**
 * Whether a page is as the last publish asked for. Where another version of the Worker published, this one renders
 * nothing anew: it is about to be replaced, or its own publish is about to come.
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
  // Only where KV has no page: most Workers never load it.
  const { renderPath, putBack } = await import("../../publish/on-demand.ts");
  const page = await renderPath(context, path);
  return { page, putBack: () => putBack(context, path, page) };
}

function notPutBack(path: string): (error: unknown) => void {
  return (error) => {
    console.error({ event: "page not put back", path, error: String(error) });
  };
}
