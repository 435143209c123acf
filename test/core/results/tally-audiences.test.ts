import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import {
  changeTallies,
  differences,
  emptyTallies,
  emptyTally,
  type Tallies,
  type Tally,
} from "../../../src/core/results/tally.ts";
import { anyOrder } from "../samples.ts";

interface Vote {
  answers: Answers;
  audience: string | null;
}

const name = fc.constantFrom("a", "b", "c", "1");
const vote: fc.Arbitrary<Vote> = fc.record({
  answers: fc.dictionary(name, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), {
    minKeys: 1,
    noNullPrototype: true,
  }),
  audience: fc.option(fc.constantFrom("x", "y", "z"), { nil: null }),
});
const votes = fc.array(vote, { maxLength: 25 });
const orders = fc.subarray(["a", "b", "c", "1"]).map((ids) => new Set(ids));

function change(start: Tallies, list: readonly Vote[], ranked: ReadonlySet<string>, by: number) {
  return list.reduce((sum, each) => changeTallies(sum, each, ranked, by), start);
}

function count(list: readonly Vote[], ranked: ReadonlySet<string>): Tallies {
  return change(emptyTallies(), list, ranked, 1);
}

/** All numbers in which tallies differ. */
function allDifferences(a: Tallies, b: Tallies): string[] {
  const names = new Set([...Object.keys(a.audiences), ...Object.keys(b.audiences)]);
  return [
    ...differences(a.all, b.all),
    ...[...names].flatMap((id) =>
      differences(a.audiences[id] ?? emptyTally(), b.audiences[id] ?? emptyTally()),
    ),
  ];
}

function numbersOf(tally: Tally): [string, number][] {
  return [
    ["votes", tally.votes],
    ...Object.entries(tally.voters),
    ...Object.entries(tally.options).flatMap(([question, counts]) =>
      Object.entries(counts).map(([id, n]): [string, number] => [`${question}/${id}`, n]),
    ),
  ];
}

test("counts a vote in all and in its audience", () => {
  const list: Vote[] = [
    { answers: { q: ["a"], m: ["x", "y"] }, audience: "business" },
    { answers: { m: ["y"] }, audience: null },
  ];
  expect(count(list, new Set())).toEqual({
    all: { votes: 2, voters: { q: 1, m: 2 }, options: { q: { a: 1 }, m: { x: 1, y: 2 } } },
    audiences: {
      business: { votes: 1, voters: { q: 1, m: 1 }, options: { q: { a: 1 }, m: { x: 1, y: 1 } } },
      "": { votes: 1, voters: { m: 1 }, options: { m: { y: 1 } } },
    },
  });
});

test("counts the first preference only of a ranked question", () => {
  const list: Vote[] = [
    { answers: { r: ["c", "a", "b"], m: ["c", "a", "b"] }, audience: null },
    { answers: { r: ["a", "c"] }, audience: null },
    { answers: { r: ["c"] }, audience: null },
  ];
  expect(count(list, new Set(["r"])).all).toEqual({
    votes: 3,
    voters: { r: 3, m: 1 },
    options: { r: { c: 2, a: 1 }, m: { a: 1, b: 1, c: 1 } },
  });
});

test("counts one first preference for each voter of a ranked question", () => {
  fc.assert(
    fc.property(votes, orders, (list, ranked) => {
      const { all } = count(list, ranked);
      for (const question of ranked) {
        const counts = Object.values(all.options[question] ?? {});
        expect(counts.reduce((a, b) => a + b, 0)).toBe(all.voters[question] ?? 0);
      }
    }),
  );
});

test("returns to where it began when a vote is counted and taken out", () => {
  fc.assert(
    fc.property(votes, vote, orders, (list, one, ranked) => {
      const before = count(list, ranked);
      const more = changeTallies(before, one, ranked, 1);
      expect(more.all.votes).toBe(before.all.votes + 1);
      const after = changeTallies(more, one, ranked, -1);
      expect(allDifferences(after, before)).toEqual([]);
      const fewer = changeTallies(before, one, ranked, -1);
      expect(allDifferences(changeTallies(fewer, one, ranked, 1), before)).toEqual([]);
    }),
  );
});

test("returns to nothing when all votes are taken out, in whatever order", () => {
  fc.assert(
    fc.property(
      votes.chain((list) => fc.tuple(fc.constant(list), anyOrder(list))),
      orders,
      ([list, shuffled], ranked) => {
        const after = change(count(list, ranked), shuffled, ranked, -1);
        expect(allDifferences(after, emptyTallies())).toEqual([]);
      },
    ),
  );
});

test("takes out of the audience that the vote was counted in, and of no other", () => {
  const here: Vote = { answers: { q: ["a"] }, audience: "x" };
  const there: Vote = { answers: { q: ["a"] }, audience: "y" };
  const after = changeTallies(count([here, there], new Set()), here, new Set(), -1);
  expect(after.all.options).toEqual({ q: { a: 1 } });
  expect(after.audiences["x"]?.options).toEqual({ q: { a: 0 } });
  expect(after.audiences["y"]?.options).toEqual({ q: { a: 1 } });
});

test("counts several equal votes at once like one after the other", () => {
  fc.assert(
    fc.property(vote, fc.integer({ min: -9, max: 9 }), orders, (one, n, ranked) => {
      const list = Array.from({ length: Math.abs(n) }, () => one);
      const single = change(emptyTallies(), list, ranked, Math.sign(n));
      expect(allDifferences(changeTallies(emptyTallies(), one, ranked, n), single)).toEqual([]);
    }),
  );
});

test("has audiences that add up to all", () => {
  fc.assert(
    fc.property(votes, fc.array(fc.nat()), orders, (list, out, ranked) => {
      const gone = list.filter((_, i) => out.includes(i));
      const tallies = change(count(list, ranked), gone, ranked, -1);
      const sums = new Map([["votes", 0]]);
      for (const tally of Object.values(tallies.audiences)) {
        for (const [key, n] of numbersOf(tally)) sums.set(key, (sums.get(key) ?? 0) + n);
      }
      expect(sums).toEqual(new Map(numbersOf(tallies.all)));
    }),
  );
});

test("agrees with counting each audience by itself", () => {
  fc.assert(
    fc.property(votes, orders, (list, ranked) => {
      const tallies = count(list, ranked);
      expect(Object.keys(tallies.audiences).toSorted()).toEqual(
        [...new Set(list.map((v) => v.audience ?? ""))].toSorted(),
      );
      for (const [id, tally] of Object.entries(tallies.audiences)) {
        const own = list.filter((v) => (v.audience ?? "") === id);
        expect(tally).toEqual(count(own, ranked).all);
      }
    }),
  );
});

test("leaves the tallies before as they were", () => {
  fc.assert(
    fc.property(votes, vote, orders, (list, one, ranked) => {
      const before = count(list, ranked);
      const copy = structuredClone(before);
      changeTallies(before, one, ranked, 1);
      changeTallies(before, one, ranked, -1);
      expect(before).toEqual(copy);
    }),
  );
});
