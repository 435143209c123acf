import { countWords } from "../../core/text/reading-time.ts";

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
  return countWords(textOfHtml(html));
}

/** The beginning of the first paragraph, for an article without a summary; `undefined` if there is none. */
export function excerpt(html: string, language: string): string | undefined {
  const [, first = ""] = /<p>([^]*?)<\/p>/.exec(html) ?? [];
  return shorten(textOfHtml(first), EXCERPT, language) || undefined;
}

/**
 * Shortens text to at most `max` UTF-16 units: after a sentence if that leaves most of them, else after a word, with an
 * ellipsis. Sentences and words are those of Unicode (UAX 29), so that scripts without spaces are cut well too.
 */
export function shorten(text: string, max: number, language: string): string {
  if (text.length <= max) return text;
  const near = text.slice(0, max + 100).toWellFormed();
  const cut = (granularity: "sentence" | "word" | "grapheme", most: number): string => {
    let end = 0;
    for (const { index } of new Intl.Segmenter(language, { granularity }).segment(near)) {
      if (index <= most) end = index;
    }
    return near.slice(0, end).trimEnd();
  };
  const sentences = cut("sentence", max);
  if (sentences.length >= max * 0.6) return sentences;
  // Not after the comma, the dash or the opening quote that would come before the ellipsis.
  const words = cut("word", max - 1).replace(/[\s\p{Ps}\p{Pi}\p{Pd}\p{Po}]+$/u, "");
  return `${words.length >= max / 2 ? words : cut("grapheme", max - 1)}…`;
}
