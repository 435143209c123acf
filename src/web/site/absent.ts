import { IsolateCache } from "../../platform/isolate-cache.ts";
import type { Moved } from "../../store/content/redirects.ts";

/** Within this time, an isolate asks D1 about an address only once. */
const FRESH_MS = 5000;

/**
 * Addresses for which this isolate has just found no page, and where D1 says that it has gone; `null`: nowhere. Apart from
 * the pages, so that invented addresses do not push hot pages out of memory.
 */
export const absent = new IsolateCache<string, Moved | null>({ max: 500, freshMs: FRESH_MS });

/** Where D1 says that an address leads, whether or not it has a page: a page takes precedence. */
export const addresses = new IsolateCache<string, Moved | null>({ max: 500, freshMs: FRESH_MS });
