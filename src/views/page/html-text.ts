const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
/** Search engines show about this many characters of a description. */
const EXCERPT = 200;

/** The text of rendered HTML, without markup and slots. */
function textOfHtml(html: string): string {
  return (
    html
      .replace(/<sup class="footnote-ref">.*?<\/sup>/g, "")
      // Inline elements do not separate words.
      .replace(/<\/?(?:a|em|strong|s|code|span)(?: [^>]*)?>/g, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
      .replace(/\s+/g, " ")
      .trim()
  );
}

/** The number of words in rendered HTML. */
export function wordCount(html: string): number {
  return (
    textOfHtml(html).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[’'-][\p{L}\p{M}\p{N}]+)*/gu)
      ?.length ?? 0
  );
}

/** The beginning of the first paragraph, for an article without a summary; `undefined` if there is none. */
export function excerpt(html: string): string | undefined {
  const [, first = ""] = /<p>([^]*?)<\/p>/.exec(html) ?? [];
  return shorten(textOfHtml(first), EXCERPT) || undefined;
}

/** Shortens text to at most `max` UTF-16 units, between words if possible. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "");
  const words = cut.replace(/\s+\S*$/u, "");
  return `${words || cut}…`;
}
