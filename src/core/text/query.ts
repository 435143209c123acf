import { hasWord, toIndex } from "./search-text.ts";

/** The longest query, in UTF-16 units. The rest is ignored. */
export const MAX_QUERY_LENGTH = 400;
const MAX_TERMS = 12;

// A quoted phrase (the closing quote may be missing), or anything up to a space or a quote.
const TERM = /(?<![^\s"])(-?)"([^"]*)(?:"|$)|"([^"]*)(?:"|$)|([^\s"]+)/g;
const QUOTES = /[“”„‟«»＂]/g;

interface Term {
  /** A quoted FTS5 string. */
  phrase: string;
  excluded: boolean;
  /** Whether it may match as a prefix. */
  open: boolean;
}

/**
 * Translates a reader's query into an FTS5 MATCH expression: all words, the last one also as a prefix; "quoted words" as a
 * phrase; no -word. Every term is a quoted FTS5 string that its content cannot end, so input never becomes FTS5 syntax.
 *
 * @returns `null` if the query has no word to search for
 */
export function matchExpression(query: string): string | null {
  const typed = tidyQuery(query).replace(QUOTES, '"');
  const terms: Term[] = [];
  for (const [, dash = "", quoted, inside, bare] of typed.matchAll(TERM)) {
    const excluded = dash !== "" || (bare ?? "").startsWith("-");
    const text = toIndex(quoted ?? inside ?? bare?.replace(/^-+/, "") ?? "");
    const open = !excluded && bare !== undefined && isLong(text);
    if (hasWord(text)) terms.push({ phrase: `"${text}"`, excluded, open });
  }
  const last = terms.at(-1);
  // Only the last word may be unfinished.
  if (last?.open) last.phrase += " *";
  const used = terms.slice(0, MAX_TERMS);
  const [wanted, unwanted] = [phrases(used, false), phrases(used, true)];
  // In FTS5, NOT needs a left operand.
  if (wanted.length === 0) return null;
  return [`(${wanted.join(" AND ")})`, ...unwanted].join(" NOT ");
}

/**
 * A reader's query for display and for its address: trimmed, shortened, white space collapsed, composed (NFC). What it
 * returns, it leaves as it is.
 */
export function tidyQuery(query: string): string {
  // Shortened twice: text can become longer or shorter when it is composed.
  const text = query
    .slice(0, 4 * MAX_QUERY_LENGTH)
    .toWellFormed()
    .normalize("NFC");
  const tidy = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return tidy.slice(0, MAX_QUERY_LENGTH).toWellFormed().trim();
}

/** Whether a prefix has at least two letters or digits. One would match far too many words. */
function isLong(text: string): boolean {
  return /[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}]/u.test(text);
}

function phrases(terms: readonly Term[], excluded: boolean): string[] {
  const these = terms.filter((term) => term.excluded === excluded);
  return [...new Set(these.map(({ phrase }) => phrase))];
}
