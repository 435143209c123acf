import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addUp, barLength, baseOf, shareOf } from "../../../src/core/results/percent.ts";
import { option } from "../samples.ts";

const counts = fc.array(
  fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 1_000_000_000 }), fc.constant(1_000_000_000)),
  { minLength: 1, maxLength: 50 },
);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function shown(given: readonly number[]): string[] {
  return given.map((n) => shareOf(n, sum(given)).shown);
}

function percents(given: readonly number[]): number[] {
  return given.map((n) => shareOf(n, sum(given)).percent);
}

test.each([
  [[33, 30, 24, 21], ["31", "28", "22", "19"], [30.6, 27.8, 22.2, 19.4], "the model page"],
  [[2, 2, 3], ["29", "29", "43"], [28.6, 28.6, 42.9], "equal counts, equal figures: 101 in all"],
  [[1, 1, 1], ["33", "33", "33"], [33.3, 33.3, 33.3], "thirds: 99 in all"],
  [[31, 78], ["28", "72"], [28.4, 71.6], "28.4 is not 29"],
  [[4, 13], ["24", "76"], [23.5, 76.5], "23.53 is 24"],
  [[1, 7], ["13", "88"], [12.5, 87.5], "two halves, both rounded up"],
  [[5, 195], ["3", "98"], [2.5, 97.5], "halves that a float may miss"],
  [[1], ["100"], [100], "one option that has everything"],
  [[0, 7, 0], ["0", "100", "0"], [0, 100, 0], "options without votes"],
  [[0, 0], ["0", "0"], [0, 0], "no votes at all"],
  [[1, 199], ["1", ">99"], [0.5, 99.5], "half a per cent is 1, but 99.5 is not all"],
  [[1, 299], ["<1", ">99"], [0.3, 99.7], "less than half a per cent is not none"],
  [[1, 1, 298], ["<1", "<1", "99"], [0.3, 0.3, 99.3], "99 that is 99"],
  [[1, 9999], ["<1", ">99"], [0.01, 99.99], "as many decimals as it takes"],
])("prints %j as %j, for programs %j (%s)", (given, pages, programs) => {
  expect(shown(given)).toEqual(pages);
  expect(percents(given)).toEqual(programs);
});

/** How far a figure is above the exact share, in units of 1/(2 × total) of the figure's last decimal. */
function above(figure: bigint, count: number, total: number, ofWhole: bigint): bigint {
  return 2n * (figure * BigInt(total) - BigInt(count) * ofWhole);
}

test("is within half a point of the exact share, and half a tenth for programs", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const total = sum(given);
      fc.pre(total > 0);
      const shares = given.map((n) => ({ n, ...shareOf(n, total) }));
      const aways = [
        ...shares
          .filter((share) => /^\d+$/.test(share.shown))
          .map((share) => above(BigInt(share.shown), share.n, total, 100n)),
        ...shares
          .map(({ n, percent }) => ({ n, tenths: Math.round(percent * 10), percent }))
          .filter(({ tenths, percent }) => tenths / 10 === percent)
          .map(({ n, tenths }) => above(BigInt(tenths), n, total, 1000n)),
      ];
      // Half up: exactly half a unit above the share is possible, half a unit below is not.
      const least = -BigInt(total);
      expect(aways.filter((away) => away > -least || away <= least)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("gives equal counts equal figures, and a larger count never the smaller", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const all = given
        .map((n) => ({ n, ...shareOf(n, sum(given)) }))
        .toSorted((a, b) => a.n - b.n);
      for (const [i, next] of all.slice(1).entries()) {
        const before = all[i] ?? next;
        expect(next.percent).toBeGreaterThanOrEqual(before.percent);
        const same = before.percent === next.percent && before.shown === next.shown;
        expect(same || before.n < next.n).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("is 0 for none alone, and 100 for all alone", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const total = sum(given);
      for (const n of given) {
        const { percent, shown: text } = shareOf(n, total);
        expect(percent === 0).toBe(n === 0);
        expect(text === "0").toBe(n === 0);
        expect(percent === 100).toBe(total > 0 && n === total);
        expect(text === "100").toBe(total > 0 && n === total);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [[33, 30, 24, 21], true],
  [[2, 2, 3], false],
  [[1, 1, 1], false],
  [[1, 7], false],
  [[1, 299], true],
  [[1, 1, 298], false],
  [[0, 0], true],
  [[], true],
])("tells whether the figures of %j add up: %s", (given, adds) => {
  expect(addUp(given)).toBe(adds);
});

test("is exact where counts are as large as they may be", () => {
  const all = 50_000_000_000;
  expect(shareOf(250_000_000, all)).toEqual({ percent: 0.5, shown: "1" });
  expect(shareOf(249_999_999, all)).toEqual({ percent: 0.5, shown: "<1" });
  expect(shareOf(1, all).percent).toBeGreaterThan(0);
  expect(shareOf(all - 1, all)).toMatchObject({ shown: ">99" });
  expect(shareOf(all - 1, all).percent).toBeLessThan(100);
});

test("takes a multiple question's percentages of its voters, and of none where they are not known", () => {
  const options = [option("a"), option("b")];
  const brought = options.map((o) => ({ ...o, opening: 5 }));
  expect(baseOf({ kind: "single", options: brought }, 7, 17)).toBe(17);
  expect(baseOf({ kind: "ranked", options }, 7, 7)).toBe(7);
  expect(baseOf({ kind: "multiple", options }, 7, 11)).toBe(7);
  expect(baseOf({ kind: "multiple", options: brought }, 7, 21)).toBeNull();
  expect(baseOf({ kind: "multiple", options: brought, openingVoters: 6 }, 7, 21)).toBe(13);
});

test("draws bars as long as the exact shares", () => {
  expect([barLength(31, 109), barLength(1, 3), barLength(0, 0)]).toEqual([28.44, 33.33, 0]);
});
