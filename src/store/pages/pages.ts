import type { Slot, SlottedPage } from "../../core/content/slots.ts";

/**
 * What the last publish requires of all pages. Pages that readers request are compared with its copy in KV; an older
 * page is rendered again on request.
 */
export interface Edition {
  /** The version of the Worker that published. */
  renderer: string;
  /** Digest of what every page depends on besides its content: the publication, its address, the Worker's version. */
  generation: string;
  /** The site's change number. */
  changes: number;
}

/** The state that a page was rendered from. */
export interface PageStamp {
  generation: string;
  /** Only for lists, feeds and maps, which any change of content may affect. */
  changes?: number;
}

/** A page as stored in KV. */
export interface StoredPage extends SlottedPage {
  /** Its `Content-Type`. */
  type: string;
  /** Digest of the bytes. */
  digest: string;
  /** The hash of its inline style sheet, for the content security policy that allows it. */
  style?: string;
  /** Of a list: how many pages it has. */
  pages?: number;
}

/** KV metadata: at most 1,024 bytes, hence the short names. */
interface PageMetadata {
  t: string;
  d: string;
  n: number;
  s: [at: number, name: string, from: number, to: number][];
  c?: string;
  p?: number;
  g: string;
  v?: number;
}

/** Seconds for which a Cloudflare location may keep reading an older value from KV: the minimum that KV allows. */
export const CACHE_TTL = 30;

/**
 * Reads a page.
 *
 * @param path its path on the site, such as `/articles/x`
 * @returns `null` if KV has none (KV may keep saying so for a minute after a page was written)
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
  const { n, t, d, c, p, g, v } = metadata;
  return {
    page: {
      bytes: new Uint8Array(value),
      length: n,
      slots,
      type: t,
      digest: d,
      ...(c === undefined ? {} : { style: c }),
      ...(p === undefined ? {} : { pages: p }),
    },
    stamp: { generation: g, ...(v === undefined ? {} : { changes: v }) },
  };
}

/** Writes a page. Value and metadata are one write, so a reader finds either the old page or the new one. */
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
    ...(page.pages === undefined ? {} : { p: page.pages }),
    g: stamp.generation,
    ...(stamp.changes === undefined ? {} : { v: stamp.changes }),
  };
  await patiently(() => kv.put(pageKey(path), page.bytes, { metadata }));
}

/** Removes a page. */
export async function deletePage(kv: KVNamespace, path: string): Promise<void> {
  await kv.delete(pageKey(path));
}

/** Deleting all of them must fit into the operations of one request. */
const LISTED_AT_ONCE = 200;

/**
 * Lists paths of stored pages, some at a time.
 *
 * @param after `next` from the previous call; empty: from the beginning
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

/** Writes what the Worker's own pages (poll pages, messages) need to know about the site, and the edition. */
export async function writeSiteCopy(kv: KVNamespace, site: unknown): Promise<void> {
  await patiently(() => kv.put("site", JSON.stringify(site)));
}

/** Reads what {@link writeSiteCopy} wrote. */
export async function readSiteCopy<T>(kv: KVNamespace): Promise<T | null> {
  return kv.get<T>("site", { type: "json", cacheTtl: CACHE_TTL });
}

/** Writes a picture's bytes under their digest. They never change. */
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

/** KV refuses a second write to a key within a second, so a failed write is repeated up to twice. */
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
