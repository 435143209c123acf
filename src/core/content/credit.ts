import * as v from "valibot";
import { httpUrl, link } from "./fields.ts";

/** Elements that are pasted along with a credit. What else stands between `<` and `>` is text. */
const ELEMENTS =
  "a|abbr|b|big|br|center|cite|code|div|em|figcaption|font|h[1-6]|i|iframe|img|li|object|p|script|small|span|strong|style|sub|sup|svg|u|ul";
const TAG = new RegExp(`</?(?:${ELEMENTS})(?![a-z0-9-])(?:"[^"]*"|'[^']*'|[^<>"'])*>`, "gi");
/** A tag that lacks its end: its name, and what can be told to be attributes. */
const BROKEN_TAG = new RegExp(
  `</?(?:${ELEMENTS})(?![a-z0-9-])(?:\\s+[a-z-]+\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|["']?[^\\s"'<>]*["']?))*\\s*/?>?`,
  "gi",
);
const HREF = /<a(?![a-z0-9-])[^<>]*?[\s"'/]href\s*=\s*["']?(https?:\/\/[^\s"'<>]+)/gi;
const MARKUP = /[<>"]/;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  copy: "©",
  gt: ">",
  hellip: "…",
  laquo: "«",
  ldquo: "“",
  lsquo: "‘",
  lt: "<",
  mdash: "—",
  nbsp: " ",
  ndash: "–",
  quot: '"',
  raquo: "»",
  rdquo: "”",
  reg: "®",
  rsquo: "’",
};

/**
 * A credit as text, whatever was pasted into it: without tags, whole or broken, and with characters in place of their
 * entities. It is text, not safe markup: whoever shows it escapes it.
 *
 * @example plainCredit('<a href="https://example.org">Photo: A. Author</a') // "Photo: A. Author"
 */
export function plainCredit(credit: string): string {
  if (!/[<&]/.test(credit)) return credit.replace(/\s+/g, " ").trim();
  return credit
    .replace(TAG, " ")
    .replace(BROKEN_TAG, " ")
    .replace(ENTITY, decode)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** The one address that a pasted credit leads to; `null` where there is none, or more than one. */
export function creditAddress(credit: string): string | null {
  const found = new Set(
    [...credit.matchAll(HREF)].map((match) => (match[1] ?? "").replace(ENTITY, decode)),
  );
  const [address, ...others] = found;
  return address !== undefined &&
    others.length === 0 &&
    v.is(httpUrl, address) &&
    !MARKUP.test(address)
    ? address
    : null;
}

/**
 * What a credit links to.
 *
 * @param given the address that the editor gave, if any: a whole link that was pasted there leads where that leads
 * @returns `null` where there is nothing that a link could lead to: the credit is text without one
 */
export function creditLink(credit: string, given: string | undefined): string | null {
  if (given === undefined) return creditAddress(credit);
  const address = given.trim();
  return v.is(link, address) && !MARKUP.test(address) ? address : creditAddress(given);
}

function decode(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const isText = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return isText ? String.fromCodePoint(code) : entity;
}
