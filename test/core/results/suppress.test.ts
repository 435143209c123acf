import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SMALLEST_CELL, suppressSmall } from "../../../src/core/results/suppress.ts";
import { pinned, pinnedAtAll } from "./attacker.ts";

/** Rows of numbers, each written as `3 20 30`. */
function table(...rows: string[]): number[][] {
  return rows.map((row) => row.split(" ").map(Number));
}

/** A table in which `-` stands for a hidden cell. */
function masked(...rows: string[]): (number | null)[][] {
  return rows.map((row) => row.split(" ").map((n) => (n === "-" ? null : Number(n))));
}

/** What readers see: everything is hidden if nothing may be published. */
function published(counts: number[][]): (number | null)[][] {
  return suppressSmall(counts) ?? counts.map((row) => row.map(() => null));
}

const cell = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5, max: 12 }) },
);

/** Small tables. Every row has a vote, like every listed audience. */
function tables(rows: number, columns: number): fc.Arbitrary<number[][]> {
  const row = fc
    .array(cell, { minLength: columns, maxLength: columns })
    .filter((list) => list.some((n) => n > 0));
  return fc.array(row, { minLength: rows, maxLength: rows });
}

const anyTable = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) => tables(rows, columns));

test.each<[string, number[][], (number | null)[][]]>([
  ["nothing where nothing is small", table("10 20", "30 5"), table("10 20", "30 5")],
  [
    "three more cells for one that is small: the smallest that will do",
    table("3 20 30", "40 50 60", "70 80 90"),
    masked("- - 30", "- - 60", "70 80 90"),
  ],
  [
    "no more than a cycle of small cells that hold enough together",
    table("3 4 30", "4 3 60", "70 80 90"),
    masked("- - 30", "- - 60", "70 80 90"),
  ],
  [
    "a third cell where two hold too few together",
    table("2 2 30", "40 50 60", "70 80 90"),
    masked("- - -", "- - -", "70 80 90"),
  ],
  ["everything where the table is small throughout", table("1 2", "3 4"), masked("- -", "- -")],
  [
    "everything in a table of two by two with one small cell",
    table("4 100", "200 300"),
    masked("- -", "- -"),
  ],
  ["a zero in a column where others voted", table("0 100", "200 300"), masked("- -", "- -")],
  [
    "no column that is zero throughout, where nothing is small",
    table("10 0 30", "30 0 5"),
    table("10 0 30", "30 0 5"),
  ],
  [
    "no column that is zero throughout, where others will do",
    table("3 20 0 30", "40 50 0 60"),
    masked("- - 0 30", "- - 0 60"),
  ],
  ["nothing of a table without votes", table("0 0", "0 0"), table("0 0", "0 0")],
  [
    "everything where two cycles hang together by one cell, which follows from the sums",
    table("3 3 50 50", "3 3 1 50", "50 50 3 3", "50 50 3 3"),
    [0, 1, 2, 3].map(() => [null, null, null, null]),
  ],
  [
    "everything where a row must hold all that is left of its columns",
    table("0 0 5", "5 3 6", "0 0 6"),
    [0, 1, 2].map(() => [null, null, null]),
  ],
])("hides %s", (_, counts, shown) => {
  expect(suppressSmall(counts)).toEqual(shown);
});

test("publishes nothing of two audiences of one reader, who chose the same", () => {
  expect(suppressSmall(table("1 0 0", "1 0 0"))).toBeNull();
});

test("takes tables without rows or without columns", () => {
  expect(suppressSmall([])).toEqual([]);
  expect(suppressSmall([[], []])).toEqual([[], []]);
});

test("changes nothing of the table that it is given", () => {
  const counts = table("3 20", "40 50");
  suppressSmall(counts);
  expect(counts).toEqual(table("3 20", "40 50"));
});

test("publishes nothing exactly where the sums of rows and columns leave one table", () => {
  fc.assert(
    fc.property(tables(3, 2), (counts) => {
      fc.pre(suppressSmall(counts) === null);
      const zero = (c: number): boolean => counts.every((row) => row[c] === 0);
      const all = counts.map((row) => row.map((_, c) => (zero(c) ? 0 : null)));
      const known = counts.map(() => true);
      expect(pinnedAtAll(counts, all, known)).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("publishes the true number or none, and never one from 1 to 4", () => {
  fc.assert(
    fc.property(anyTable, (counts) => {
      const shown = published(counts);
      expect(shown.map((row) => row.length)).toEqual(counts.map((row) => row.length));
      for (const [r, row] of shown.entries()) {
        for (const [c, n] of row.entries()) {
          expect([null, counts[r]?.[c]]).toContain(n);
          expect(n === null || n === 0 || n >= SMALLEST_CELL).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test("publishes a zero only where the whole column is zero", () => {
  fc.assert(
    fc.property(anyTable, (counts) => {
      for (const row of suppressSmall(counts) ?? []) {
        for (const [c, n] of row.entries()) {
          expect(n !== 0 || counts.every((other) => other[c] === 0)).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test("hides nothing where no number is small", () => {
  const large = fc
    .array(fc.boolean(), { minLength: 1, maxLength: 6 })
    .chain((zero) =>
      fc.array(
        fc.tuple(...zero.map((z) => (z ? fc.constant(0) : fc.integer({ min: 5, max: 99 })))),
        { minLength: 1, maxLength: 6 },
      ),
    );
  fc.assert(
    fc.property(large, (counts) => {
      expect(suppressSmall(counts)).toEqual(counts);
    }),
  );
});

test("hides in a row or column none, all, or at least two cells that hold five together", () => {
  fc.assert(
    fc.property(anyTable, (counts) => {
      const shown = published(counts);
      const rows = counts.map((row, r) =>
        row.map((n, c) => ({ n, hidden: shown[r]?.[c] === null })),
      );
      const columns = (rows[0] ?? []).map((_, c) => rows.flatMap((row) => row.slice(c, c + 1)));
      for (const line of [...rows, ...columns]) {
        const hidden = line.filter((each) => each.hidden);
        const held = hidden.reduce((sum, { n }) => sum + n, 0);
        const enough = hidden.length >= 2 && held >= SMALLEST_CELL;
        expect(enough || hidden.length === 0 || hidden.length === line.length).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each(table("2 2", "2 3", "3 2", "4 2", "2 4", "3 3"))(
  "lets nobody find a small number by arithmetic, in tables of %i by %i",
  (rows, columns) => {
    fc.assert(
      fc.property(tables(rows, columns), (counts) => {
        // An audience's size may be known from another question, unless nothing is published.
        const known = counts.map(() => suppressSmall(counts) !== null);
        expect(pinned(counts, published(counts), known)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);

test("has an attacker that finds what is badly hidden", () => {
  const counts = table("3 20", "40 50");
  const alone = masked("- 20", "40 50");
  expect(pinned(counts, alone, [false, true])).toEqual([[0, 0]]);
  const column = masked("- 20", "- 50");
  expect(pinned(counts, column, [false, false])).toEqual([]);
  expect(pinned(counts, column, [false, true])).toEqual([[0, 0]]);
});
