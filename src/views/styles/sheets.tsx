import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { raw } from "hono/html";
import { article } from "./article.ts";
import { audience } from "./audience.ts";
import { base } from "./base.ts";
import { lists } from "./lists.ts";
import { embed, preview, reuse } from "./parts.ts";
import { poll } from "./poll.ts";
import { print } from "./print.ts";
import { ranking } from "./ranking.ts";
import { search } from "./search.ts";

/**
 * The style sheets, one for each kind of page. They are inline: nothing has to be fetched before the first paint, and a
 * page never meets the sheet of another version.
 */
const SHEETS = {
  list: base + lists + search + print,
  audience: base + lists + audience + print,
  article: base + article + print,
  "article-poll": base + article + poll + ranking + print,
  preview: base + article + poll + ranking + preview + print,
  poll: base + poll + ranking + reuse + print,
  embed: base + poll + ranking + embed,
};

/** The name of a style sheet. */
export type Sheet = keyof typeof SHEETS;

/** A page's style sheet. */
export function Style({ sheet }: { sheet: Sheet }) {
  return <style>{raw(SHEETS[sheet])}</style>;
}

let hashes: string[] | undefined;

/** The hashes that allow the style sheets of this version, and no other inline style (CSP Level 3, 6.7.2.2). */
export function styleHashes(): readonly string[] {
  hashes ??= Object.values(SHEETS).map(hashOf);
  return hashes;
}

/** The hash of the style sheet in a page, whichever version rendered it; `null` if it has none. */
export function styleHashOf(html: string): string | null {
  const sheet = /<style>([^<]*)<\/style>/.exec(html)?.[1];
  return sheet === undefined ? null : hashOf(sheet);
}

function hashOf(sheet: string): string {
  return `sha256-${btoa(String.fromCharCode(...sha256(utf8ToBytes(sheet))))}`;
}
