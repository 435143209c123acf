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
 * The style sheets, each for one kind of page. It stands in the page itself: nothing has to be fetched before the
 * page is painted, and a page never meets the sheet of another version.
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

/** Which style sheet a page has. */
export type Sheet = keyof typeof SHEETS;

/** A page's style sheet. */
export function Style({ sheet }: { sheet: Sheet }) {
  return <style>{raw(SHEETS[sheet])}</style>;
}

let hashes: string[] | undefined;

/** What lets the style sheets of this version, and no other style, stand in a page (CSP Level 3, 6.7.2.2). */
export function styleHashes(): readonly string[] {
  hashes ??= Object.values(SHEETS).map(hashOf);
  return hashes;
}

/** The same of the style sheet that a page has in it, whichever version rendered it; `null`: it has none. */
export function styleHashOf(html: string): string | null {
  const sheet = /<style>([^<]*)<\/style>/.exec(html)?.[1];
  return sheet === undefined ? null : hashOf(sheet);
}

function hashOf(sheet: string): string {
  return `sha256-${btoa(String.fromCharCode(...sha256(utf8ToBytes(sheet))))}`;
}
