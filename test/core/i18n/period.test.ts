import { expect, test } from "vitest";
import { periodInWords } from "../../../src/core/i18n/period.ts";

const A = "2025-03-03T00:00:00.000Z";
const B = "2025-03-18T00:00:00.000Z";

test.each([
  ["closed", A, B, "3–17 March 2025"],
  ["closed", "2025-02-27T09:00:00.000Z", B, "27 February – 17 March 2025"],
  ["closed", "2024-12-30T09:00:00.000Z", B, "30 December 2024 – 17 March 2025"],
  ["closed", A, "2025-03-03T12:00:00.000Z", "3 March 2025"],
  ["closed", null, B, "closed 17 March 2025"],
  ["closed", null, null, "closed"],
  ["open", null, null, "open"],
  ["open", A, null, "open since 3 March 2025"],
  ["open", null, B, "open until 17 March 2025"],
  ["open", A, B, "open from 3 March 2025 to 17 March 2025"],
  ["upcoming", A, B, "opens 3 March 2025"],
] as const)("a poll that is %s, from %s to %s, is “%4$s”", (status, opensAt, closesAt, words) => {
  const text = periodInWords({ status, opensAt, closesAt }, "en-GB");
  expect(text.replaceAll(/\s/gu, " ")).toBe(words);
});

test("days are written as the language has them", () => {
  const results = { status: "closed", opensAt: A, closesAt: B } as const;
  expect(periodInWords(results, "de")).toBe("3.–17. März 2025");
});
