/** Average silent reading speed (M. Brysbaert, “How many words do we read per minute?”, 2019). */
const WORDS_PER_MINUTE = 238;
/** Scripts without spaces between words. Two characters count as a word. */
const DENSE =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]\p{M}*/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[’'-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;

/** Reading time of Markdown in minutes, rounded up, at least one. Polls and link targets do not count. */
export function readingMinutes(markdown: string): number {
  const text = markdown
    .normalize("NFC")
    .replace(/^::poll\{[^\n]*$/gm, " ")
    .replace(/\]\([^()\s]*(?: +"[^"\n]{0,300}")?/g, "] ");
  return Math.max(1, Math.ceil(countWords(text) / WORDS_PER_MINUTE));
}

/** The number of words in a text of any script. */
export function countWords(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  const words = text.replace(DENSE, " ").match(WORD)?.length ?? 0;
  return words + Math.ceil(dense / 2);
}
