import type { Token } from "markdown-it";
import { pollStarts } from "./markdown.ts";
import { markdownParser } from "./markdown-parser.ts";

/**
 * An article's Markdown as plain text, one line per block, with the descriptions of pictures and without markup, link
 * targets and polls.
 */
export function plainText(source: string): string {
  const md = markdownParser();
  md.block.ruler.before(
    "lheading",
    "poll",
    (state, startLine, _, silent) => {
      if (!pollStarts(state, startLine)) return false;
      if (!silent) state.line = startLine + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
  return md
    .parse(source, {})
    .map((token) => (token.children ? wordsOf(token.children) : token.content).trim())
    .filter((line) => line !== "")
    .join("\n");
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.children) return wordsOf(token.children);
      return token.type === "softbreak" || token.type === "hardbreak" ? " " : token.content;
    })
    .join("");
}
