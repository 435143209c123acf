import { readFile } from "node:fs/promises";
import satori, { type Font } from "satori";
import sharp from "sharp";
import { SHARE_IMAGE_SIZE } from "../../core/content/picture.ts";
import type { Card } from "./card.ts";
import { fontFile, SUBSETS } from "./share-letters.ts";

/** The colours of the pages (src/views/styles/base.ts). */
const [PAPER, INK, SOFT, LINE, BAR, ACCENT] = [
  "#fcfbf8",
  "#1b1a18",
  "#59554e",
  "#d9d3c6",
  "#6a9cb0",
  "#0b5471",
];
/** Margins on all sides, and gaps. */
const [MARGIN_X, MARGIN_Y] = [64, 48];
const INNER = SHARE_IMAGE_SIZE.width - 2 * MARGIN_X;

let fonts: Promise<Font[]> | undefined;

/**
 * Draws a share image, as PNG. Letters are drawn as shapes: no font is needed to see them.
 *
 * @param card contains only characters that the font has: see {@link withLetters}
 */
export async function drawCard(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  fonts ??= loadFonts();
  // The library expects React elements, but looks at no more than this.
  const svg = await satori(layout(card) as Parameters<typeof satori>[0], {
    ...SHARE_IMAGE_SIZE,
    fonts: await fonts,
  });
  // Without a palette: choosing its colours takes three times as long as everything else, and saves 35 KB a picture.
  const png = await sharp(Buffer.from(svg)).png().toBuffer();
  return new Uint8Array(png);
}

async function loadFonts(): Promise<Font[]> {
  return Promise.all(
    SUBSETS.flatMap((subset) =>
      ([400, 700] as const).map(async (weight): Promise<Font> => ({
        name: subset,
        weight,
        style: "normal",
        data: await readFile(fontFile(subset, weight)),
      })),
    ),
  );
}

type Style = Record<string, string | number>;
interface Element {
  type: "div";
  props: { style: Style; lang?: string; children?: (string | Element | null)[] };
}

/** A word that is longer than a line is broken, so that no word is cut off at the edge. */
const BREAKABLE = { wordBreak: "break-word" };
/** In any run of several words, letters are narrower than this fraction of their height. */
const WIDEST = 0.62;

function box(style: Style, children?: Element["props"]["children"]): Element {
  const props = { style: { display: "flex", ...style } };
  return { type: "div", props: children === undefined ? props : { ...props, children } };
}

function layout({ site, above, title, language, result }: Card): Element {
  const page = box(
    {
      flexDirection: "column",
      width: "100%",
      height: "100%",
      boxSizing: "border-box",
      padding: `${MARGIN_Y}px ${MARGIN_X}px`,
      background: PAPER,
      color: INK,
      fontFamily: SUBSETS.join(", "),
    },
    [
      box(
        {
          justifyContent: "center",
          paddingBottom: 16,
          fontSize: 34,
          fontWeight: 700,
        },
        [line(site)],
      ),
      // Not a border: that is drawn through nested clipping paths, which takes as long as all the letters.
      box({ height: 1, background: INK }),
      box({ height: 1, background: INK, marginTop: 2 }),
      box({ flexDirection: "column", flexGrow: 1, justifyContent: "center" }, [
        above === "" ? null : box({ color: ACCENT, fontSize: 26, marginBottom: 10 }, [line(above)]),
        box({ fontWeight: 700, lineHeight: 1.12, ...titleStyle(title, result !== undefined) }, [
          title,
        ]),
        result ? results(result) : null,
      ]),
    ],
  );
  return { ...page, props: { ...page.props, lang: language } };
}

function results({ question, options, votes }: NonNullable<Card["result"]>): Element {
  const rows = options.map(({ text, percent, share }) =>
    box({ flexDirection: "column", marginTop: 14 }, [
      box({ justifyContent: "space-between", fontSize: 26 }, [
        line(text, 900),
        box({ fontWeight: 700 }, [share]),
      ]),
      box({ height: 12, marginTop: 5, background: LINE }, [
        box({ width: `${percent}%`, height: 12, background: BAR }),
      ]),
    ]),
  );
  return box({ flexDirection: "column", marginTop: 12 }, [
    question === undefined ? null : box({ fontSize: 26, color: SOFT }, [line(question)]),
    ...rows,
    box({ color: SOFT, fontSize: 23, marginTop: 16 }, [line(votes)]),
  ]);
}

/** One line, with an ellipsis if the text is longer. */
function line(text: string, maxWidth: number = INNER): Element {
  return box({ display: "block", maxWidth, lineClamp: 1, ...BREAKABLE }, [text]);
}

/** The shorter the title, the larger its type: it always has the same room. */
function titleStyle(title: string, withResult: boolean): Style {
  const [size, lines] = withResult ? besideResult(title.length) : alone(title.length);
  const style = { display: "block", fontSize: size, letterSpacing: -0.02 * size };
  // Balanced lines look better, but the library can't balance text that it cuts off.
  const short = title.length * size * WIDEST < (lines - 1) * INNER;
  return { ...style, ...(short ? { textWrap: "balance" } : { lineClamp: lines }), ...BREAKABLE };
}

function alone(length: number): [size: number, lines: number] {
  if (length < 40) return [88, 4];
  if (length < 80) return [70, 5];
  return length < 130 ? [56, 6] : [46, 7];
}

function besideResult(length: number): [size: number, lines: number] {
  if (length < 34) return [58, 1];
  return length < 90 ? [44, 2] : [38, 2];
}
