import * as v from "valibot";
import { httpUrl, link } from "./fields.ts";

/** Elements that are commonly pasted with a credit. Anything else between `<` and `>` is text. */
const ELEMENTS =
  "a|abbr|b|big|br|center|cite|code|div|em|figcaption|font|h[1-6]|i|iframe|img|li|object|p|script|small|span|strong|style|sub|sup|svg|u|ul";
const TAG = new RegExp(`</?(?:${ELEMENTS})(?![a-z0-9-])(?:"[^"]*"|'[^']*'|[^<>"'])*>`, "gi");
/** An unterminated tag: its name and whatever is recognizable as attributes. */
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
 * A credit as plain text: tags, whole or broken, are removed and entities decoded. The result is not safe markup:
 * escape it before it goes into HTML.
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

/** The link in a pasted credit, or `null` if it has none or several. */
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
 * The address that a credit links to.
 *
 * @param given the `creditUrl` of the front matter, if any: an address, or a pasted `<a href="…">`
 * @returns `null` if there is no usable address; the credit is then shown without a link
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
