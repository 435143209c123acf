import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textWidth, wrapText } from "../../../src/core/text/wrap.ts";

const plain = { size: 20, bold: false };
const bold = { size: 20, bold: true };

function wrap(text: string, width = 300, language = "en"): string[] {
  return wrapText(text, width, plain, language);
}

describe("the estimated width of a text", () => {
  it("grows with size and weight", () => {
    expect(textWidth("Option", { size: 40, bold: false })).toBe(2 * textWidth("Option", plain));
    expect(textWidth("Option", bold)).toBeGreaterThan(textWidth("Option", plain));
  });

  it("is an em for each character of Chinese and Japanese, and nothing for marks", () => {
    expect(textWidth("今後", plain)).toBeGreaterThanOrEqual(40);
    expect(textWidth("アジア", plain)).toBeGreaterThanOrEqual(60);
    expect(textWidth("e\u0301\u200D", plain)).toBe(textWidth("e", plain));
  });

  it.each([
    ["Trade and transport links with Asia", 346.7],
    ["Торговые и транспортные связи с Азией", 428.1],
    ["WWWWMMMM", 148.1],
    ["12,388 (100%)", 149.1],
  ])("of “%s” is that in DejaVu Sans (%d) or a little more", (text, width) => {
    expect(textWidth(text, plain)).toBeGreaterThanOrEqual(width);
    expect(textWidth(text, plain)).toBeLessThan(width * 1.15);
  });
});

describe("a text in lines", () => {
  it("has none where there is nothing, and one where it fits", () => {
    expect(wrap("")).toEqual([]);
    expect(wrap("The Arctic")).toEqual(["The Arctic"]);
  });

  it("ends lines at spaces, and makes them of about the same length", () => {
    expect(wrap("The capacity of railways and pipelines", 330)).toEqual([
      "The capacity of",
      "railways and pipelines",
    ]);
  });

  it("ends lines after hyphens in words, not in numbers", () => {
    expect(wrap("self-selected-readers-everywhere", 200)).toEqual([
      "self-selected-",
      "readers-",
      "everywhere",
    ]);
    expect(wrap("on 12-13-14-15-16", 150)).toEqual(["on", "12-13-14-15-", "16"]);
  });

  it("keeps together what a no-break space joins", () => {
    expect(wrap("open from 3\u00A0March on", 112)).toEqual(["open from", "3\u00A0March", "on"]);
  });

  it("breaks Japanese between words, never before a comma or after a bracket", () => {
    const lines = wrap("アジアとの貿易と、輸送の「つながり」、特に鉄道。", 150, "ja");
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/^[^、。」].*(?<!「)$/u);
  });

  it("breaks a word that is longer than a line, and no character in two", () => {
    const lines = wrap("👩‍👩‍👧".repeat(20), 200);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("")).toBe("👩‍👩‍👧".repeat(20));
    for (const line of lines) expect(line).toMatch(/^(?:👩‍👩‍👧)+$/u);
  });

  it("has all of the text, in lines that fit, for any text", () => {
    const words = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.lorem({ maxCount: 12 }),
      fc.stringMatching(/^[а-яА-Я -]{0,60}$/u),
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 60, max: 600 }), (text, width) => {
        const lines = wrap(text, width);
        const bare = (s: string): string => s.replaceAll(/\s/gu, "");
        expect(bare(lines.join(""))).toBe(bare(text));
        for (const line of lines) expect(textWidth(line, plain)).toBeLessThanOrEqual(width + 0.001);
      }),
    );
  });
});
