import { loadSite } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { readPage, type StoredPage } from "../../store/pages/pages.ts";

/** How long a page in memory is served without asking KV again. */
const FRESH_MS = 5000;
const MAX_PAGES = 200;
/** KV answers in some hundred milliseconds where it has to fetch from afar; D1 can be asked in its place. */
const KV_LIMIT_MS = 1000;

// Hot pages of this isolate, in the order of their last reading from KV. Old ones are kept for when KV fails.
const memory = new Map<string, { page: StoredPage; at: number }>();

/** A page that this isolate has read a moment ago. */
export function freshPage(path: string): StoredPage | null {
  const known = memory.get(path);
  return known && Date.now() - known.at < FRESH_MS ? known.page : null;
}

/**
 * Finds a page: in memory, else in KV, else it is rendered from D1 and put back into KV.
 *
 * @param waitUntil keeps the request's context alive for work after the answer
 * @returns `null` where the publication has no such page
 * @throws where KV has no answer and D1 fails too
 */
export async function findPage(
  env: Env,
  waitUntil: (work: Promise<unknown>) => void,
  path: string,
): Promise<StoredPage | null> {
  const fresh = freshPage(path);
  if (fresh) return fresh;
  const now = Date.now();
  const known = memory.get(path);
  try {
    const stored = await withTimeout(readPage(env.PAGES, path), KV_LIMIT_MS);
    if (stored) return remember(path, stored, now);
  } catch (error) {
    console.error({ event: "KV failed", path, error: String(error) });
    if (known) return known.page;
  }
  // KV goes on saying for a minute that a page isn't there which was asked for too early: D1 knows better. Where D1 can't
  // be asked, what was there a moment ago is.
  const found = await withTimeout(render(env, path, now), STORE_LIMIT_MS).catch(
    (error: unknown) => {
      if (known) return { rendered: known.page, putBack: null };
      throw error;
    },
  );
  if (!found) return null;
  if (!found.putBack) return found.rendered;
  const { putBack } = found;
  const { rendered } = found;
  if (rendered.seconds === 0) return remember(path, rendered, now);
  waitUntil(
    withTimeout(putBack(), STORE_LIMIT_MS).catch((error: unknown) => {
      console.error({ event: "page not put back", path, error: String(error) });
    }),
  );
  return remember(path, rendered, now);
}

async function render(env: Env, path: string, now: number) {
  const db = database(env.DB);
  const site = await loadSite(db);
  if (!site) return null;
  const context = { db, kv: env.PAGES, site, now, renderer: env.VERSION.id };
  // Only where KV has no page: most Workers never load it.
  const { renderPath, putBack } = await import("../../publish/on-demand.ts");
  const rendered = await renderPath(context, path);
  return rendered && { rendered, putBack: () => putBack(context, path) };
}

/** Forgets the pages in memory, after a publish. */
export function forgetPages(): void {
  memory.clear();
}

function remember(path: string, page: StoredPage, at: number): StoredPage {
  memory.delete(path);
  memory.set(path, { page, at });
  const oldest = memory.keys().next();
  if (memory.size > MAX_PAGES && !oldest.done) memory.delete(oldest.value);
  return page;
}
