import * as fc from "fast-check";
import { expect, test } from "vitest";
import { percentages } from "../../../src/core/results/percent.ts";

const counts = fc.array(
  fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 1_000_000_000 }), fc.constant(1_000_000_000)),
  { minLength: 1, maxLength: 50 },
);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

test.each([
  [[33, 30, 24, 21], [31, 28, 22, 19], "the figures of the model page"],
  [[1], [100], "one option that has everything"],
  [[0, 7, 0], [0, 100, 0], "options without votes"],
  [[1, 1, 1], [34, 33, 33], "three equal counts: the earliest takes the odd point"],
  [[1, 3, 4], [12, 38, 50], "equal remainders: the larger count takes the odd point"],
  [[4, 3, 1], [50, 38, 12], "equal remainders in another order"],
  [[1, 4, 25], [3, 13, 84], "equal remainders that no quotient can hold exactly"],
  [[5, 5, 2], [42, 42, 16], "three of them, two to be rounded up"],
  [[0, 0], [0, 0], "no votes at all"],
  [[], [], "no options at all"],
  [[1, 199], [0, 100], "two halves: the larger count takes the odd point"],
  [[1, 999], [0, 100], "a share below half a percent"],
])("gives %j as %j (%s)", (given, percents) => {
  expect(percentages(given)).toEqual(percents);
});

test("adds up to 100, or is 0 everywhere when nobody chose anything", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const percents = percentages(given);
      expect(percents).toHaveLength(given.length);
      expect(sum(percents)).toBe(sum(given) === 0 ? 0 : 100);
    }),
    { numRuns: 1000 },
  );
});

test("gives whole percentages less than 1 away from the exact share", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const total = BigInt(sum(given));
      percentages(given).forEach((percent, i) => {
        expect(Number.isInteger(percent)).toBe(true);
        const away = BigInt(percent) * total - BigInt(given[i] ?? 0) * 100n;
        expect(total === 0n || (away < total && -away < total)).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});

test("never gives a smaller count the higher percentage", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const pairs = percentages(given).map((percent, i) => ({ percent, n: given[i] ?? 0 }));
      pairs.sort((a, b) => a.n - b.n || a.percent - b.percent);
      const inOrder = pairs.map((p) => p.percent);
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});

test("rounds up the largest remainders, then the larger counts, then the earlier ones", () => {
  fc.assert(
    fc.property(counts, (given) => {
      const total = BigInt(sum(given));
      fc.pre(total > 0n);
      const shares = percentages(given).map((percent, index) => {
        const exact = BigInt(given[index] ?? 0) * 100n;
        const up = BigInt(percent) > exact / total;
        return { up, key: [-(exact % total), -BigInt(given[index] ?? 0), BigInt(index)] as const };
      });
      const inOrder = shares.toSorted((a, b) => {
        const [x, y, z] = a.key;
        const [r, s, t] = b.key;
        return Number(x - r) || Number(y - s) || Number(z - t);
      });
      const firstDown = inOrder.findIndex((share) => !share.up);
      expect(inOrder.slice(firstDown).some((share) => share.up)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("is exact where counts are as large as they may be", () => {
  const most = Math.floor(Number.MAX_SAFE_INTEGER / 100);
  const third = Math.floor(most / 3);
  expect(percentages([third, third, third])).toEqual([34, 33, 33]);
  expect(percentages([third, third + 1, third])).toEqual([33, 34, 33]);
  expect(percentages([most, 0])).toEqual([100, 0]);
});

test("leaves the counts as they are", () => {
  const given = Object.freeze([3, 1, 2]);
  expect(percentages(given)).toEqual([50, 17, 33]);
  expect(given).toEqual([3, 1, 2]);
});
