import type { Slot, SlottedPage } from "../../core/content/slots.ts";

/**
 * What the last publish asked of all pages. Its copy in KV is what readers' pages are held to: a page that is older is
 * rendered again when it is asked for.
 */
export interface Edition {
  /** The version of the Worker that published. */
  renderer: string;
  /** Digest of what every page is made of beside its content: the publication, its address, the Worker's version. */
  generation: string;
  /** The site's change number. */
  changes: number;
}

/** What a page was rendered as of. */
export interface PageStamp {
  generation: string;
  /** Of lists, feeds and maps, which any change of content may change. */
  changes?: number;
}

/** A page as KV holds it. */
export interface StoredPage extends SlottedPage {
  /** Its `Content-Type`. */
  type: string;
  /** Digest of the bytes. */
  digest: string;
  /** What lets the style sheet that stands in it have effect: its hash, as in a content security policy. */
  style?: string;
}

/** KV metadata, at most 1,024 bytes: short names. */
interface PageMetadata {
  t: string;
  d: string;
  n: number;
  s: [at: number, name: string, from: number, to: number][];
  c?: string;
  g: string;
  v?: number;
}

/** Seconds for which one Cloudflare location may go on reading what KV held before: the least that KV takes. */
export const CACHE_TTL = 30;

/**
 * Reads a page.
 *
 * @param path its path on the site, such as `/articles/x`
 * @returns `null` where KV has none (which it may go on saying for a minute after one was written)
 */
export async function readPage(
  kv: KVNamespace,
  path: string,
): Promise<{ page: StoredPage; stamp: PageStamp } | null> {
  const { value, metadata } = await kv.getWithMetadata<PageMetadata>(pageKey(path), {
    type: "arrayBuffer",
    cacheTtl: CACHE_TTL,
  });
  if (!value || !metadata) return null;
  const slots = metadata.s.map(([at, name, from, to]): Slot => ({ at, name, from, to }));
  const { n, t, d, c, g, v } = metadata;
  return {
    page: {
      bytes: new Uint8Array(value),
      length: n,
      slots,
      type: t,
      digest: d,
      ...(c === undefined ? {} : { style: c }),
    },
    stamp: { generation: g, ...(v === undefined ? {} : { changes: v }) },
  };
}

/** Writes a page: value and metadata are one write, so a reader finds the old page or the new one. */
export async function writePage(
  kv: KVNamespace,
  path: string,
  page: StoredPage,
  stamp: PageStamp,
): Promise<void> {
  const metadata: PageMetadata = {
    t: page.type,
    d: page.digest,
    n: page.length,
    s: page.slots.map((slot) => [slot.at, slot.name, slot.from, slot.to]),
    ...(page.style === undefined ? {} : { c: page.style }),
    g: stamp.generation,
    ...(stamp.changes === undefined ? {} : { v: stamp.changes }),
  };
  await patiently(() => kv.put(pageKey(path), page.bytes, { metadata }));
}

/** Removes a page. */
export async function deletePage(kv: KVNamespace, path: string): Promise<void> {
  await kv.delete(pageKey(path));
}

/** A delete for each of them must fit into the operations of one request. */
const LISTED_AT_ONCE = 200;

/**
 * Paths of stored pages, some at a time.
 *
 * @param after what `next` of the call before said; empty: from the beginning
 */
export async function listPages(
  kv: KVNamespace,
  after: string,
): Promise<{ paths: string[]; next: string | null }> {
  const cursor = after === "" ? {} : { cursor: after };
  const list = await kv.list({ prefix: pageKey(""), limit: LISTED_AT_ONCE, ...cursor });
  const paths = list.keys.map(({ name }) => name.slice(pageKey("").length));
  return { paths, next: list.list_complete ? null : list.cursor };
}

/** Writes what the Worker's own pages (poll pages, messages) need to know of the site, and the edition. */
export async function writeSiteCopy(kv: KVNamespace, site: unknown): Promise<void> {
  await patiently(() => kv.put("site", JSON.stringify(site)));
}

/** Reads what {@link writeSiteCopy} wrote. */
export async function readSiteCopy<T>(kv: KVNamespace): Promise<T | null> {
  return kv.get<T>("site", { type: "json", cacheTtl: CACHE_TTL });
}

/** Writes a picture's bytes under their digest: they never change. */
export async function writeImage(
  kv: KVNamespace,
  digest: string,
  bytes: ArrayBuffer,
  type: string,
): Promise<void> {
  await kv.put(`image:${digest}`, bytes, { metadata: { t: type } });
}

/** Reads a picture. */
export async function readImage(
  kv: KVNamespace,
  digest: string,
): Promise<{ body: ReadableStream; type: string } | null> {
  const { value, metadata } = await kv.getWithMetadata<{ t: string }>(`image:${digest}`, {
    type: "stream",
    cacheTtl: 86_400,
  });
  return value && metadata ? { body: value, type: metadata.t } : null;
}

function pageKey(path: string): string {
  return `page:${path}`;
}

/** KV refuses a second write to a key within a second: tries again, twice. */
async function patiently(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt === 3) throw error;
      await scheduler.wait(1100);
    }
  }
}
