/**
 * How D1's `/query` cuts SQL into statements. Nobody outside Cloudflare knows; issues of workers-sdk tell where it goes
 * wrong.
 *
 * - `sqlite`: as SQLite itself does
 * - `quotes`: a quote in a comment opens a string (4713); a trigger begins with an upper-case BEGIN alone (10998, 15314)
 *   and ends at the first END outside parentheses, whichever CASE that belongs to (4727)
 * - `naive`: every semicolon outside a string or a comment ends a statement, in a trigger too (15690)
 */
export type Splitter = "sqlite" | "quotes" | "naive";

/** The tokens that matter: comments, strings and names, words, or one other character. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|\w+|[\s\S]/g;
/** The same, except that a comment ends where a quote stands in it. */
const TOKEN_OF_QUOTES = new RegExp(TOKEN.source.replace("--[^\\n]*", "--[^\\n'\"`]*"), "g");

/** Cuts SQL into statements, without those that have nothing but comments. */
export function splitSql(sql: string, splitter: Splitter): string[] {
  const statements: string[] = [];
  let [text, words, depth, parens, isBlank] = ["", "", 0, 0, true];
  for (const [token] of sql.matchAll(splitter === "quotes" ? TOKEN_OF_QUOTES : TOKEN)) {
    if (token === ";" && depth === 0) {
      if (!isBlank) statements.push(text.trim());
      [text, words, depth, parens, isBlank] = ["", "", 0, 0, true];
      continue;
    }
    text += token;
    if (!/^(?:\s|--|\/\*)/.test(token)) isBlank = false;
    if (token === "(") parens += 1;
    if (token === ")") parens -= 1;
    if (!/^\w/.test(token)) continue;
    const word = token.toUpperCase();
    words += ` ${word}`;
    const isTrigger = /^ CREATE(?: TEMP| TEMPORARY)? TRIGGER/.test(words);
    if (!isTrigger || splitter === "naive") continue;
    const counts = splitter === "sqlite" || (token === word && (word === "BEGIN" || parens === 0));
    if (!counts) continue;
    if (word === "BEGIN" && depth === 0) depth = 1;
    else if (word === "CASE" && depth > 0 && splitter === "sqlite") depth += 1;
    else if (word === "END" && depth > 0) depth -= 1;
  }
  if (!isBlank) statements.push(text.trim());
  return statements;
}
