import { expect, test } from "vitest";
import { citation } from "../../../src/core/results/citation.ts";
import type { QuestionKind } from "../../../src/core/polls/poll.ts";
import { asked, published, same } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

const where = {
  site: "The Sixtieth Parallel",
  address: "https://www.example.org/polls/next-ten-years",
  accessed: null,
};

function results(votes: number, kind: QuestionKind = "single", opening = 0) {
  const question = asked("q", ["a", "b"], { kind });
  for (const option of question.options) option.opening = opening;
  const poll = pollOf([question], {
    title: "The next ten years",
    opensAt: Date.UTC(2025, 2, 3),
    closesAt: Date.UTC(2025, 2, 18),
  });
  return published(poll, same(votes, { q: ["a"] }), {}, "closed");
}

test("a citation names publication, poll, votes, days and address", () => {
  expect(citation(results(108), where)).toBe(
    "The Sixtieth Parallel, “The next ten years” (reader poll, 108 votes, 3–17 March 2025), https://www.example.org/polls/next-ten-years.",
  );
});

test("a citation tells when the numbers were read, if they were", () => {
  for (const accessed of ["2026-10-05", "2026-10-05T23:59:59Z"]) {
    expect(citation(results(108), { ...where, accessed })).toMatch(
      / 2025\), https:\S+ten-years\. Accessed 5 October 2026\.$/,
    );
  }
});

test.each([
  [0, "single", 0, "0 votes"],
  [1, "single", 0, "1 vote"],
  [1234, "single", 0, "1,234 votes"],
  [8, "single", 50, "8 votes and 100 votes from another system"],
  [0, "single", 54, "108 votes from another system"],
  [8, "multiple", 50, "8 votes and counts from another system"],
] as const)("of %d votes of a %s question that opened with %d each, it says “%s”", (...row) => {
  const [votes, kind, opening, words] = row;
  expect(citation(results(votes, kind, opening), where)).toContain(`(reader poll, ${words}, 3–17`);
});

test("a citation is one line", () => {
  const cited = citation({ ...results(1), title: "Two\nlines" }, where);
  expect(cited).toContain("“Two lines”");
});
