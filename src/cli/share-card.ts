import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import satori, { type Font } from "satori";
import sharp from "sharp";
import { CARD } from "../core/picture.ts";

/** What a picture for those who share a page shows. */
export interface Card {
  /** The publication. */
  site: string;
  /** Above the title: who wrote it, or that it is a poll. */
  above: string;
  title: string;
  language: string;
  /** What readers chose, where everybody may see it: the leading options, and how many votes there are in all. */
  result?: { options: { text: string; percent: number }[]; votes: string };
}

/** The colours of the pages (src/views/styles/base.ts). */
const [PAPER, INK, SOFT, LINE, BAR, ACCENT] = [
  "#fcfbf8",
  "#1b1a18",
  "#59554e",
  "#d9d3c6",
  "#6a9cb0",
  "#0b5471",
];
const SUBSETS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"];

let fonts: Promise<Font[]> | undefined;

/** A picture for those who share a page, as PNG. The letters are drawn: no font is needed to see them. */
export async function drawCard(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  fonts ??= loadFonts();
  // The library takes what React makes; this is all of it that it looks at.
  const svg = await satori(layout(card) as Parameters<typeof satori>[0], {
    ...CARD,
    fonts: await fonts,
  });
  const png = await sharp(Buffer.from(svg)).png({ palette: true, quality: 90 }).toBuffer();
  return new Uint8Array(png);
}

async function loadFonts(): Promise<Font[]> {
  const { resolve } = createRequire(import.meta.url);
  return Promise.all(
    SUBSETS.flatMap((subset) =>
      ([400, 700] as const).map(async (weight): Promise<Font> => {
        const file = `@fontsource/source-serif-4/files/source-serif-4-${subset}-${weight}-normal.woff`;
        return { name: subset, weight, style: "normal", data: await readFile(resolve(file)) };
      }),
    ),
  );
}

interface Element {
  type: "div";
  props: { style: Record<string, string | number>; lang?: string; children?: Child };
}
type Child = string | (Element | null)[];

function box(style: Record<string, string | number>, children?: Child): Element {
  const props = { style: { display: "flex", ...style } };
  return { type: "div", props: children === undefined ? props : { ...props, children } };
}

function layout({ site, above, title, language, result }: Card): Element {
  const size = titleSize(title, result !== undefined);
  const page = box(
    {
      flexDirection: "column",
      width: "100%",
      height: "100%",
      boxSizing: "border-box",
      padding: "52px 64px",
      background: PAPER,
      color: INK,
      fontFamily: SUBSETS.join(", "),
    },
    [
      box(
        {
          justifyContent: "center",
          paddingBottom: 18,
          borderBottom: `4px double ${INK}`,
          fontSize: 34,
          fontWeight: 700,
        },
        shorten(site, 60),
      ),
      box({ flexDirection: "column", flexGrow: 1, justifyContent: "center" }, [
        above === ""
          ? null
          : box({ color: ACCENT, fontSize: 26, marginBottom: 12 }, shorten(above, 80)),
        box(
          {
            display: "block",
            fontSize: size,
            fontWeight: 700,
            lineHeight: 1.12,
            textWrap: "balance",
            letterSpacing: -0.02 * size,
            lineClamp: result ? 2 : 4,
          },
          title,
        ),
        result ? results(result) : null,
      ]),
    ],
  );
  return { ...page, props: { ...page.props, lang: language } };
}

function results({ options, votes }: NonNullable<Card["result"]>): Element {
  const rows = options.map(({ text, percent }) =>
    box({ flexDirection: "column", marginTop: 16 }, [
      box({ justifyContent: "space-between", fontSize: 27 }, [
        box({ display: "block", maxWidth: 900, lineClamp: 1 }, text),
        box({ fontWeight: 700 }, `${percent}%`),
      ]),
      box({ height: 12, marginTop: 6, background: LINE }, [
        box({ width: `${percent}%`, height: 12, background: BAR }),
      ]),
    ]),
  );
  return box({ flexDirection: "column", marginTop: 10 }, [
    ...rows,
    box({ color: SOFT, fontSize: 23, marginTop: 18 }, votes),
  ]);
}

/** The larger, the shorter the title is: it has the same room in any case. */
function titleSize(title: string, isShared: boolean): number {
  const { length } = title;
  if (isShared) return length < 34 ? 58 : 44;
  if (length < 40) return 88;
  if (length < 80) return 70;
  return length < 130 ? 56 : 46;
}

function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
