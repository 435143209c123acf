/** Average silent reading speed (M. Brysbaert, “How many words do we read per minute?”, 2019). */
const WORDS_PER_MINUTE = 238;
/** Scripts without spaces between words. Two characters count as a word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[’'-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;

/** Reading time of Markdown in minutes, rounded up, at least one. Polls and link targets do not count. */
export function readingMinutes(markdown: string): number {
  const text = markdown
    .normalize("NFC")
    .replace(/^::poll\{[^\n]*$/gm, " ")
    .replace(/\]\([^()\s]*(?: +"[^"\n]{0,300}")?/g, "] ");
  const dense = text.match(DENSE)?.length ?? 0;
  const words = text.replace(DENSE, " ").match(WORD)?.length ?? 0;
  return Math.max(1, Math.ceil((words + dense / 2) / WORDS_PER_MINUTE));
}
