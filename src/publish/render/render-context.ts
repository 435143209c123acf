import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Child } from "hono/jsx";
import { sha256Hex } from "../../core/digest.ts";
import { cutSlots, type SlottedPage } from "../../core/content/slots.ts";
import type { SiteRecord } from "../../store/content/content.ts";
import type { Database } from "../../store/database.ts";
import type { StoredPage } from "../../store/pages/pages.ts";
import { styleHashOf } from "../../views/styles/sheets.tsx";

const HTML = "text/html; charset=utf-8";

/** A page as rendered from D1. */
export interface RenderedPage extends StoredPage {
  /** Set if the page must not be stored. It is rendered on every request. */
  unstored?: true;
}

/** Everything that a page is rendered from. */
export interface RenderContext {
  db: Database;
  site: SiteRecord;
  /** Milliseconds since 1970 (UTC). Content published later is not shown. */
  now: number;
  /** How many pages the list has, where that is known. Otherwise its entries are counted. */
  pages?: number;
}

/**
 * Makes an HTML page.
 *
 * @param fallback what a slot contains, by name, while its live content is unavailable
 */
export function htmlPage(page: Child, fallback: (name: string) => string = noSlots): RenderedPage {
  const html = String(page);
  const style = styleHashOf(html);
  return { ...stored(HTML, cutSlots(html, fallback)), ...(style === null ? {} : { style }) };
}

/** Makes an HTML page of a list. `pages`: how many pages the list has. */
export function listPage(
  pages: number,
  page: Child,
  fallback: (name: string) => string = noSlots,
): RenderedPage {
  return { ...htmlPage(page, fallback), pages };
}

/** Makes a page of another type, without slots: text in it that looks like a slot marker is an author's. */
export function textPage(type: string, text: string): RenderedPage {
  const bytes = utf8ToBytes(text);
  return stored(type, { bytes, length: bytes.length, slots: [] });
}

function stored(type: string, page: SlottedPage): RenderedPage {
  return { ...page, type, digest: sha256Hex(page.bytes).slice(0, 32) };
}

function noSlots(): string {
  return "";
}
