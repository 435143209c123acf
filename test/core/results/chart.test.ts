import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultsChart } from "../../../src/core/results/chart.ts";
import type { PollQuestion } from "../../../src/core/polls/poll.ts";
import type { Results } from "../../../src/core/results/results.ts";
import { asked, published, same } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";
import { elements, readXml, textOf, type XmlElement } from "../found/xml.ts";

const site = "The Sixtieth Parallel";
const english = { language: "en-GB", site };

function draw(results: Results, options = english): XmlElement {
  return readXml(resultsChart(results, options));
}

function texts(chart: XmlElement): string[] {
  return elements(chart, "text").map((text) => textOf(text).replaceAll("\u00A0", " "));
}

function bars(chart: XmlElement): number[] {
  return elements(chart, "rect")
    .filter((rect) => rect.attributes["class"] === "bar")
    .map((rect) => Number(rect.attributes["width"]));
}

const four = pollOf([asked("q", ["a", "b", "c", "d"])], {
  id: "next-ten-years",
  title: "The next ten years",
  opensAt: Date.UTC(2025, 2, 3),
  closesAt: Date.UTC(2025, 2, 18),
});
const model = published(
  four,
  [
    ...same(33, { q: ["a"] }),
    ...same(30, { q: ["b"] }),
    ...same(24, { q: ["c"] }),
    ...same(21, { q: ["d"] }),
  ],
  {},
  "closed",
);

describe("the chart of a poll", () => {
  it("has title, days, question, options with figures, sum and source, in this order", () => {
    expect(texts(draw(model))).toEqual([
      "The next ten years",
      "Reader poll, 3–17 March 2025",
      "Question q?",
      "Option a",
      "33 (31%)",
      "Option b",
      "30 (28%)",
      "Option c",
      "24 (22%)",
      "Option d",
      "21 (19%)",
      "108 votes.",
      "Source: The Sixtieth Parallel. Readers chose to",
      "take part; the result represents no population.",
    ]);
  });

  it("has bars as long as the shares are, on a scale from 0 to all", () => {
    const widths = bars(draw(model));
    expect(widths.map((w) => Math.round((w / 584) * 108))).toEqual([33, 30, 24, 21]);
  });

  it("says the numbers in words", () => {
    const chart = draw(model);
    const [title] = elements(chart, "title");
    const [desc] = elements(chart, "desc");
    expect(chart.attributes).toMatchObject({
      role: "img",
      "aria-labelledby": `${title?.attributes["id"]} ${desc?.attributes["id"]}`,
    });
    expect(textOf(title)).toBe("The next ten years");
    expect(textOf(desc).replaceAll("\u00A0", " ")).toBe(
      "Reader poll, 3–17 March 2025. Question q? Option a: 33 (31%). Option b: 30 (28%). Option c: 24 (22%). Option d: 21 (19%). 108 votes.",
    );
  });

  it("has no type smaller than 9 pixels on a screen of 320", () => {
    const chart = draw(model);
    const scale = 320 / Number(chart.attributes["width"]);
    for (const text of elements(chart, "text")) {
      expect(Number(text.attributes["font-size"]) * scale).toBeGreaterThanOrEqual(9);
    }
  });

  it("is dark where the reader's system is, each colour of it", () => {
    const chart = draw(model);
    const style = textOf(elements(chart, "style")[0]);
    expect(style).toContain("@media (prefers-color-scheme: dark)");
    const painted = [...elements(chart, "rect"), ...elements(chart, "text")];
    for (const { attributes } of painted) {
      expect(attributes["fill"]).toMatch(/^#/);
      expect(style).toContain(`.${attributes["class"]} { fill: #`);
    }
  });

  it("loads nothing and runs nothing", () => {
    const svg = resultsChart(model, english).replace("http://www.w3.org/2000/svg", "");
    expect(svg).not.toMatch(/script|href|url\(|@import|@font-face|https?:|\son\w+=/i);
  });

  it("looks right where nobody has voted", () => {
    const chart = draw(published(four, [], {}, "open"));
    expect(bars(chart)).toEqual([]);
    expect(texts(chart)).toContain("0 (0%)");
    expect(texts(chart)).toContain("No votes.");
  });

  it("shows few among many as a bar all the same", () => {
    const chart = draw(published(four, [...same(2000, { q: ["a"] }), ...same(1, { q: ["b"] })]));
    expect(bars(chart)[1]).toBe(2);
    expect(texts(chart)).toContain("2,000 (>99%)");
    expect(texts(chart)).toContain("1 (<1%)");
  });

  it("tells opening counts from votes, and where they come from", () => {
    const question = asked("q", ["a", "b"]);
    for (const option of question.options) option.opening = 50;
    const poll = pollOf([question], { openingSource: "The old site" });
    const chart = draw(published(poll, same(8, { q: ["a"] })));
    expect(texts(chart)).toContain("108 in all: 100 counted before, 8 here.");
    expect(texts(chart)).toContain("Counted before: The old site");
  });

  it("tells voters from selections", () => {
    const poll = pollOf([asked("q", ["a", "b"], { kind: "multiple", max: 2 })]);
    const votes = [...same(3, { q: ["a", "b"] }), ...same(1, { q: ["a"] })];
    const shown = texts(draw(published(poll, votes)));
    expect(shown).toContain("4 (100%)");
    expect(shown).toContain("3 (75%)");
    expect(shown.join(" ")).toContain(
      "4 voters, 7 selections. Percentages are of voters, who could choose several options.",
    );
    for (const option of poll.questions[0]?.options ?? []) option.opening = 1;
    const [, desc = ""] = /<desc[^>]*>(.*)<\/desc>/.exec(
      resultsChart(published(poll, votes), english),
    ) ?? [""];
    expect(desc).toContain(
      "4 voters here, 9 selections, 2 of them counted before by a number of voters that is not known.",
    );
    expect(desc).not.toContain("%");
  });

  it("writes numbers and days as the language has them", () => {
    const chart = draw(
      { ...published(four, same(1234, { q: ["a"] })), status: "closed" },
      {
        language: "de",
        site,
      },
    );
    expect(texts(chart)).toContain("1.234 (100 %)");
    expect(texts(chart)).toContain("Reader poll, 3.–17. März 2025");
  });

  it("is in Russian, words and all", () => {
    const chart = draw(model, { language: "ru", site: "Обозрение" });
    const [, kicker, ...others] = texts(chart);
    expect(kicker?.replaceAll(/\s/gu, " ")).toBe("Опрос читателей, 3–17 марта 2025 г.");
    expect(others).toContain("33 (31 %)");
    expect(others).toContain("108 голосов.");
    const [desc] = elements(chart, "desc");
    expect(textOf(desc)).not.toContain("..");
  });

  it("begins on the right where the language does", () => {
    const chart = draw(model, { language: "ar", site });
    expect(chart.attributes["direction"]).toBe("rtl");
    const xs = elements(chart, "rect")
      .filter((rect) => rect.attributes["class"] === "bar")
      .map((rect) => Number(rect.attributes["x"]) + Number(rect.attributes["width"]));
    for (const x of xs) expect(x).toBeCloseTo(612, 1);
  });
});

describe("the chart of a ranked question", () => {
  const poll = pollOf([asked("q", ["a", "b", "c"], { kind: "ranked", max: 3 })]);
  const votes = [
    ...same(8, { q: ["a", "b"] }),
    ...same(7, { q: ["b", "a"] }),
    ...same(3, { q: ["c", "b"] }),
    ...same(1, { q: ["c"] }),
  ];

  it("has first preferences, and the runoff's outcome", () => {
    const chart = draw(published(poll, votes));
    expect(texts(chart).slice(2)).toEqual([
      "Question q?",
      "Option a",
      "8 (42%)",
      "Option b",
      "7 (37%)",
      "Option c",
      "4 (21%)",
      "First preferences of 19 voters.",
      expect.stringContaining("Wins the instant runoff"),
      expect.stringContaining("Option b"),
      expect.any(String),
      expect.any(String),
    ]);
    expect(texts(chart).join(" ")).toContain(
      "Wins the instant runoff in round 2, with 10 of 19 ballots (1 for none of those left): Option b",
    );
  });

  it("says so while the runoff is being counted", () => {
    expect(texts(draw(published(poll, votes, { runoffs: {} })))).toContain(
      "The instant runoff is being counted.",
    );
  });

  it("has no runoff where nobody has voted", () => {
    expect(texts(draw(published(poll, []))).join(" ")).not.toContain("runoff");
  });
});

describe("the chart of whatever a poll may say", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }),
    fc.constantFrom("<b>&amp;\"'</b>", "]]>", "W".repeat(200), "\uD800\u0000\uFFFE", "--><script>"),
  );
  const questions = fc.array(
    fc.tuple(words, fc.array(words, { minLength: 2, maxLength: 4 })).map(([text, options]) => {
      const ids = options.map((_, i) => `o${i}`);
      const question: PollQuestion = asked("q", ids, { text });
      for (const [i, option] of question.options.entries()) option.text = options[i] ?? "";
      return question;
    }),
    { minLength: 1, maxLength: 3 },
  );

  it("is well-formed XML that holds no element of others", () => {
    fc.assert(
      fc.property(questions, words, words, (list, title, name) => {
        const results = published(pollOf(list, { title }), same(3, { q: ["o0"] }));
        const chart = draw(results, { language: "en", site: name });
        const known = new Set(["svg", "title", "desc", "style", "rect", "text"]);
        for (const child of chart.children) {
          if (typeof child !== "string" && known.has(child.name)) continue;
          expect(child).toMatch(/^\n+$/);
        }
      }),
    );
  });

  it("is as high as it takes: nothing stands below its end", () => {
    fc.assert(
      fc.property(questions, (list) => {
        const chart = draw(published(pollOf(list), same(3, { q: ["o0"] })));
        const height = Number(chart.attributes["height"]);
        expect(chart.attributes["viewBox"]).toBe(`0 0 640 ${height}`);
        const ys = elements(chart, "text").map((text) => Number(text.attributes["y"]));
        expect(ys).toEqual(ys.toSorted((a, b) => a - b));
        expect(ys.at(-1)).toBeLessThan(height - 20);
      }),
    );
  });
});
