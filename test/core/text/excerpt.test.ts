import { describe, expect, it, test } from "vitest";
import { countWords } from "../../../src/core/text/reading-time.ts";
import { excerpt, shorten, wordCount } from "../../../src/views/page/html-text.ts";

describe("a text is shortened", () => {
  it("after the last sentence that leaves most of it, without an ellipsis", () => {
    const text = `${"One sentence of the text. ".repeat(6)}${"And then a longer one ".repeat(5)}`;
    expect(shorten(text, 200, "en")).toBe("One sentence of the text. ".repeat(6).trim());
  });

  it("after a word, where a sentence would leave too little", () => {
    expect(shorten(`See. ${"word ".repeat(60)}`, 50, "en")).toBe(`See. ${"word ".repeat(8)}word…`);
    expect(shorten("One, two, three, four, five", 12, "en")).toBe("One, two…");
  });

  it.each([
    ["zh", "北京。 ", "首脑会谈之后留下的问题是谁承诺了什么"],
    ["ja", "東京。 ", "首脳会談の後に残る問いは誰が何を約束したのか"],
    ["th", "กรุงเทพ ", "นายกรัฐมนตรีกล่าวในที่ประชุมสุดยอดว่า"],
    ["en", "See ", "https://example.org/a/very/long/address/without/any/space"],
    ["de", "Die ", "Rechtsschutzversicherungsgesellschaftenundmehrnochmehr"],
  ])("in %s, not at the only space, however early that is", (language, start, long) => {
    const text = shorten(start + long.repeat(20), 200, language);
    expect(text.length).toBeGreaterThan(119);
    expect(text.length).toBeLessThanOrEqual(200);
    expect((start + long.repeat(20)).startsWith(text.replace(/…$/, ""))).toBe(true);
  });

  it("never within a character that readers see as one", () => {
    const family = "👨‍👩‍👧‍👦";
    expect(shorten(family.repeat(40), 60, "en").replaceAll(family, "")).toBe("…");
  });

  it("and is left alone if it fits", () => {
    expect(shorten("北京。", 200, "zh")).toBe("北京。");
    expect(excerpt("<p>See <em>this</em>.</p><p>More</p>", "en")).toBe("See this.");
    expect(excerpt("<ul></ul>", "en")).toBeUndefined();
  });
});

test.each([
  ["One two three", 3],
  ["don’t up-to-date", 2],
  ["首脳会談の後に残る", 5],
  ["ປະຊາທິປະໄຕ", 4],
  ["ប្រជាធិបតេយ្យ", 4],
  ["", 0],
])("counts the words of %s", (text, words) => {
  expect(Math.abs(countWords(text) - words)).toBeLessThanOrEqual(1);
  expect(wordCount(`<p>${text}</p>`)).toBe(countWords(text));
});
