import { expect, test } from "vitest";
import { suppressSmall } from "../../../src/core/results/suppress.ts";

test("takes tables without rows or without columns", () => {
  expect(suppressSmall([])).toEqual([]);
  expect(suppressSmall([[], []])).toEqual([[], []]);
});

test("changes nothing of the table that it is given", () => {
  const counts = [
    [3, 20],
    [40, 50],
  ];
  suppressSmall(counts);
  expect(counts).toEqual([
    [3, 20],
    [40, 50],
  ]);
});
