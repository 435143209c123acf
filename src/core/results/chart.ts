import { escapeXml } from "../text/escape.ts";
import { chartWords, figureWords, kickerWords, outcomeWords, totalWords } from "./chart-words.ts";

import type { OptionResults, QuestionResults, Results } from "./results.ts";
import { directionOf } from "../i18n/language.ts";
import { wordsFor } from "../i18n/words/words.ts";
import { type FontStyle, textWidth, wrapText } from "../text/wrap.ts";

// In user units. On a screen of 320 pixels a unit is half a pixel, so no text is smaller than 18 units.
const WIDTH = 640;
const MARGIN = 28;
const INNER = WIDTH - 2 * MARGIN;
const BAR = 16;

/** The site's colours: light (as attributes, for viewers without CSS) and dark (by CSS). */
const COLOURS = {
  paper: ["#fbfaf6", "#14161a"],
  ink: ["#1c1b19", "#e8e4da"],
  soft: ["#5b5750", "#a49f94"],
  line: ["#d8d2c4", "#343841"],
  track: ["#ebe6da", "#262a31"],
  bar: ["#0d5470", "#86c5dd"],
} as const;
type Colour = keyof typeof COLOURS;

interface Type extends FontStyle {
  /** Line height. */
  line: number;
  colour: Colour;
  /** Whether these are fixed texts of this program, not of the publication. */
  ours: boolean;
}
const TITLE: Type = { ours: false, size: 34, line: 41, bold: true, colour: "ink" };
const KICKER: Type = { ours: true, size: 20, line: 27, bold: false, colour: "soft" };
const QUESTION: Type = { ours: false, size: 25, line: 32, bold: true, colour: "ink" };
const LABEL: Type = { ours: false, size: 20, line: 27, bold: false, colour: "ink" };
const FIGURE: Type = { ...LABEL, bold: true };
const TOTAL: Type = { ours: true, size: 19, line: 26, bold: false, colour: "soft" };
const OUTCOME: Type = { ours: true, size: 21, line: 28, bold: true, colour: "ink" };
const NOTE: Type = { ours: true, size: 18, line: 25, bold: false, colour: "soft" };

/** A part of the chart. Blocks are stacked from top to bottom. */
interface Block {
  height: number;
  /** Its SVG at a vertical position. */
  at: (top: number) => string;
}

interface Page {
  language: string;
  /** Whether the language is written from right to left. */
  mirrored: boolean;
}

/**
 * A bar chart of a poll's results as SVG, on a scale from 0 to the question's total. It is readable on screens from 320
 * pixels, follows the reader's dark mode, and has a text alternative.
 *
 * @param options `language`: a tag that `Intl` accepts, for numbers, dates and line breaks; `site`: the publication's name;
 *   `timeZone`: of its days
 */
export function resultsChart(
  results: Results,
  options: { language: string; site: string; timeZone?: string | undefined },
): string {
  const { language, site, timeZone } = options;
  const page = { language, mirrored: directionOf(language) === "rtl" };
  const blocks = [
    space(MARGIN),
    rule("ink", 5),
    space(20),
    lines(results.title, TITLE, page),
    space(6),
    lines(kickerWords(results, language, timeZone), KICKER, page),
    ...results.questions.flatMap((question) => [
      space(38),
      ...questionBlocks(question, results.status, page),
    ]),
    space(34),
    rule("line", 2),
    space(14),
    ...notes(results, site, language).map((note) => lines(note, NOTE, page)),
    space(MARGIN - 6),
  ];
  let height = 0;
  const drawn: string[] = [];
  for (const block of blocks) {
    drawn.push(block.at(height));
    height += block.height;
  }
  const id = `chart-${escapeXml(results.poll)}`;
  const size = `viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  const direction = page.mirrored ? ' direction="rtl"' : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="${id}-title ${id}-desc" xml:lang="${language}"${direction} font-family="system-ui, sans-serif">`,
    `<title id="${id}-title">${escapeXml(results.title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(chartWords(results, language, timeZone))}</desc>`,
    `<style>${STYLE}</style>`,
    rect(0, 0, WIDTH, height, "paper"),
    ...drawn.filter((svg) => svg !== ""),
    "</svg>\n",
  ].join("\n");
}

function questionBlocks(question: QuestionResults, status: Results["status"], page: Page): Block[] {
  const outcome = outcomeWords(question, status, page.language);
  const { results: words } = wordsFor(page.language);
  return [
    lines(question.text, QUESTION, page),
    space(4),
    ...question.options.flatMap((option) => [space(17), optionBlock(option, question.base, page)]),
    space(15),
    lines(totalWords(question, page.language), TOTAL, page),
    ...(outcome === null ? [] : [space(6), lines(outcome, OUTCOME, page)]),
    ...(question.addsUp ? [] : [space(6), lines(words.rounded, NOTE, page)]),
  ];
}

/**
 * An option's text with its figure at the other end of the last line, and the bar below.
 *
 * @param base what the bar is a share of; `null`: no bar
 */
function optionBlock(option: OptionResults, base: number | null, page: Page): Block {
  const figure = figureWords(option, page.language);
  const width = INNER - textWidth(figure, FIGURE) - 16;
  const label = lines(option.text, LABEL, page, width);
  const bar = base === null || base === 0 ? 0 : (INNER * option.total) / base;
  return {
    height: label.height + (base === null ? 0 : 7 + BAR),
    at: (top) => {
      const y = top + label.height + 7;
      // A small share is still visible.
      const shown = bar === 0 ? 0 : Math.max(bar, 2);
      const x = page.mirrored ? MARGIN + INNER - shown : MARGIN;
      return [
        label.at(top),
        text(figure, top + label.height, FIGURE, page, "end"),
        ...(base === null ? [] : [rect(MARGIN, y, INNER, BAR, "track")]),
        ...(shown === 0 ? [] : [rect(x, y, shown, BAR, "bar")]),
      ].join("\n");
    },
  };
}

/** What a reader needs to know who sees only the chart: its source and its limits. */
function notes(results: Results, site: string, language: string): string[] {
  const { chart } = wordsFor(language);
  const before = results.questions.some((q) => q.opening > 0) ? results.openingSource : null;
  return [...(before === null ? [] : [chart.before(before)]), chart.source(site)];
}

function lines(words: string, type: Type, page: Page, width: number = INNER): Block {
  const list = wrapText(words, width, type, page.language);
  return {
    height: list.length * type.line,
    at: (top) =>
      list.map((line, i) => text(line, top + (i + 1) * type.line, type, page, "start")).join("\n"),
  };
}

/**
 * One line of text.
 *
 * @param bottom the vertical position of the line's lower edge
 * @param side the end of the line at which the text is aligned
 */
function text(
  words: string,
  bottom: number,
  { size, line, bold, colour, ours }: Type,
  { mirrored, language }: Page,
  side: "start" | "end",
): string {
  const right = mirrored === (side === "start");
  // Without texts in the page's own right-to-left language, ours are English and keep their direction.
  const ltr = mirrored && ours && directionOf(wordsFor(language).words) === "ltr";
  const attributes = [
    `x="${right ? MARGIN + INNER : MARGIN}"`,
    `y="${round(bottom - (line - size) / 2 - size * 0.2)}"`,
    `font-size="${size}"`,
    ...(bold ? ['font-weight="600"'] : []),
    ...(right !== (mirrored && !ltr) ? ['text-anchor="end"'] : []),
    ...(ltr ? ['direction="ltr"'] : []),
  ];
  return `<text ${attributes.join(" ")}${paint(colour)}>${escapeXml(words)}</text>`;
}

function rule(colour: Colour, height: number): Block {
  return { height, at: (top) => rect(MARGIN, top, INNER, height, colour) };
}

function space(height: number): Block {
  return { height, at: () => "" };
}

function rect(x: number, y: number, width: number, height: number, colour: Colour): string {
  return `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${height}"${paint(colour)}/>`;
}

function paint(colour: Colour): string {
  return ` class="${colour}" fill="${COLOURS[colour][0]}"`;
}

// Opened on its own, the chart shrinks to the window.
const STYLE = `:root { display: block; max-width: 100%; height: auto; margin: 0 auto } @media (prefers-color-scheme: dark) {${Object.entries(
  COLOURS,
)
  .map(([name, [, dark]]) => ` .${name} { fill: ${dark} }`)
  .join("")} }`;

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
