import type { Picture } from "../../src/core/content/picture.ts";
import { parseMarkdown } from "../../src/core/text/markdown.ts";

/** A Markdown text with its HTML, with these pictures or none. */
export function renderMarkdown(source: string, pictures: ReadonlyMap<string, Picture> | null) {
  const { toHtml, tokens: _, ...references } = parseMarkdown(source);
  return { ...references, html: toHtml(pictures ?? new Map()) };
}
