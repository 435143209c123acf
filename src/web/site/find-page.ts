import { type FoundPage, matchPage } from "../../core/routes.ts";
import { loadSite, type SiteRecord } from "../../store/content/content.ts";
import { findMoved } from "../../store/content/redirects.ts";
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
import type { Site } from "../../core/content/site.ts";
import type { AppContext } from "../context.ts";
import { isTooMuch } from "../http/work-limit.ts";
import { absent } from "./absent.ts";
import { findPublication } from "./find-publication.ts";

/** How long a page in memory is served without asking KV again, and the publication's row without asking D1. */
const FRESH_MS = 5000;
/** KV takes a few hundred milliseconds when it has to fetch from afar. After this, D1 can be asked instead. */
const KV_LIMIT_MS = 1000;
/** How long a reader waits for the current state of a page when an older one is available. */
const OUTDATED_LIMIT_MS = 500;
/** Between two looks at whether another request has rendered a page. */
const LOOK_MS = 20;
/** KV takes no key of more than 512 bytes. */
const MAX_PATH = 500;

/** Hot pages. Old ones are kept for when KV fails. */
const pages = new IsolateCache<string, StoredPage>({ max: 200, freshMs: FRESH_MS });
const sites = new IsolateCache<"site", SiteRecord>({ max: 1, freshMs: FRESH_MS });
/** Pages that a request is rendering. Fresh for as long as that may take: a request can be cancelled at any line. */
const rendering = new IsolateCache<string, true>({ max: 200, freshMs: STORE_LIMIT_MS });

/** A page that this isolate read a moment ago. */
export function freshPage(path: string): StoredPage | null {
  return pages.fresh(path) ?? null;
}

/** What finding a page needs besides its path. */
export interface Finding {
  env: Env;
  /** Keeps the request's context alive for work after the response. */
  waitUntil: (work: Promise<unknown>) => void;
  /** What KV knows of the site, requested at the same time. */
  publication: Promise<{ site: Site; edition?: Edition }>;
  /** Whether D1 may not be asked for a page that KV does not have: the reader's network has asked for very many. */
  isTooMuch: () => Promise<boolean>;
}

/** For a page that a reader asks for. */
export function findingFor(c: AppContext): Finding {
  return {
    env: c.env,
    waitUntil: (work) => c.executionCtx.waitUntil(work),
    publication: findPublication(c.env, c.req.url),
    isTooMuch: () => isTooMuch(c, "miss"),
  };
}

/**
 * Finds a page: in memory, else in KV. If KV has none, or one older than the last publish, the page is rendered from D1
 * and put back into KV: by one request of this isolate, while others wait for it or get the older one. If D1 fails, the
 * older one is served.
 *
 * @returns `null` if the publication has no such page, `too-much` if nobody may look
 * @throws if KV has no answer and D1 fails too
 */
export async function findPage(
  finding: Finding,
  path: string,
): Promise<StoredPage | null | "too-much"> {
  const { env, waitUntil, publication } = finding;
  const fresh = freshPage(path);
  if (fresh) return fresh;
  const asked = path.length > MAX_PATH ? null : matchPage(path);
  if (!asked || absent.fresh(path) !== undefined) return null;
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
  if (rendering.fresh(path)) {
    if (older) return older;
    const found = await renderedByAnother(path);
    if (found !== undefined) return found;
  }
  if (!older && !known && (await finding.isTooMuch())) return "too-much";
  rendering.set(path, true);
  try {
    // KV may say for a minute that a page that was requested too early doesn't exist. D1 knows better.
    const found = await withTimeout(
      render(finding, path, asked, older !== null),
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
  } finally {
    rendering.delete(path);
  }
}

/** @returns `null` if there is no page, `undefined` if the other request has not come to an end in time */
async function renderedByAnother(path: string): Promise<StoredPage | null | undefined> {
  // Looks, because a promise of another request must not be awaited on Workers.
  for (let waited = 0; rendering.fresh(path) && waited < STORE_LIMIT_MS; waited += LOOK_MS) {
    await scheduler.wait(LOOK_MS);
  }
  return pages.fresh(path) ?? (absent.fresh(path) === undefined ? undefined : null);
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

async function render(finding: Finding, path: string, asked: FoundPage, hasOlder: boolean) {
  const { env } = finding;
  const now = Date.now();
  const db = gatheringDatabase(env.DB);
  // In one round trip with what the page is rendered from: without a page, the answer is where it has gone. Not asked for
  // a page that was there a moment ago, nor for one of those that every publication has.
  const isExpected = hasOlder || (asked.name === "" && asked.page === 1);
  const [rendered, moved] = await Promise.all([
    renderFrom(),
    isExpected ? null : findMoved(db, path, now),
  ]);
  if (!isExpected && !rendered?.page) absent.set(path, moved);
  return rendered;

  async function renderFrom() {
    const last = asked.page === 1 ? null : await lastPage(finding, asked.base);
    const site = sites.fresh("site") ?? keepSite(await loadSite(db));
    if (!site) return null;
    const context = { db, kv: env.PAGES, site, now, renderer: env.VERSION.id };
    // Loaded only when a page must be rendered: most Workers never load it.
    const { renderPath, putBack } = await import("../../publish/on-demand.ts");
    const beyond = last !== null && asked.page > last;
    const page = beyond
      ? null
      : await renderPath(last === null ? context : { ...context, pages: last }, path);
    return { page, putBack: () => putBack(context, path, page) };
  }
}

function keepSite(site: SiteRecord | null): SiteRecord | null {
  return site && sites.set("site", site);
}

/**
 * The number of a list's last page, as its first page says: nothing is counted for a page that does not exist, nor again
 * for one that does. 0: there is no such list. `null`: not known.
 */
async function lastPage(finding: Finding, base: string): Promise<number | null> {
  const first = await findPage({ ...finding, isTooMuch: async () => false }, base);
  if (first === "too-much") return null;
  return first ? (first.pages ?? null) : 0;
}

function notPutBack(path: string): (error: unknown) => void {
  return (error) => {
    console.error({ event: "page not put back", path, error: String(error) });
  };
}
