/** Size and weight of a font. */
export interface FontStyle {
  /** In the unit of all widths. */
  size: number;
  bold: boolean;
}

/**
 * Widths of characters in ems. The reader's font is unknown, so these are those of a wide one (DejaVu Sans): with another
 * font lines end early, but never outside the picture.
 */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[\p{M}\p{Cf}]/u, 0],
  [/\s/u, 0.32],
  [/\p{Extended_Pictographic}/u, 1.4],
  [/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}\u3000-\u303F\uFF00-\uFF60]/u, 1.02],
  [/[ilj.,:;'|!’‘·Iіїј]/u, 0.35],
  [/[ftr()[\]{}/\\"“”«»-]/u, 0.5],
  [/[ЖШЩЮЫФМ]/u, 1.1],
  [/[mwMW@%—…жшщюыф]/u, 1],
  [/[ckvxyzs]/u, 0.57],
  [/\d/u, 0.64],
  [/\p{Lu}/u, 0.76],
  [/\p{Ll}/u, 0.64],
];
const OTHER = 0.85;
const BOLD = 1.12;

/** Scripts that are written without spaces. A line may end between any two words. */
const NO_SPACES =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303F\uFF00-\uFF60]/u;
const SPACE = /^[^\S\u00A0\u2007\u202F]+$/u;
/** Characters that must not begin a line. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\p{M}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々〜]/u;
/** Characters that must not end a line. */
const OPENING = /[\p{Ps}\p{Pi}¿¡]$/u;

/** An approximate upper bound of a text's width. */
export function textWidth(text: string, { size, bold }: FontStyle): number {
  let ems = 0;
  for (const char of text) ems += WIDTHS.find(([chars]) => chars.test(char))?.[1] ?? OTHER;
  return ems * size * (bold ? BOLD : 1);
}

/**
 * Breaks a text into as few lines as possible, of about equal length: at spaces, after hyphens, between words of scripts
 * without spaces, and within words that are too long for a line.
 *
 * @param width maximum line width
 * @param language of the text, a tag that `Intl` accepts
 */
export function wrapText(
  text: string,
  width: number,
  style: FontStyle,
  language: string,
): string[] {
  const pieces = unbreakable(text, language)
    .flatMap((piece) => split(piece, width, style, language))
    .map((piece): Measured => ({ ...piece, width: textWidth(piece.text, style) }));
  const space = textWidth(" ", style);
  let best = fill(pieces, width, space);
  // Avoid a last line of one word: make the lines narrower as long as their number stays the same.
  const least = Math.max(width / 2, ...pieces.map((piece) => piece.width));
  for (let narrower = width * 0.95; narrower >= least; narrower -= width / 20) {
    const lines = fill(pieces, narrower, space);
    if (lines.length > best.length) break;
    best = lines;
  }
  return best;
}

/** Text without a line break opportunity, and the space before it. */
interface Unbreakable {
  gap: "" | " ";
  text: string;
}

interface Measured extends Unbreakable {
  width: number;
}

function fill(pieces: readonly Measured[], width: number, space: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const piece of pieces) {
    const wider = used + (piece.gap === "" ? 0 : space) + piece.width;
    if (line !== "" && wider > width) {
      lines.push(line);
      line = "";
    }
    used = line === "" ? piece.width : wider;
    line += line === "" ? piece.text : piece.gap + piece.text;
  }
  return line === "" ? lines : [...lines, line];
}

function unbreakable(text: string, language: string): Unbreakable[] {
  const list: Unbreakable[] = [];
  let gap: Unbreakable["gap"] = "";
  for (const { segment } of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
    if (SPACE.test(segment)) {
      gap = " ";
      continue;
    }
    const last = list.at(-1);
    if (last && gap === "" && !mayBreak(last.text, segment)) last.text += segment;
    else list.push({ gap, text: segment });
    gap = "";
  }
  return list;
}

/** Whether a line may end between two adjacent parts of a text without a space between them. */
function mayBreak(before: string, after: string): boolean {
  if (CLOSING.test(after) || OPENING.test(before)) return false;
  if (/\p{L}[-‐–—/]$/u.test(before)) return true;
  return NO_SPACES.test(before.slice(-1)) || NO_SPACES.test(after.slice(0, 1));
}

/** Splits a piece that is too long for a line. */
function split(
  { gap, text }: Unbreakable,
  width: number,
  style: FontStyle,
  language: string,
): Unbreakable[] {
  if (textWidth(text, style) <= width) return [{ gap, text }];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  const graphemes = new Intl.Segmenter(language, { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(text)) {
    const more = textWidth(segment, style);
    if (part !== "" && used + more > width) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += segment;
    used += more;
  }
  return [...parts, part].map((words, i) => ({ gap: i === 0 ? gap : "", text: words }));
}
