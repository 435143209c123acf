import * as fc from "fast-check";
import { expect, test } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import { readYaml } from "../../../src/cli/content/source.ts";

/** Each problem as `line:column+width message`. */
function told(text: string): string[] {
  return readYaml("f", text).problems.map(
    ({ line, column, width, message }) => `${line}:${column}+${width} ${message}`,
  );
}

test.each([
  [
    "a colon in a title",
    "title: Russia: what next?\ndate: 2026-10-05\n",
    '1:14+1 a colon followed by a space makes “Russia” a field: put the text in quotes: title: "Russia: what next?"',
  ],
  [
    "a tab",
    "image:\n\tsrc: a\n",
    "2:1+1 a tab stands at the beginning of the line: indent with spaces",
  ],
  [
    "a quotation mark that is not closed",
    'a: 1\ntitle: "A title\ndate: 2026\n',
    '2:8+8 a text that begins with " needs another " at its end',
  ],
  [
    "an apostrophe in single quotes",
    "title: 'It's mine'\n",
    `1:8+11 the text goes on behind its closing ': put all of it in other quotes: title: "It's mine"`,
  ],
  [
    "a text that goes on behind its quotes",
    'title: "A" and B\n',
    `1:8+9 the text goes on behind its closing ": put all of it in other quotes: title: '"A" and B'`,
  ],
  [
    "a field that is indented",
    "title: A\n  date: 2026\n",
    "2:3+10 is indented further than the line above it, which has a value already. Fields that belong together begin in the same column",
  ],
  [
    "a field that is indented less than those beside it",
    "image:\n    src: a\n  alt: b\n",
    "3:1+6 is not indented as the fields beside it. Fields that belong together begin in the same column",
  ],
  [
    "a list that is not closed",
    "authors: [ann, bob\ndate: 1\n",
    "1:10+1 what begins with [ needs a ] at its end",
  ],
  ["a bracket too many", "authors: [ann]]\n", "1:15+1 there is a ] too many"],
  [
    "a field that is there twice",
    "title: A\ntitle: B\n",
    "2:1+5 “title” stands here a second time: leave one of them out",
  ],
  [
    "no colon",
    "title: A\ndate 2026\na: 1\n",
    "2:1+9 a colon and a space are missing between the field and its value",
  ],
  [
    "no space after the colon",
    "title:A\ndate: 2026\n",
    "1:1+7 a space is missing after the colon: title: A",
  ],
  [
    "an at sign",
    "title: @foo\n",
    '1:8+4 a text that begins with @ must stand in quotes: title: "@foo"',
  ],
  [
    "a bracket at the beginning",
    "title: [Draft] A\n",
    '1:8+9 a text that begins with [ must stand in quotes: title: "[Draft] A"',
  ],
  [
    "an exclamation mark",
    "title: !stop it\n",
    '1:8+8 a text that begins with ! must stand in quotes: title: "!stop it"',
  ],
  [
    "text after >",
    "title: > foo\n  bar\n",
    "1:8+5 the text after > begins on the next line, indented; or leave the > out",
  ],
  [
    "entries in two columns",
    "a:\n  - b\n - c\n",
    "3:1+1 a list's entries begin with “- ” in the same column",
  ],
  [
    "a second document",
    "a: 1\n---\nb: 1\n",
    "2:1+3 a line of --- or ... ends the YAML, and more follows: leave that line out",
  ],
  [
    "a backslash",
    'title: "a\\q"\n',
    "1:10+1 within double quotes a backslash means something else: write two of them, or use single quotes",
  ],
])("tells of %s in one sentence, with the place and what to write instead", (_, text, expected) => {
  expect(told(text)).toEqual([expected]);
});

test("what it says to write instead is read as it was meant", () => {
  for (const title of ["Russia: what next?", "@foo", "[Draft] A", "`x`", "A: “B”", "% of all"]) {
    const [problem] = readYaml("f", `title: ${title}\n`).problems;
    const [, instead = ""] = / quotes: (title: .*)$/.exec(problem?.message ?? "") ?? [];
    expect(readYaml("f", `${instead}\n`).value).toEqual({ title });
  }
});

test("counts lines from where the YAML begins in its file, and columns in the line", () => {
  expect(readYaml("f", "a: 1\ntitle: A: b\n", 2).problems).toEqual([
    expect.objectContaining({ file: "f", line: 3, column: 9, width: 1 }),
  ]);
});

test("names the place of a key, and of a value on the same line", () => {
  const source = readYaml("f", "a: one two\nb:\n  - x: 1\nc: [d, e]\n", 2);
  expect(source.placeOf(["a"], "key")).toEqual({ line: 2, column: 1, width: 1 });
  expect(source.placeOf(["a"], "value")).toEqual({ line: 2, column: 4, width: 7 });
  expect(source.placeOf(["b"], "value")).toEqual({ line: 3, column: 1, width: 1 });
  expect(source.placeOf(["b", 0, "x"], "value")).toEqual({ line: 4, column: 8, width: 1 });
  expect(source.placeOf(["c", 1], "value")).toEqual({ line: 5, column: 8, width: 1 });
  expect(source.placeOf(["z"], "value")).toBeNull();
});

test("names a place that is there, in whatever text", () => {
  const line = fc.stringMatching(/^[ \t\-:a"'[\]{}>|#&*!%@`,?\\.]{0,12}$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const text = lines.join("\n");
      for (const problem of readYaml("f", text).problems) {
        expect(problem.message).not.toBe("");
        const at = lines[problem.line - 1];
        expect(problem.line).toBeLessThanOrEqual(Math.max(1, lines.length));
        if (problem.column === undefined) continue;
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.column).toBeLessThanOrEqual((at ?? "").length + 1);
        expect(problem.width).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: runs(500, 2000), seed: seedOf("yaml words") },
  );
});
