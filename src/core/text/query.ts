import { hasWord, toIndex } from "./search-text.ts";

/** How much of what a reader types is looked at. */
export const MAX_QUERY_LENGTH = 400;
const MAX_TERMS = 12;

// A phrase in quotes (the last may lack its end), or anything up to a space or a quote.
const TERM = /(?<![^\s"])(-?)"([^"]*)(?:"|$)|"([^"]*)(?:"|$)|([^\s"]+)/g;
const QUOTES = /[“”„‟«»＂]/g;

interface Term {
  /** An FTS5 string. */
  phrase: string;
  excluded: boolean;
  /** Whether it may be the beginning of a word. */
  open: boolean;
}

/**
 * What a reader typed, as an expression for FTS5's MATCH: all of the words, the last also as the beginning of one;
 * "words in quotes" one after the other; none of the -words. Every term is an FTS5 string, which nothing in it can end:
 * no operator, column or bracket of FTS5 is ever taken from outside.
 *
 * @returns `null` where there is no word to be found
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
  // Only what was typed last may be unfinished.
  if (last?.open) last.phrase += " *";
  const used = terms.slice(0, MAX_TERMS);
  const [wanted, unwanted] = [phrases(used, false), phrases(used, true)];
  // FTS5 knows no NOT without something before it.
  if (wanted.length === 0) return null;
  return [`(${wanted.join(" AND ")})`, ...unwanted].join(" NOT ");
}

/** What a reader typed, as it is shown to them again. */
export function tidyQuery(query: string): string {
  const text = query.slice(0, MAX_QUERY_LENGTH).toWellFormed();
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

/** A single letter would be the beginning of far too many words. */
function isLong(text: string): boolean {
  return /[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}]/u.test(text);
}

function phrases(terms: readonly Term[], excluded: boolean): string[] {
  const these = terms.filter((term) => term.excluded === excluded);
  return [...new Set(these.map(({ phrase }) => phrase))];
}
