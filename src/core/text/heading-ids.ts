import type { Token } from "markdown-it";

/** Ids that a page has already: its frame, its search field, its polls, its notes. */
const TAKEN = /^(?:top|main|framed|search-q|open-polls|audience-polls|poll-.*|fn(?:ref)?\d+)$/u;
const LONGEST = 80;

/**
 * Gives each heading an id made from its words, in any script: `What comes next?` is `what-comes-next`, `Что дальше?`
 * `что-дальше`. A second heading of the same words gets a number.
 */
export function addHeadingIds(tokens: readonly Token[]): void {
  const used = new Set<string>();
  for (const [i, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const words = wordsOf(tokens[i + 1]?.children ?? []);
    const first = idOf(words);
    let id = first;
    for (let n = 2; used.has(id); n += 1) id = `${first}-${n}`;
    used.add(id);
    token.attrSet("id", id);
  }
}

function idOf(words: string): string {
  const plain = words
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’ʼ]/gu, "")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/^-/, "");
  const id = Array.from(plain).slice(0, LONGEST).join("").replace(/-$/, "") || "section";
  return TAKEN.test(id) ? `section-${id}` : id;
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .filter(({ type }) => type !== "footnote_ref")
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") return " ";
      return token.children ? wordsOf(token.children) : token.content;
    })
    .join("");
}
