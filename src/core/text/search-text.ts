// D1's index finds words by their letters without case and accents. Text is stored in it in a form that makes this work
// for more languages than it knows of, and from which what readers see is made again, letter by letter:
//
// - Its tokenizer leaves some marks (SILENT) out of words. Accents are put apart into these, by their Unicode
//   decomposition; letters that have none (ł, ø, ı, ß) are written as others with such marks, and so are the points of
//   Arabic and Hebrew.
// - It takes a run of Chinese, Japanese, Thai or the like for one word: a space without width stands between letters.

/** Stands before and after what was found, in text from the index. No text in the index has these. */
export const FOUND_START = "\uE000";
export const FOUND_END = "\uE001";

/** A piece of text for readers. */
export interface Piece {
  text: string;
  /** Whether it is what was looked for. */
  found: boolean;
}

const BREAK = "\u200B";

/** Those that unicode61 leaves out (sqlite3Fts5UnicodeIsdiacritic in SQLite's fts5_unicode2.c). */
const SILENT = Array.from(
  "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u030F\u0311\u031B" +
    "\u0323\u0324\u0325\u0326\u0327\u0328\u032D\u032E\u0330\u0331",
);

// Two marks that nobody writes twice.
const A = "\u0331\u0331";
const B = "\u0330\u0330";
// No two end in the same letter and marks.
const LETTERS: readonly (readonly [letter: string, written: string])[] = [
  ["ı", `i${A}`],
  ["ł", `l${A}`],
  ["Ł", `L${A}`],
  ["ø", `o${A}`],
  ["Ø", `O${A}`],
  ["đ", `d${A}`],
  ["Đ", `D${A}`],
  ["ð", `d${B}`],
  ["Ð", `D${B}`],
  ["ħ", `h${A}`],
  ["Ħ", `H${A}`],
  ["ŧ", `t${A}`],
  ["Ŧ", `T${A}`],
  ["þ", `th${B}`],
  ["Þ", `Th${B}`],
  ["æ", `ae${A}`],
  ["Æ", `Ae${A}`],
  ["œ", `oe${B}`],
  ["Œ", `Oe${B}`],
  ["ß", `ss${A}`],
  ["ẞ", `Ss${A}`],
];
const WRITTEN = new Map(LETTERS);
const READ = new Map(LETTERS.map(([letter, written]) => [written, letter]));
const WRITTEN_PATTERN = new RegExp(LETTERS.map(([, written]) => written).join("|"), "g");

// Points are numbered. The last of the silent marks says that the next one stands for a number of the second round.
const ARABIC = [...range(0x64b, 0x65f), "\u0670"];
const HEBREW = [...range(0x591, 0x5bd), "\u05BF", "\u05C1", "\u05C2"];
const ROUND = SILENT.length - 1;
const SECOND = SILENT[ROUND] ?? "";

// Soft hyphens, lines that stretch Arabic words, spaces without width, the marks of what was found.
const UNSEEN = /[\u00AD\u0640\u200B\u2060\uFEFF\uE000\uE001]|\p{Variation_Selector}/gu;
// The marks of LETTERS, and those that Arabic and Hebrew points become: no such letter has them.
const MISTAKABLE =
  /\u0331{2,}|\u0330{2,}|(?<=(?=[\p{Script=Arabic}\p{Script=Hebrew}])\p{L}\p{M}{0,8})[\u0300-\u0331]/gu;
const CONTROLS = /\p{Cc}+/gu;
// й is a letter of its own to all who write it, and no и with an accent.
const ACCENTED =
  /(?![A-Za-zйЙ])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}]/gu;
// Of a letter at most eight: to look back without an end would take for ever in a text of points alone.
const ARABIC_POINT = /(?<=(?=\p{Script=Arabic})\p{L}\p{M}{0,8})[\u064B-\u065F\u0670]/gu;
const HEBREW_POINT = /(?<=(?=\p{Script=Hebrew})\p{L}\p{M}{0,8})[\u0591-\u05BD\u05BF\u05C1\u05C2]/gu;
const POINTED = /((?=[\p{Script=Arabic}\p{Script=Hebrew}])\p{L})(\p{M}+)/gu;
const SILENT_POINT = new RegExp(`${SECOND}?[${SILENT.join("")}]`, "g");
const UNSPACED =
  /(?=[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])[\p{L}\p{N}]\p{M}*/gu;

/** Text as the index has it, and as it is asked for. */
export function toIndex(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(CONTROLS, " ")
      // So that marks stand beside each other.
      .normalize("NFD")
      .replace(UNSEEN, "")
      .replace(MISTAKABLE, "")
      .normalize("NFC")
      .replace(ACCENTED, (letter) =>
        letter.normalize("NFD").replace(/\P{M}/u, (base) => WRITTEN.get(base) ?? base),
      )
      .replace(ARABIC_POINT, (point) => silent(ARABIC.indexOf(point)))
      .replace(HEBREW_POINT, (point) => silent(HEBREW.indexOf(point)))
      .replace(UNSPACED, `${BREAK}$&${BREAK}`)
      .replace(/\u200B+/g, BREAK)
  );
}

/** Text from the index, for readers. */
export function fromIndex(text: string): string {
  return text
    .replaceAll(BREAK, "")
    .replace(WRITTEN_PATTERN, (written) => READ.get(written) ?? written)
    .replace(POINTED, (_, letter: string, marks: string) => {
      const points = /\p{Script=Arabic}/u.test(letter) ? ARABIC : HEBREW;
      return letter + marks.replace(SILENT_POINT, (mark) => points[numberOf(mark)] ?? mark);
    })
    .normalize("NFC");
}

/** Text from the index with what was found in it, piece by piece. */
export function pieces(text: string): Piece[] {
  const parts = text.split(/[\uE000\uE001]/);
  return parts
    .map((part, i) => ({ text: fromIndex(part), found: i % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Whether there is a letter or a digit in it: anything else is never found. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** The number of a point, as marks. */
function silent(number: number): string {
  return number < ROUND ? (SILENT[number] ?? "") : SECOND + (SILENT[number - ROUND] ?? "");
}

function numberOf(marks: string): number {
  const [first = "", second] = marks;
  return second === undefined ? SILENT.indexOf(first) : ROUND + SILENT.indexOf(second);
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}
