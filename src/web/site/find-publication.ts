import type { Site } from "../../core/content/site.ts";
import { loadSite } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";
import { type Edition, readSiteCopy } from "../../store/pages/pages.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { withTimeout } from "../../platform/timeout.ts";
import type { Publication } from "../../views/page/publication.ts";

const FRESH_MS = 10_000;
/** A name and a menu are not worth a longer wait, and two stores may be asked. */
const PATIENCE_MS = 500;

/** The publication, and what the last publish requires of all pages, if it came from KV. */
interface Published extends Publication {
  edition?: Edition;
}

const known = new IsolateCache<"site", Published>({ max: 1, freshMs: FRESH_MS });

/**
 * The publication, for pages that the Worker makes itself: from memory, else KV, else D1. A store that fails is
 * skipped. If no store has it, the last one known is returned, else a nameless publication at this address.
 */
export async function findPublication(env: Env, requestUrl: string): Promise<Published> {
  const fresh = known.fresh("site");
  if (fresh) return fresh;
  const found: Published | null =
    (await orNull(() => readSiteCopy<Published>(env.PAGES))) ??
    (await orNull(() => loadSite(database(env.DB))));
  if (found) return known.set("site", found);
  return known.old("site") ?? { site: NAMELESS, origin: new URL(requestUrl).origin };
}

/** Whether no store knew the publication. */
export function isNameless({ site }: Publication): boolean {
  return site === NAMELESS;
}

/** Whether the site has no content yet. A store that does not answer in time says nothing about that. */
export async function isUnpublished(env: Env, requestUrl: string): Promise<boolean> {
  if (!isNameless(await findPublication(env, requestUrl))) return false;
  return (await loadSite(database(env.DB))) === null;
}

/** The publication used while no store knows it. */
const NAMELESS: Site = {
  name: "Hustings",
  language: "en",
  audiences: [],
  authors: [],
  embed: "everywhere",
};

async function orNull<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await withTimeout(read(), PATIENCE_MS);
  } catch (error) {
    console.error({ event: "store failed", error: String(error) });
    return null;
  }
}
