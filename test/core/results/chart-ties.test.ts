import { describe, expect, it } from "vitest";
import { resultsChart } from "../../../src/core/results/chart.ts";
import type { Results } from "../../../src/core/results/results.ts";
import { elements, readXml, textOf } from "../found/xml.ts";
import { poll as pollOf } from "../samples.ts";
import { asked, published, same } from "./sample-results.ts";

const site = "The Review";
const four = pollOf([asked("q", ["a", "b", "c", "d"])]);
const poll = pollOf([asked("q", ["a", "b", "c"], { kind: "ranked", max: 3 })]);
const model = published(four, [
  ...same(33, { q: ["a"] }),
  ...same(30, { q: ["b"] }),
  ...same(24, { q: ["c"] }),
  ...same(21, { q: ["d"] }),
]);

function texts(results: Results): string[] {
  const chart = readXml(resultsChart(results, { language: "en-GB", site }));
  return elements(chart, "text").map((text) => textOf(text).replaceAll("\u00A0", " "));
}

describe("the chart of a poll without a winner", () => {
  it("says that options are level, and that percentages do not add up", () => {
    const votes = [...same(2, { q: ["a"] }), ...same(2, { q: ["b"] }), ...same(2, { q: ["c"] })];
    const open = texts(published(four, votes));
    expect(open.slice(open.indexOf("Option a"), open.indexOf("Option d"))).toEqual([
      "Option a",
      "2 (33%)",
      "Option b",
      "2 (33%)",
      "Option c",
      "2 (33%)",
    ]);
    expect(open.join(" ")).toContain("Level so far: Option a, Option b and Option c");
    expect(open.join(" ")).toContain("rounded by itself, so they do not add up to 100.");
    const closed = texts(published(four, votes, {}, "closed")).join(" ");
    expect(closed).toContain("A tie: Option a, Option b and Option c");
    expect(closed).not.toContain("so far");
    expect(texts(model).join(" ")).not.toMatch(/add up|\btie\b|\blevel\b/i);
  });

  it("calls a tie one, with all ballots as the base", () => {
    const tied = [...same(2, { q: ["a"] }), ...same(2, { q: ["b"] }), ...same(1, { q: ["c"] })];
    expect(texts(published(poll, tied)).join(" ")).toContain(
      "The instant runoff ends in a tie, with 2 of 5 ballots each: Option a and Option b",
    );
  });

  it("says so where the poll's order decided", () => {
    // Whichever of b and c leaves first, the other gets its ballots, and wins.
    const level = [
      ...same(3, { q: ["a"] }),
      ...same(2, { q: ["b", "c"] }),
      ...same(2, { q: ["c", "b"] }),
    ];
    expect(texts(published(poll, level)).join(" ")).toContain(
      "with 4 of 7 ballots: Option b. A tie on the way was broken by the order of the options",
    );
  });
});
