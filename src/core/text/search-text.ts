// FTS5's tokenizer unicode61 ignores case and some accents. Text is indexed in an encoding that makes this work for more
// languages, and that can be decoded to the original text:
//
// - The tokenizer ignores certain combining marks (SILENT). Accented letters are decomposed, so that their accents become
//   such marks. Letters without a decomposition (ł, ø, ı, ß) are encoded as base letters with such marks, and so are
//   Arabic and Hebrew points.
// - Letters that people take for one (see SAME), and letters that another encoding has for others (NFKC: full width,
//   ligatures, half-width katakana), are encoded as the common letter and a note of which letter it was, in silent marks.
// - The tokenizer takes a run of Chinese, Japanese, Thai or similar text for one word, so zero-width spaces are inserted
//   between the letters.

/** Enclose a match in text from the index. Indexed text never contains them. */
export const FOUND_START = "\uE000";
export const FOUND_END = "\uE001";

/** A piece of decoded text. */
export interface Piece {
  text: string;
  /** Whether it matches the query. */
  found: boolean;
}

const BREAK = "\u200B";

/** The marks that unicode61 ignores (sqlite3Fts5UnicodeIsdiacritic in SQLite's fts5_unicode2.c). */
const SILENT = Array.from(
  "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u030F\u0311\u031B" +
    "\u0323\u0324\u0325\u0326\u0327\u0328\u032D\u032E\u0330\u0331",
);

// Double marks, which do not occur in real text.
const A = "\u0331\u0331";
const B = "\u0330\u0330";
// The encodings must differ in their last letter and marks.
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

// A point is encoded as its index, in silent marks. The last silent mark is a prefix for indices in a second range.
const ARABIC = [...range(0x64b, 0x65f), "\u0670"];
const HEBREW = [...range(0x591, 0x5bd), "\u05BF", "\u05C1", "\u05C2"];
const ROUND = SILENT.length - 1;
const SECOND = SILENT[ROUND] ?? "";

/** Letters that are found by another one, or by none. */
const SAME = new Map<string, string>([
  // The apostrophe as a letter, as Ukrainian and Uzbek have it: found by ' and ’, which separate words.
  ...pairs("ʼʻʽ", "'"),
  ...pairs("ґ", "г"),
  ...pairs("Ґ", "Г"),
  // Persian, Urdu, Kurdish and Arabic.
  ...pairs("یى", "ي"),
  ...pairs("کڪ", "ك"),
  ...pairs("ةہەۃ", "ه"),
  ...pairs("ٱ", "ا"),
  ...Array.from("0123456789").flatMap((digit, i) =>
    pairs(String.fromCodePoint(0x660 + i, 0x6f0 + i), digit),
  ),
  ...pairs("ς", "σ"),
  // Polytonic Greek: breathings, the circumflex and the iota below.
  ...pairs("\u0313\u0314\u0342\u0345", ""),
]);
// The runs of these marks that MISTAKABLE leaves no input with.
const NOTE = "\u0331\u0331\u0330\u0330";
const NOTE_PATTERN = new RegExp(`${NOTE}([${SILENT.join("")}]{4})`);
/** Above all code points that are noted. */
const PLANES = 0x20000;
const VOICED = ["", "\uFF9E", "\uFF9F"];

// Soft hyphens, the Arabic tatweel, zero-width characters, match markers.
const UNSEEN = /[\u00AD\u0640\u200B\u2060\uFEFF\uE000\uE001]|\p{Variation_Selector}/gu;
// Marks in the input that would be decoded as LETTERS or as Arabic and Hebrew points.
const MISTAKABLE =
  /\u0331{2,}|\u0330{2,}|(?<=(?=[\p{Script=Arabic}\p{Script=Hebrew}])\p{L}\p{M}{0,8})[\u0300-\u0331]/gu;
// With the half-width sound mark that is part of the letter.
const FOLDED = new RegExp(
  `[\\uFF66-\\uFF9D][\\uFF9E\\uFF9F]|(?![A-Z])(?=[\\p{L}\\p{N}])\\p{Changes_When_NFKC_Casefolded}|[${[...SAME.keys()].join("")}]`,
  "gu",
);
const CONTROLS = /\p{Cc}+/gu;
// й is a letter of its own, not an accented и.
const ACCENTED =
  /(?![A-Za-zйЙ])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}]/gu;
// At most eight marks per letter: an unbounded lookbehind would take quadratic time in a text of points alone.
const ARABIC_POINT = /(?<=(?=\p{Script=Arabic})\p{L}\p{M}{0,8})[\u064B-\u065F\u0670]/gu;
const HEBREW_POINT = /(?<=(?=\p{Script=Hebrew})\p{L}\p{M}{0,8})[\u0591-\u05BD\u05BF\u05C1\u05C2]/gu;
const POINTED = /((?=[\p{Script=Arabic}\p{Script=Hebrew}])\p{L})(\p{M}+)/gu;
const SILENT_POINT = new RegExp(`${SECOND}?[${SILENT.join("")}]`, "g");
const UNSPACED =
  /(?=[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])[\p{L}\p{N}]\p{M}*/gu;

/** Encodes text, both for the index and for queries. */
export function toIndex(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(CONTROLS, " ")
      // Decomposed, so that marks are adjacent.
      .normalize("NFD")
      .replace(UNSEEN, "")
      .replace(MISTAKABLE, "")
      .normalize("NFC")
      .replace(ACCENTED, decomposed)
      .replace(FOLDED, (letter) => {
        const common = folded(letter);
        return common === letter ? letter : common + noteOf(letter);
      })
      .replace(ARABIC_POINT, arabicPoint)
      .replace(HEBREW_POINT, hebrewPoint)
      .replace(UNSPACED, `${BREAK}$&${BREAK}`)
      .replace(/\u200B+/g, BREAK)
  );
}

/** Decodes text from the index. */
export function fromIndex(text: string): string {
  return unfolded(text.replaceAll(BREAK, ""))
    .replace(WRITTEN_PATTERN, (written) => READ.get(written) ?? written)
    .replace(POINTED, (_, letter: string, marks: string) => {
      const points = /\p{Script=Arabic}/u.test(letter) ? ARABIC : HEBREW;
      return letter + marks.replace(SILENT_POINT, (mark) => points[numberOf(mark)] ?? mark);
    })
    .normalize("NFC");
}

/** Decodes text from the index and splits it at the match markers. */
export function pieces(text: string): Piece[] {
  const parts = text.split(/[\uE000\uE001]/);
  return parts
    .map((part, i) => ({ text: fromIndex(part), found: i % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Whether text has a letter or a digit. Nothing else is indexed. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function decomposed(letter: string): string {
  return letter.normalize("NFD").replace(/\P{M}/u, (base) => WRITTEN.get(base) ?? base);
}

function arabicPoint(point: string): string {
  return silent(ARABIC.indexOf(point));
}

function hebrewPoint(point: string): string {
  return silent(HEBREW.indexOf(point));
}

/** What a letter is found by; the letter itself, if that is no text of letters and digits alone. */
function folded(letter: string): string {
  const same = SAME.get(letter);
  if (same !== undefined) return same;
  const plain = letter.normalize("NFKC");
  if (plain === letter || !/^[\p{L}\p{N}\p{M}]+$/u.test(plain)) return letter;
  if ((letter.codePointAt(0) ?? 0) >= PLANES) return letter;
  return plain.replace(ACCENTED, decomposed).replace(/./gsu, (one) => SAME.get(one) ?? one);
}

/** Notes a letter after what it is found by. */
function noteOf(letter: string): string {
  const voiced = Math.max(0, VOICED.indexOf(letter.slice(1)));
  let number = (letter.codePointAt(0) ?? 0) + PLANES * voiced;
  let marks = "";
  for (let i = 0; i < 4; i += 1) {
    marks += SILENT[number % SILENT.length] ?? "";
    number = Math.floor(number / SILENT.length);
  }
  return NOTE + marks;
}

/** Puts the letters back that notes name. A note that a match marker parted from its letter is dropped. */
function unfolded(text: string): string {
  let out = "";
  // Odd parts are notes.
  for (const [i, part] of text.split(NOTE_PATTERN).entries()) {
    if (i % 2 === 0) {
      out += part;
      continue;
    }
    const number = Array.from(part).reduceRight(
      (sum, mark) => sum * SILENT.length + SILENT.indexOf(mark),
      0,
    );
    const letter =
      String.fromCodePoint(number % PLANES) + (VOICED[Math.floor(number / PLANES)] ?? "");
    const common = folded(letter)
      .replace(ARABIC_POINT, arabicPoint)
      .replace(HEBREW_POINT, hebrewPoint);
    if (out.endsWith(common)) out = out.slice(0, out.length - common.length) + letter;
  }
  return out;
}

/** The index of a point, encoded as silent marks. */
function silent(number: number): string {
  return number < ROUND ? (SILENT[number] ?? "") : SECOND + (SILENT[number - ROUND] ?? "");
}

function numberOf(marks: string): number {
  const [first = "", second] = marks;
  return second === undefined ? SILENT.indexOf(first) : ROUND + SILENT.indexOf(second);
}

function pairs(letters: string, common: string): [letter: string, common: string][] {
  return Array.from(letters, (letter) => [letter, common]);
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}
