import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv, csvRows, resultsCsv } from "../../../src/core/results/csv.ts";
import { asked, published, readCsv, same } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

describe("a table as CSV", () => {
  it("begins with a byte order mark and ends each row with CRLF", () => {
    expect(
      csv([
        ["a", 1],
        ["b, c", 2],
      ]),
    ).toBe('\uFEFFa,1\r\n"b, c",2\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'])(
    "has no formula: %j",
    (text) => {
      expect(readCsv(csv([[text]]))).toEqual([[`'${text}`]]);
    },
  );

  it.each([
    ["＝1+1", "'＝1+1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
    ["﹦1", "'﹦1"],
    [" =1+1", "' =1+1"],
    ["\uFEFF=1", "'\uFEFF=1"],
    ["\u200B＝1", "'\u200B＝1"],
    ["a;=1+1", "a;'=1+1"],
    ["a; @x;b;＋1", "a;' @x;b;'＋1"],
    ["a\t-1", "a\t'-1"],
    ["a\r\n=1", "a\r\n'=1"],
    ["a\r=1", "a\r'=1"],
    ['";=cmd"', `";'=cmd"`],
  ])(
    "has no formula where another separator begins a cell, or in another form: %j",
    (text, cell) => {
      expect(readCsv(csv([[text]]))).toEqual([[cell]]);
    },
  );

  it.each(["1 = 1", "a-b; c", "C++", "ann@example.org", "10;20", "'=1"])(
    "leaves what is no formula as it is: %s",
    (text) => {
      expect(readCsv(csv([[text]]))).toEqual([[text]]);
    },
  );

  it("goes on in further rows, which have no byte order mark", () => {
    const rows = [["=a", 1], ["b"], ["c, d"]];
    expect(csv(rows.slice(0, 1)) + csvRows(rows.slice(1))).toBe(csv(rows));
  });

  it("leaves numbers alone, also those below zero", () => {
    expect(csv([[-1, 0, 31]])).toBe("\uFEFF-1,0,31\r\n");
  });

  it("is read as it was written, whatever it holds", () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom('"', ",", "\r\n", '","', "", "'=x"),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const expected = rows.map((row) =>
          row.map((s) =>
            s
              .replace(/(^|\r\n?|[;\t\n])([\s\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/gu, "$1'$2")
              .replace(/^(?=[\t\r\n])/, "'"),
          ),
        );
        expect(readCsv(csv(rows))).toEqual(expected);
      }),
    );
  });
});

describe("results.csv", () => {
  const poll = pollOf([asked("p", ["a", "b"]), asked("q", ["a", "b"], { min: 0 })], {
    openingSource: "The old site",
  });
  const [first] = poll.questions;
  const [option] = first?.options ?? [];
  if (option) {
    option.opening = 10;
    option.text = "=1+1";
  }
  const results = published(poll, [
    ...same(6, { p: ["a"], q: ["a"] }, "business"),
    ...same(5, { p: ["b"], q: ["b"] }, "business"),
    ...same(7, { p: ["a"] }, "students"),
    ...same(9, { p: ["b"], q: ["b"] }, "students"),
    ...same(5, { p: ["a"] }),
    ...same(5, { p: ["b"] }),
  ]);
  const [head = [], ...rows] = readCsv(resultsCsv(results));

  it("has the audience after the kind", () => {
    expect(head.join()).toBe(
      "poll,question,question_text,kind,audience,voters,option,option_text,votes,opening,total,percent,base",
    );
  });

  it("gives the numbers of all readers, then those of each audience, question by question", () => {
    expect(rows.map((row) => [row[1], ...row.slice(4, 7), ...row.slice(8)].join())).toEqual([
      "p,all,37,a,18,10,28,59.6,47",
      "p,all,37,b,19,0,19,40.4,47",
      "p,not-said,10,a,5,,,,",
      "p,not-said,10,b,5,,,,",
      // Withheld in q, so here too.
      "p,business,,a,,,,,",
      "p,business,,b,,,,,",
      "p,students,,a,,,,,",
      "p,students,,b,,,,,",
      "q,all,20,a,6,0,6,30,20",
      "q,all,20,b,14,0,14,70,20",
      // Withheld cells are empty.
      "q,business,,a,,,,,",
      "q,business,,b,,,,,",
      "q,students,,a,,,,,",
      "q,students,,b,,,,,",
    ]);
  });

  it("has no formula in any row", () => {
    expect(
      new Set(rows.filter((row) => row[6] === "a" && row[1] === "p").map((r) => r[7])),
    ).toEqual(new Set(["'=1+1"]));
  });

  it("has rows of all readers alone where audiences are not told apart", () => {
    const [, ...alone] = readCsv(resultsCsv(published(poll, same(9, { p: ["a"] }, "students"))));
    expect(alone.map((row) => row[4])).toEqual(["all", "all", "all", "all"]);
  });
});
