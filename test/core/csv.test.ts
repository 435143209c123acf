import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv } from "../../src/core/csv.ts";

/** Reads CSV as RFC 4180 has it. */
function read(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let end = 1;
  for (const match of text.slice(1).matchAll(pattern)) {
    end += match[0].length;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  if (end !== text.length) throw new Error(`can't be read from ${end} on`);
  return rows;
}

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
      expect(read(csv([[text]]))).toEqual([[`'${text}`]]);
    },
  );

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
          row.map((s) => (/^[=+\-@\t\r\n]/.test(s) ? `'${s}` : s)),
        );
        expect(read(csv(rows))).toEqual(expected);
      }),
    );
  });
});
