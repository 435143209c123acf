import { expect, test } from "vitest";
import { readingMinutes } from "../../../src/core/text/reading-time.ts";

/** Words read per minute. */
const MINUTE = 238;

function words(word: string, count: number): string {
  return `${word} `.repeat(count);
}

test.each([
  ["", 1],
  ["\n\n", 1],
  ["One.", 1],
  [words("word", MINUTE), 1],
  [words("word", MINUTE + 1), 2],
  [words("word", 10 * MINUTE), 10],
  [words("word", 10 * MINUTE + 1), 11],
])("a text takes a minute for each 238 words, at least one (%#)", (text, minutes) => {
  expect(readingMinutes(text)).toBe(minutes);
});

test.each([
  ["English", "don't"],
  ["English, as printed", "don’t"],
  ["English, joined", "up-to-date"],
  ["Russian", "по-прежнему"],
  ["Greek", "ελευθερία"],
  ["German", "Überraschung"],
  ["French, in decomposed form", "révélée".normalize("NFD")],
  ["Vietnamese, in decomposed form", "trường".normalize("NFD")],
  ["Korean", "민주주의는"],
  ["Arabic", "الحرية"],
  ["Arabic with vowels", "الحُرِّيَّة"],
  ["Hebrew", "חירות"],
  ["Hindi", "स्वतंत्रता"],
  ["Tamil", "சுதந்திரம்"],
  ["a number", "1848"],
])("a word is one word: %s", (_, word) => {
  expect(readingMinutes(words(word, MINUTE))).toBe(1);
  expect(readingMinutes(words(word, MINUTE + 1))).toBe(2);
});

test.each([
  ["Chinese", "文"],
  ["Japanese, hiragana", "あ"],
  ["Japanese, katakana", "カ"],
  ["Thai", "ก"],
])("two signs are a word where there are no spaces: %s", (_, sign) => {
  expect(readingMinutes(sign.repeat(2 * MINUTE))).toBe(1);
  expect(readingMinutes(sign.repeat(2 * MINUTE + 1))).toBe(2);
  const sentence = `${sign.repeat(34)}。`;
  expect(readingMinutes(sentence.repeat(14))).toBe(1);
  expect(readingMinutes(sentence.repeat(15))).toBe(2);
});

test("words and signs in one text are both counted", () => {
  const half = words("word", MINUTE / 2);
  expect(readingMinutes(half + "文".repeat(MINUTE))).toBe(1);
  expect(readingMinutes(half + "文".repeat(MINUTE + 2))).toBe(2);
});

test.each([
  ["a link's address", "[word](https://example.org/a/b/c?d=e#f)"],
  ["a link's address within this site", "[word](/articles/some-other-article)"],
  ["a link's title", '[word](https://example.org/a "And a title")'],
  ["a picture's file", "![word](images/harbour-at-dawn.jpg)"],
  ["marks of emphasis", "**word**"],
  ["a heading's and a list's marks", "\n\n- word\n\n"],
])("%s is not read", (_, text) => {
  const full = words("word", MINUTE - 1);
  expect(readingMinutes(full + text)).toBe(1);
  expect(readingMinutes(`${full}word ${text}`)).toBe(2);
});

test.each(['::poll{id="next-summit"}', '::poll{ id = "next-summit" }', '::poll{id="a"}  '])(
  "the line of a poll is not read: %j",
  (line) => {
    const full = words("word", MINUTE);
    expect(readingMinutes(`${full}\n\n${line}\n`)).toBe(1);
    expect(readingMinutes(`${line}\n\n${full}\n\n${line}`)).toBe(1);
  },
);

test("a long text without end is read quickly by the program", () => {
  for (const part of ["word ", "a-", "](", "'", "文", "::poll{", "a’a "]) {
    expect(readingMinutes(part.repeat(100_000))).toBeGreaterThan(0);
  }
});
