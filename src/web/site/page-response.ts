import type { Site } from "../../core/content/site.ts";
import type { Slot } from "../../core/content/slots.ts";
import type { StoredPage } from "../../store/pages/pages.ts";
import { matches } from "../http/etag.ts";
import { notShared } from "../http/cache-control.ts";
import { completed, pagePolicy } from "../http/headers.ts";
import { withTimeoutOr } from "../../platform/timeout.ts";
import { freshSlot, slotContent } from "./slots.tsx";
import type { SlotContent } from "./slot-content.ts";

/** The longest that an unresponsive poll or D1 delays a page. */
const SLOT_LIMIT_MS = 250;
/** A slot that arrives within this time is part of the ETag. If it is later, the page is streamed without an ETag. */
const ETAG_LIMIT_MS = 25;

/** Where the Worker fails, caches may serve a page for minutes, and numbers that readers take for the present ones not. */
const STATIC_PAGE = "public, max-age=10, stale-while-revalidate=60, stale-if-error=600";
const LIVE_PAGE = "public, max-age=2, stale-while-revalidate=8, stale-if-error=30";

/**
 * The response to a GET or HEAD for a page: the same for every reader, with all of its headers.
 *
 * The bytes before a slot are sent at once, then the slot as soon as it is available (or, after 250 ms, its fallback),
 * then the rest. An ETag always identifies exactly the bytes that follow it: it contains the page's digest and the
 * slots' versions, and is omitted if a slot's version isn't known when the headers are sent.
 */
export async function pageResponse(
  request: Request,
  env: Env,
  page: StoredPage,
  site: Site,
): Promise<Response> {
  const conditional = request.headers.get("If-None-Match");
  const fresh = page.slots.map((slot) => freshSlot(slot.name));
  const contents = page.slots.map(
    async (slot, i) => fresh[i] ?? liveOrFallback(env, page, slot, site),
  );
  const known = fresh.includes(null)
    ? await withTimeoutOr(
        Promise.all(contents),
        // A client that asks whether something has changed waits for the answer.
        conditional === null ? ETAG_LIMIT_MS : SLOT_LIMIT_MS,
        null,
      )
    : fresh;
  const whole = known && wholePage(page, known);
  if (whole) return wholeResponse(request, whole);
  const body = request.method === "HEAD" ? null : stream(page, contents);
  return new Response(body, { headers: headersFor(request, headersOf(page, null)) });
}

/** The response to a GET or HEAD for a page, if it was assembled before and has not changed; else `null`. */
export function pageAtOnce(request: Request, page: StoredPage): Response | null {
  const whole = wholes.get(page);
  // An empty slot is asked for on every request: it may have content by now.
  const isStill = (content: SlotContent | null, i: number): boolean =>
    content !== null && content === freshSlot(page.slots[i]?.name ?? "");
  return whole?.contents.every(isStill) === true ? wholeResponse(request, whole) : null;
}

function wholeResponse(request: Request, whole: Whole): Response {
  const { etag, body } = whole;
  const headers = headersFor(request, whole.headers);
  const conditional = request.headers.get("If-None-Match");
  if (conditional !== null && matches(conditional, etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

/** The headers for one request: no page knows a query, so shared caches do not keep it under one. */
function headersFor(request: Request, headers: Headers): Headers {
  if (!request.url.includes("?")) return headers;
  const own = new Headers(headers);
  own.set("Cache-Control", notShared(own.get("Cache-Control") ?? ""));
  return own;
}

/** A page with its slots filled. */
interface Whole {
  contents: readonly (SlotContent | null)[];
  etag: string;
  /** The runtime's own type: copying it costs less per response than reading headers from a record. */
  headers: Headers;
  body: Uint8Array;
}

/** Assembled once for all readers between two changes. It leaves memory together with the page. */
const wholes = new WeakMap<StoredPage, Whole>();

function wholePage(page: StoredPage, contents: readonly (SlotContent | null)[]): Whole {
  const found = wholes.get(page);
  if (found?.contents.every((content, i) => content === contents[i])) return found;
  const etag = etagOf(page, contents);
  const whole = { contents, etag, headers: headersOf(page, etag), body: put(page, contents) };
  wholes.set(page, whole);
  return whole;
}

function headersOf(page: StoredPage, etag: string | null): Headers {
  return completed({
    "Content-Type": page.type,
    "Cache-Control": page.slots.length === 0 ? STATIC_PAGE : LIVE_PAGE,
    ...(page.style === undefined ? {} : { "Content-Security-Policy": pagePolicy(page.style) }),
    ...(etag === null ? {} : { ETag: etag }),
  });
}

function put(page: StoredPage, contents: readonly (SlotContent | null)[]): Uint8Array {
  if (page.slots.length === 0) return page.bytes.subarray(0, page.length);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [i, slot] of page.slots.entries()) {
    parts.push(page.bytes.subarray(at, slot.at), UTF8.encode(contents[i]?.html ?? ""));
    at = slot.at;
  }
  parts.push(page.bytes.subarray(at, page.length));
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    body.set(part, to);
    to += part.length;
  }
  return body;
}

const UTF8 = new TextEncoder();

async function liveOrFallback(
  env: Env,
  page: StoredPage,
  slot: Slot,
  site: Site,
): Promise<SlotContent | null> {
  try {
    return await withTimeoutOr(
      slotContent(env, slot.name, site),
      SLOT_LIMIT_MS,
      fallback(page, slot),
    );
  } catch (error) {
    console.error({ event: "slot failed", slot: slot.name, error: String(error) });
    return fallback(page, slot);
  }
}

function fallback(page: StoredPage, slot: Slot): SlotContent {
  const html = new TextDecoder().decode(page.bytes.subarray(slot.from, slot.to));
  return { html, version: "fallback" };
}

function stream(
  page: StoredPage,
  contents: readonly Promise<SlotContent | null>[],
): ReadableStream {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const send = async (): Promise<void> => {
    const writer = writable.getWriter();
    let at = 0;
    for (const [index, slot] of page.slots.entries()) {
      await writer.write(page.bytes.subarray(at, slot.at));
      at = slot.at;
      const content = await contents[index];
      if (content) await writer.write(UTF8.encode(content.html));
    }
    await writer.write(page.bytes.subarray(at, page.length));
    await writer.close();
  };
  // Fails when the reader disconnects before the end. Nothing needs to be done then.
  send().catch(() => undefined);
  return readable;
}

function etagOf(page: StoredPage, contents: readonly (SlotContent | null)[]): string {
  const versions = contents.map((content) => `.${content?.version ?? "none"}`).join("");
  // Weak (RFC 9110, 8.8.1): Cloudflare may compress the bytes in transit.
  return `W/"${page.digest}${versions}"`;
}
