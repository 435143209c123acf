import { expect, test } from "vitest";
import { isSeen, lookOf } from "../../../src/core/text/looks.ts";

test.each([
  ["case", "Alpha", "ALPHA"],
  ["NFC and NFD", "caf\u00E9", "cafe\u0301"],
  ["й in two forms", "\u0439", "\u0438\u0306"],
  ["full width", "Alpha 1", "Ａｌｐｈａ\u3000１"],
  ["half-width katakana", "ガ", "ｶﾞ"],
  ["a ligature", "fin", "\uFB01n"],
  ["Roman numerals", "IV", "Ⅳ"],
  ["three dots", "And so on...", "And so on…"],
  ["a zero-width space", "Alpha", "Al\u200Bpha"],
  ["a soft hyphen", "Alpha", "Al\u00ADpha"],
  ["a direction mark", "Alpha", "\u200EAlpha"],
  ["a byte order mark", "Alpha", "\uFEFFAlpha"],
  ["a no-break space", "In Vienna", "In\u00A0Vienna"],
  ["a blank Braille pattern", "Vienna", "Vienna\u2800"],
  ["a Hangul filler", "Vienna", "Vienna\u3164"],
  ["more spaces", "In  Vienna ", "In Vienna"],
  ["a Cyrillic letter among Latin ones", "Alpha", "\u0410lpha"],
  ["Cyrillic words in Latin letters", "США", "CША"],
  ["a curly apostrophe", "Don't", "Don’t"],
  ["a dash for a hyphen", "1990-2000", "1990–2000"],
])("does not tell %s apart", (_, one, other) => {
  expect(lookOf(one)).toBe(lookOf(other));
});

test.each([
  ["Alpha", "Beta"],
  ["Yes", "Yes."],
  ["10²", "102"],
  ["½", "1/2"],
  ["Masse", "Maße"],
  ["и", "й"],
  ["a", "á"],
  ["In Vienna", "InVienna"],
  ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
  ["👨‍👩‍👧", "👨👩👧"],
  ["👍🏻", "👍🏿"],
  ["🇷🇺", "🇷🇸"],
])("tells %s from %s", (one, other) => {
  expect(lookOf(one)).not.toBe(lookOf(other));
});

test("sees nothing of white space, joiners, fillers, selectors, tags and direction marks", () => {
  for (const text of [
    "",
    " \u00A0\u3000",
    "\u200B\u200C\u200D",
    "\u3164\u115F\uFFA0",
    "\uFE0F\u{E0041}",
    "\u202E\u2066",
    "\u2800\u00AD",
  ]) {
    expect(isSeen(text)).toBe(false);
  }
  for (const text of ["a", "\u200Ba", ".", "👍", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ん"]) expect(isSeen(text)).toBe(true);
});
