import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchExpression, tidyQuery } from "../../../src/core/text/query.ts";

/** All that an expression may consist of: strings without quotes, and operators. */
const SAFE = /^\("[^"\0]*"(?: \*)?(?: AND "[^"\0]*"(?: \*)?)*\)(?: NOT "[^"\0]*")*$/;

describe("an expression", () => {
  it.each([
    ["peace", '("peace" *)'],
    ["peace talks", '("peace" AND "talks" *)'],
    ['"peace talks"', '("peace talks")'],
    ['geneva "peace talks"', '("geneva" AND "peace talks")'],
    ['"peace talks" geneva', '("peace talks" AND "geneva" *)'],
    ["peace -war", '("peace") NOT "war"'],
    ["-war peace", '("peace" *) NOT "war"'],
    ['peace -"cold war" -trade', '("peace") NOT "cold war" NOT "trade"'],
    ['"open to the end', '("open to the end")'],
    ["“peace talks” „so“ «voilà»", '("peace talks" AND "so" AND "voila\u0300")'],
    ["well-known", '("well-known" *)'],
    ['half"way there"', '("half" AND "way there")'],
    ["peace peace war", '("peace" AND "war" *)'],
    ["C++", '("C++")'],
    ["vitamin d", '("vitamin" AND "d")'],
    ["3rd", '("3rd" *)'],
  ])("%s is asked for as %s", (typed, expression) => {
    expect(matchExpression(typed)).toBe(expression);
  });

  it.each([
    "",
    " ",
    "\u3000",
    '"',
    '""',
    "-",
    "--",
    "*",
    "()",
    "😀",
    "❤️ ✨",
    "-war",
    '-"a b"',
    "\0",
    "…",
  ])("is not made of %j", (typed) => {
    expect(matchExpression(typed)).toBeNull();
  });

  it.each([
    "a AND b",
    "NEAR(a b, 2)",
    "title:x",
    "title : x",
    "{title body}: x",
    "- {title}: x",
    "^x",
    "x*",
    "x NOT",
    "NOT x",
    "(x",
    "x)",
    "x + y",
    '"x" "" "y',
    'x"; DROP TABLE articles; --',
    "x\0y",
    "'x'",
    "x -y -",
  ])("has no more of FTS5 than quoted strings for %s", (typed) => {
    expect(matchExpression(typed)).toMatch(SAFE);
  });

  it("takes no operator from outside: a typed AND is a word", () => {
    expect(matchExpression("bread AND butter")).toBe('("bread" AND "AND" AND "butter" *)');
  });

  it("has at most twelve terms, and the last of these is a whole word if more were typed", () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`);
    const expression = matchExpression(words.join(" ")) ?? "";
    expect(expression.split(" AND ")).toHaveLength(12);
    expect(expression).not.toContain("*");
  });

  it("is short for a long query, and cuts no character in two", () => {
    expect(matchExpression("a".repeat(10_000))).toBe(`("${"a".repeat(400)}" *)`);
    expect(matchExpression(`${"a".repeat(399)}𝒜`)?.isWellFormed()).toBe(true);
  });

  it("is safe or null for any string", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        '"',
        "-",
        " ",
        "*",
        "(",
        ")",
        ":",
        "^",
        "AND",
        "NEAR(",
        "\uD800",
        "\uDC00",
        "\0",
      ),
    );
    const typed = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(typed, (text) => {
        const expression = matchExpression(text);
        if (expression === null) return;
        expect(expression).toMatch(SAFE);
        expect(expression.isWellFormed()).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("what was typed, shown again,", () => {
  it("has no control characters, and no space at its ends", () => {
    expect(tidyQuery("  a\0\tb \n")).toBe("a b");
  });

  it("means the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(matchExpression(tidyQuery(text))).toBe(matchExpression(text));
      }),
    );
  });
});
