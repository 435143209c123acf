import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Card } from "./card.ts";

/** The parts of the font. Text in other scripts can't be drawn. */
export const SUBSETS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"];

const FONT = "@fontsource/source-serif-4";
const { resolve } = createRequire(import.meta.url);

/** The file of a part of the font. */
export function fontFile(subset: string, weight: 400 | 700): string {
  return resolve(`${FONT}/files/source-serif-4-${subset}-${weight}-normal.woff`);
}

/**
 * Reduces a card to characters that the font has. Symbols that it lacks, such as emoji, are dropped.
 *
 * @returns `null` if there are words that can't be drawn: a picture of empty boxes is worse than none
 */
export function withLetters(card: Card): Card | null {
  const { result } = card;
  const words = {
    ...card,
    site: drawable(card.site),
    above: drawable(card.above),
    title: drawable(card.title),
    ...(result && {
      result: {
        ...result,
        ...(result.question !== undefined && { question: drawable(result.question) }),
        options: result.options.map((option) => ({
          ...option,
          text: drawable(option.text),
          share: drawable(option.share),
        })),
        votes: drawable(result.votes),
      },
    }),
  };
  const { site, above, title, result: shown } = words;
  const texts = [
    site,
    above,
    title,
    ...(shown?.options.flatMap(({ text, share }) => [text, share]) ?? []),
  ];
  texts.push(shown?.votes ?? "", shown?.question ?? "");
  return texts.every((text) => isDrawable(text)) && title !== "" ? words : null;
}

/** A text without the symbols that the font lacks. Letters stay, whether or not they can be drawn. */
function drawable(text: string): string {
  return Array.from(text.normalize("NFC"))
    .filter((sign) => isDrawable(sign) || /^[\p{L}\p{M}\p{N}]$/u.test(sign))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

let drawn: [from: number, to: number][] | undefined;

function isDrawable(text: string): boolean {
  drawn ??= readRanges();
  const ranges = drawn;
  return Array.from(text).every((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => from <= code && code <= to);
  });
}

/** The ranges of the font's parts, as the font itself states them: `U+0400-045F,U+2116`. */
function readRanges(): [from: number, to: number][] {
  const said = JSON.parse(readFileSync(resolve(`${FONT}/unicode.json`), "utf8")) as Record<
    string,
    string
  >;
  return SUBSETS.flatMap((subset) =>
    (said[subset] ?? "").split(",").map((range): [number, number] => {
      const [from = "", to = from] = range.replace("U+", "").split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    }),
  );
}
