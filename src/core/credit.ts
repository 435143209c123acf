import * as v from "valibot";
import { httpUrl } from "./fields.ts";

/** Elements that are pasted along with a credit. What else stands between `<` and `>` is text. */
const ELEMENTS =
  "a|abbr|b|big|br|center|cite|code|div|em|figcaption|font|h[1-6]|i|iframe|img|li|object|p|script|small|span|strong|style|sub|sup|svg|u|ul";
const TAG = new RegExp(`</?(?:${ELEMENTS})(?![a-z0-9-])(?:"[^"]*"|'[^']*'|[^<>"'])*>`, "gi");
/** A tag that lacks its end: its name, and what can be told to be attributes. */
const BROKEN_TAG = new RegExp(
  `</?(?:${ELEMENTS})(?![a-z0-9-])(?:\\s+[a-z-]+\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|["']?[^\\s"'<>]*["']?))*\\s*/?>?`,
  "gi",
);
const HREF = /<a\s[^<>]*?href\s*=\s*["']?(https?:\/\/[^\s"'<>]+)/gi;
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
  if (!/[<&]/.test(credit)) return credit;
  return credit
    .replace(TAG, " ")
    .replace(BROKEN_TAG, " ")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, decode)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** The one address that a pasted credit leads to; `null` where there is none, or more than one. */
export function creditAddress(credit: string): string | null {
  const found = new Set([...credit.matchAll(HREF)].map((match) => match[1] ?? ""));
  const [address, ...others] = found;
  return address !== undefined && others.length === 0 && v.is(httpUrl, address) ? address : null;
}

function decode(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const isText = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return isText ? String.fromCodePoint(code) : entity;
}
