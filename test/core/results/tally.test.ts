import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import {
  changeTallies,
  differences,
  emptyTallies,
  emptyTally,
  type Tally,
} from "../../../src/core/results/tally.ts";
import { anyOrder } from "../samples.ts";

const name = fc.constantFrom("a", "b", "c", "d-1");
const answers: fc.Arbitrary<Answers> = fc.dictionary(
  name,
  fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
);
const ballots = fc.array(answers, { maxLength: 30 });

function fold(votes: readonly Answers[]): Tally {
  const start = emptyTallies();
  return votes.reduce((sum, vote) => {
    return changeTallies(sum, { answers: vote, audience: null }, new Set(), 1);
  }, start).all;
}

test("counts a ballot's vote, its questions and its options", () => {
  expect(fold([{ q: ["a"], r: ["x", "y"] }, { r: ["y"] }])).toEqual({
    votes: 2,
    voters: { q: 1, r: 2 },
    options: { q: { a: 1 }, r: { x: 1, y: 2 } },
  });
});

test("is the same in whatever order the votes are added", () => {
  fc.assert(
    fc.property(
      ballots.chain((votes) => fc.tuple(fc.constant(votes), anyOrder(votes))),
      ([votes, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(votes));
        expect(differences(fold(shuffled), fold(votes))).toEqual([]);
      },
    ),
  );
});

test("agrees with counting each number by itself", () => {
  fc.assert(
    fc.property(ballots, name, name, (votes, question, option) => {
      const tally = fold(votes);
      const answered = votes.filter((vote) => vote[question]);
      const chose = answered.filter((vote) => vote[question]?.includes(option));
      expect(tally.votes).toBe(votes.length);
      expect(tally.voters[question] ?? 0).toBe(answered.length);
      expect(tally.options[question]?.[option] ?? 0).toBe(chose.length);
    }),
  );
});

test("leaves the tally before as it was", () => {
  const none = new Set<string>();
  const vote = { answers: { q: ["a"] }, audience: "x" };
  const before = changeTallies(emptyTallies(), vote, none, 1);
  const copy = structuredClone(before);
  const next = { answers: { q: ["a", "b"], r: ["c"] }, audience: "x" };
  const after = changeTallies(before, next, none, 1);
  expect(before).toEqual(copy);
  expect(after.audiences["x"]).toEqual(after.all);
  expect(after.all.options).toEqual({ q: { a: 2, b: 1 }, r: { c: 1 } });
});

test("starts from a tally of its own each time", () => {
  emptyTally().voters["q"] = 1;
  expect(emptyTally()).toEqual({ votes: 0, voters: {}, options: {} });
  emptyTallies().all.votes = 1;
  emptyTallies().audiences["x"] = emptyTally();
  expect(emptyTallies()).toEqual({ all: emptyTally(), audiences: {} });
});

test("tells each number in which two tallies differ, in one line with both", () => {
  const a: Tally = { votes: 3, voters: { q: 3 }, options: { q: { a: 1, b: 2 } } };
  const b: Tally = { votes: 3, voters: { q: 2 }, options: { q: { a: 1, b: 1, c: 1 } } };
  expect(differences(a, b)).toHaveLength(3);
  expect(differences(a, b).join("\n")).toMatch(/\bq\/b\b.*\b2 and 1\n.*\bq\/c\b.*\b0 and 1\n/);
  expect(differences(a, b).some((line) => /voters of q: 3 and 2/.test(line))).toBe(true);
  expect(differences({ ...a, votes: 4 }, a)).toEqual(["votes: 4 and 3"]);
});

test("takes a number that is absent for 0", () => {
  const sparse: Tally = { votes: 0, voters: {}, options: {} };
  const explicit: Tally = { votes: 0, voters: { q: 0 }, options: { q: { a: 0 }, r: {} } };
  expect(differences(sparse, explicit)).toEqual([]);
  expect(differences(explicit, sparse)).toEqual([]);
});

test("finds the same differences from both sides", () => {
  const turned = (line: string): string => line.replace(/: (\d+) and (\d+)$/, ": $2 and $1");
  fc.assert(
    fc.property(ballots, ballots, (x, y) => {
      const [a, b] = [fold(x), fold(y)];
      expect(differences(b, a)).toEqual(differences(a, b).map(turned));
      expect(differences(a, a)).toEqual([]);
    }),
  );
});

test("finds every single vote that is missing", () => {
  fc.assert(
    fc.property(ballots, answers, (votes, vote) => {
      const chosen = Object.values(vote).flat().length;
      const found = differences(fold([...votes, vote]), fold(votes));
      expect(found).toHaveLength(1 + Object.keys(vote).length + chosen);
    }),
  );
});
