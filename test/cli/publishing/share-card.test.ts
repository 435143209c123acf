import sharp from "sharp";
import { expect, test } from "vitest";
import { drawCard } from "../../../src/cli/publishing/share-card.ts";
import type { Card } from "../../../src/cli/publishing/card.ts";
import { withLetters } from "../../../src/cli/publishing/share-letters.ts";
import { SHARE_IMAGE_SIZE } from "../../../src/core/content/picture.ts";

const MARGIN = 40;
const LONGEST = 300;

function card(over: Partial<Card> = {}): Card {
  return { site: "The Test", above: "Ann Author", title: "A title", language: "en", ...over };
}

const percents = (list: readonly number[]) =>
  list.map((percent, i) => ({ text: `Option ${i}`, percent, share: `${percent}%` }));

async function pixels(of: Card): Promise<Uint8Array> {
  return sharp(await drawCard(of))
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** How many pixels of a row are like a colour. */
function like(data: Uint8Array, row: number, color: readonly number[]): number {
  let count = 0;
  for (let x = 0; x < SHARE_IMAGE_SIZE.width; x += 1) {
    const at = (row * SHARE_IMAGE_SIZE.width + x) * 3;
    if (color.every((value, i) => Math.abs((data[at + i] ?? 0) - value) < 12)) count += 1;
  }
  return count;
}

/** The part of the page's edge on which nothing is drawn. */
function edgeIsClear(data: Uint8Array): boolean {
  for (let y = 0; y < SHARE_IMAGE_SIZE.height; y += 1) {
    for (let x = 0; x < SHARE_IMAGE_SIZE.width; x += 1) {
      const inside = x >= MARGIN && x < SHARE_IMAGE_SIZE.width - MARGIN && y >= MARGIN;
      if (inside && y < SHARE_IMAGE_SIZE.height - MARGIN) continue;
      const at = (y * SHARE_IMAGE_SIZE.width + x) * 3;
      if ((data[at] ?? 0) < 240) return false;
    }
  }
  return true;
}

const result = { question: "Q ".repeat(200), options: percents([50, 30, 20]), votes: "108 votes" };

test.each([
  ["short", card()],
  ["of one word that fills it", card({ title: "W".repeat(LONGEST) })],
  ["of many short words", card({ title: "i ".repeat(LONGEST / 2).trim() })],
  ["of wide words", card({ title: "MWMWM ".repeat(LONGEST / 6).trim() })],
  ["with numbers", card({ result })],
  ["long, with numbers", card({ title: "W".repeat(LONGEST), result })],
  ["of medium length, with numbers", card({ title: "Word ".repeat(17).trim(), result })],
  ["with endless names", card({ site: "W".repeat(LONGEST), above: "Wm ".repeat(200) })],
  [
    "with options of one long word",
    card({
      result: { ...result, options: [{ text: "W".repeat(300), percent: 100, share: "100%" }] },
    }),
  ],
])("a picture whose title is %s stays within its edges", async (_, of) => {
  expect(edgeIsClear(await pixels(of))).toBe(true);
});

test("bars are as long as the parts that they stand for", async () => {
  const data = await pixels(card({ result: { ...result, options: percents([50, 30, 20]) } }));
  const rows = Array.from({ length: SHARE_IMAGE_SIZE.height }, (_, row) =>
    like(data, row, [0x6a, 0x9c, 0xb0]),
  );
  const lengths = rows.filter((count, row) => count > 100 && (rows[row - 1] ?? 0) <= 100);
  const full = SHARE_IMAGE_SIZE.width - 128;
  expect(lengths.map((length) => Math.round((length / full) * 100))).toEqual([50, 30, 20]);
});

test.each([
  ["Latin", "ab"],
  ["Latin of the east of Europe", "őč"],
  ["Cyrillic", "Жы"],
  ["Cyrillic of before 1918", "Ѣѳ"],
  ["Greek", "Ωλ"],
  ["Vietnamese", "ếự"],
])("letters are drawn: %s", async (_, [one = "", other = ""]) => {
  // What there is no letter for is the same box, whatever it is.
  expect(await pixels(card({ title: one }))).not.toEqual(await pixels(card({ title: other })));
});

test("signs that there is nothing to draw for are left out, words are not", () => {
  expect(withLetters(card({ title: "Peace 🕊 now → «да»" }))?.title).toBe("Peace now «да»");
  expect(withLetters(card({ title: "Peace 和平" }))).toBeNull();
  expect(withLetters(card({ title: "🎉" }))).toBeNull();
  const options = [{ text: "和平", percent: 100, share: "100%" }];
  expect(withLetters(card({ result: { ...result, options } }))).toBeNull();
});
