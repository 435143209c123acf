/** How text is set. */
export interface Setting {
  /** Of the font, in the units in which widths are. */
  size: number;
  bold: boolean;
}

/**
 * Widths of characters in ems. Nobody knows which font a reader has, so these are of a wide one (DejaVu Sans): with
 * another, lines end early, but never outside of the picture.
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

/** Scripts that are written without spaces: a line may end between any two of their words. */
const NO_SPACES =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303F\uFF00-\uFF60]/u;
const SPACE = /^[^\S\u00A0\u2007\u202F]+$/u;
/** What no line may begin with. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\p{M}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々〜]/u;
/** What no line may end with. */
const OPENING = /[\p{Ps}\p{Pi}¿¡]$/u;

/** How wide a text is at most, give or take. */
export function textWidth(text: string, { size, bold }: Setting): number {
  let ems = 0;
  for (const char of text) ems += WIDTHS.find(([chars]) => chars.test(char))?.[1] ?? OTHER;
  return ems * size * (bold ? BOLD : 1);
}

/**
 * Breaks a text into as few lines as it takes, of about the same length: at spaces, after hyphens, between words of
 * scripts that have no spaces, and within what is too long for a line of its own.
 *
 * @param width of the longest line
 * @param language the text's, a tag that `Intl` knows
 */
export function wrapText(
  text: string,
  width: number,
  setting: Setting,
  language: string,
): string[] {
  const pieces = piecesOf(text, language)
    .flatMap((piece) => short(piece, width, setting, language))
    .map((piece): Measured => ({ ...piece, width: textWidth(piece.text, setting) }));
  const space = textWidth(" ", setting);
  let best = fill(pieces, width, space);
  // A last line of one word looks like an accident: narrower, as long as that takes no line more.
  const least = Math.max(width / 2, ...pieces.map((piece) => piece.width));
  for (let narrower = width * 0.95; narrower >= least; narrower -= width / 20) {
    const lines = fill(pieces, narrower, space);
    if (lines.length > best.length) break;
    best = lines;
  }
  return best;
}

/** Text that a line can't end within, with the space before it. */
interface Piece {
  gap: "" | " ";
  text: string;
}

interface Measured extends Piece {
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

function piecesOf(text: string, language: string): Piece[] {
  const list: Piece[] = [];
  let gap: Piece["gap"] = "";
  for (const { segment } of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
    if (SPACE.test(segment)) {
      gap = " ";
      continue;
    }
    const last = list.at(-1);
    if (last && gap === "" && !mayEnd(last.text, segment)) last.text += segment;
    else list.push({ gap, text: segment });
    gap = "";
  }
  return list;
}

/** Whether a line may end between two parts of a text that no space is between. */
function mayEnd(before: string, after: string): boolean {
  if (CLOSING.test(after) || OPENING.test(before)) return false;
  if (/\p{L}[-‐–—/]$/u.test(before)) return true;
  return NO_SPACES.test(before.slice(-1)) || NO_SPACES.test(after.slice(0, 1));
}

/** A piece in parts that each fit into a line. */
function short({ gap, text }: Piece, width: number, setting: Setting, language: string): Piece[] {
  if (textWidth(text, setting) <= width) return [{ gap, text }];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  const graphemes = new Intl.Segmenter(language, { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(text)) {
    const more = textWidth(segment, setting);
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
