/** Words that a reader of prose reads in a minute (M. Brysbaert, “How many words do we read per minute?”, 2019). */
const WORDS_PER_MINUTE = 238;

/** How many minutes a text takes to read, rounded up; at least one. Scripts without spaces: two signs are a word. */
export function readingMinutes(markdown: string): number {
  const text = markdown.replace(/^::poll\{.*\}$/gm, " ").replace(/\]\([^)]*\)/g, "]");
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu) ?? [];
  const words = text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
  const spaced = words.filter(
    (word) => !/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Thai}/u.test(word),
  );
  return Math.max(1, Math.ceil((spaced.length + dense.length / 2) / WORDS_PER_MINUTE));
}
