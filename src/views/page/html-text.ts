const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
/** Search engines show about as much of a description. */
const EXCERPT = 200;

/** What a rendered body says, without its markup and its live parts. */
export function textOfHtml(html: string): string {
  return (
    html
      .replace(/<sup class="footnote-ref">.*?<\/sup>/g, "")
      // What stands within a line parts no words.
      .replace(/<\/?(?:a|em|strong|s|code|span)(?: [^>]*)?>/g, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
      .replace(/\s+/g, " ")
      .trim()
  );
}

/** How many words a rendered body has. */
export function wordCount(html: string): number {
  return (
    textOfHtml(html).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[’'-][\p{L}\p{M}\p{N}]+)*/gu)
      ?.length ?? 0
  );
}

/** The beginning of a rendered body's first paragraph, for an article without a summary; `undefined` where it has none. */
export function excerpt(html: string): string | undefined {
  const [, first = ""] = /<p>([^]*?)<\/p>/.exec(html) ?? [];
  return shorten(textOfHtml(first), EXCERPT) || undefined;
}

/** Text of at most `max` UTF-16 units, cut between words where it is longer. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "");
  const words = cut.replace(/\s+\S*$/u, "");
  return `${words || cut}…`;
}
