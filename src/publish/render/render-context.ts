import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Child } from "hono/jsx";
import { sha256Hex } from "../../core/digest.ts";
import { cutSlots, type SlottedPage } from "../../core/content/slots.ts";
import type { SiteRecord } from "../../store/content/content.ts";
import type { Database } from "../../store/database.ts";
import type { StoredPage } from "../../store/pages/pages.ts";
import { styleHashOf } from "../../views/styles/sheets.tsx";

const HTML = "text/html; charset=utf-8";

/** A page as it comes from D1. */
export interface RenderedPage extends StoredPage {
  /** Set where it is for nobody's store: it is rendered whenever it is asked for. */
  unstored?: true;
}

/** Everything that a page is made from. */
export interface RenderContext {
  db: Database;
  site: SiteRecord;
  /** Milliseconds since 1970 (UTC): what is published later is not shown. */
  now: number;
}

/**
 * A page of HTML.
 *
 * @param fallback what stands in a slot by name while its live content can't be had
 */
export function htmlPage(page: Child, fallback: (name: string) => string = noSlots): RenderedPage {
  const html = String(page);
  const style = styleHashOf(html);
  return { ...stored(HTML, cutSlots(html, fallback)), ...(style === null ? {} : { style }) };
}

/** A page of another kind, without slots: what looks like a marker in it is an author's text. */
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
