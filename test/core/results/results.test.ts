import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Accounts, type PollNumbers, pollResults } from "../../../src/core/results/results.ts";
import { emptyTally, type Tally } from "../../../src/core/results/tally.ts";
import type { PollOption } from "../../../src/core/polls/poll.ts";
import { option, poll, question } from "../samples.ts";

const accounts: Accounts = {
  received: 119,
  counted: 115,
  refused: { closed: 1, "already-voted": 3 },
  revised: 4,
  withdrawn: 2,
  voided: 1,
  looked: 9,
};

function numbers(tally: Tally, version = 1): PollNumbers {
  const tallies = { all: tally, audiences: {} };
  return { ...accounts, tallies, voids: [], version, runoffs: {}, texts: {} };
}

function options(openings: readonly number[]): PollOption[] {
  return openings.map((opening, i) => option(`o${i}`, { text: `Option ${i}`, opening }));
}

test("gives the model page its figures: 33 (31%), 30 (28%), 24 (22%), 21 (19%) of 108", () => {
  const definition = poll([question({ options: options([0, 0, 0, 0]) })]);
  const tally: Tally = {
    votes: 108,
    voters: { q: 108 },
    options: { q: { o0: 33, o1: 30, o2: 24, o3: 21 } },
  };
  const [first] = pollResults(definition, "open", numbers(tally, 1)).questions;
  expect(first?.options.map((o) => `${o.total} (${o.shown}%)`)).toEqual([
    "33 (31%)",
    "30 (28%)",
    "24 (22%)",
    "21 (19%)",
  ]);
  expect([first?.voters, first?.selections, first?.total]).toEqual([108, 108, 108]);
});

test("says who, when, how far and by which version", () => {
  const definition = poll([question()], {
    id: "summit",
    title: "The summit",
    opensAt: Date.UTC(2026, 9, 5),
    closesAt: Date.UTC(2026, 9, 12, 9, 30),
    openingSource: "The old site",
  });
  expect(pollResults(definition, "closed", numbers(emptyTally(), 7))).toMatchObject({
    poll: "summit",
    title: "The summit",
    status: "closed",
    opensAt: "2026-10-05T00:00:00.000Z",
    closesAt: "2026-10-12T09:30:00.000Z",
    openingSource: "The old site",
    version: 7,
  });
  const always = pollResults(poll(), "open", numbers(emptyTally(), 0));
  expect([always.opensAt, always.closesAt, always.openingSource]).toEqual([null, null, null]);
});

test("publishes the accounts: received is counted and refused, counted is what stands and what does not", () => {
  const tally: Tally = { votes: 108, voters: {}, options: {} };
  const results = pollResults(poll(), "open", numbers(tally, 1));
  expect(results).toMatchObject(accounts);
  const { received, counted, refused, revised, withdrawn, voided, votes } = results;
  expect(received).toBe(counted + Object.values(refused).reduce((a, b) => a + b));
  expect(counted).toBe(votes + revised + withdrawn + voided);
});

test("tells voters from selections in a multiple question", () => {
  const definition = poll([question({ kind: "multiple", max: 3 })]);
  const tally: Tally = { votes: 5, voters: { q: 4 }, options: { q: { a: 4, b: 3, c: 1 } } };
  const [first] = pollResults(definition, "open", numbers(tally, 1)).questions;
  expect(first).toMatchObject({ kind: "multiple", voters: 4, selections: 8, total: 8 });
  // Shares of the four voters, not of the eight selections.
  expect(first).toMatchObject({ base: 4, addsUp: true });
  expect(first?.options.map((o) => [o.percent, o.shown])).toEqual([
    [100, "100"],
    [75, "75"],
    [25, "25"],
  ]);
});

test("keeps opening counts apart from votes, and shows their sum as such", () => {
  const definition = poll([question({ options: options([10, 0, 5]) })]);
  const tally: Tally = { votes: 5, voters: { q: 5 }, options: { q: { o0: 1, o1: 4 } } };
  const [first] = pollResults(definition, "open", numbers(tally, 1)).questions;
  expect(first).toMatchObject({ voters: 5, selections: 5, opening: 15, total: 20 });
  expect(first?.options.map((o) => [o.id, o.text, o.votes, o.opening, o.total, o.percent])).toEqual(
    [
      ["o0", "Option 0", 1, 10, 11, 55],
      ["o1", "Option 1", 4, 0, 4, 20],
      ["o2", "Option 2", 0, 5, 5, 25],
    ],
  );
});

test("shows zeros where nobody has voted", () => {
  const [first] = pollResults(poll(), "upcoming", numbers(emptyTally(), 0)).questions;
  expect(first).toMatchObject({ voters: 0, selections: 0, opening: 0, total: 0 });
  expect(first?.options.map((o) => [o.votes, o.total, o.percent])).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("gives every question its own numbers, in the definition's order", () => {
  const definition = poll([question({ id: "z", text: "Z?" }), question({ id: "b", text: "B?" })]);
  const tally: Tally = { votes: 2, voters: { b: 2 }, options: { b: { c: 2 } } };
  const { questions } = pollResults(definition, "open", numbers(tally, 1));
  expect(questions.map((q) => [q.id, q.text, q.voters, q.total])).toEqual([
    ["z", "Z?", 0, 0],
    ["b", "B?", 2, 2],
  ]);
  expect(questions[1]?.options.map((o) => o.percent)).toEqual([0, 0, 100]);
});

test("adds up, whatever the numbers are", () => {
  const counts = fc.array(fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 })), {
    minLength: 2,
    maxLength: 50,
  });
  fc.assert(
    fc.property(counts, (pairs) => {
      const definition = poll([question({ options: options(pairs.map(([opening]) => opening)) })]);
      const votes = Object.fromEntries(pairs.map(([, n], i) => [`o${i}`, n]));
      const tally: Tally = { votes: 0, voters: {}, options: { q: votes } };
      const [first] = pollResults(definition, "open", numbers(tally, 1)).questions;
      const sum = (key: "votes" | "opening" | "total" | "percent"): number =>
        (first?.options ?? []).reduce((n, each) => n + (each[key] ?? 0), 0);
      expect(first?.selections).toBe(sum("votes"));
      expect(first?.opening).toBe(sum("opening"));
      expect(first?.total).toBe(sum("votes") + sum("opening"));
      expect(first?.total).toBe(sum("total"));
      // Each of up to 50 options is at most half a tenth away.
      expect(Math.abs(sum("percent") - (first?.total === 0 ? 0 : 100))).toBeLessThanOrEqual(2.6);
    }),
  );
});

test("has no percentages of a multiple question whose earlier voters are not known", () => {
  const brought = { kind: "multiple" as const, max: 2, options: options([10, 4]) };
  const tally: Tally = { votes: 5, voters: { q: 5 }, options: { q: { o0: 5, o1: 2 } } };
  const [unknown] = pollResults(poll([question(brought)]), "open", numbers(tally, 1)).questions;
  expect(unknown).toMatchObject({ base: null, openingVoters: null, total: 21 });
  expect(unknown?.options.map((o) => [o.total, o.percent, o.shown])).toEqual([
    [15, null, null],
    [6, null, null],
  ]);
  const known = poll([question({ ...brought, openingVoters: 11 })]);
  const [first] = pollResults(known, "open", numbers(tally, 1)).questions;
  expect(first).toMatchObject({ base: 16, openingVoters: 11, voters: 5 });
  expect(first?.options.map((o) => [o.percent, o.shown])).toEqual([
    [93.8, "94"],
    [37.5, "38"],
  ]);
});

test("calls a tie for the most votes a tie, and nothing else", () => {
  const definition = poll([question({ options: options([1, 0, 0]) })]);
  const tie = (votes: Record<string, number>): string[] | undefined =>
    pollResults(definition, "closed", numbers({ votes: 0, voters: {}, options: { q: votes } }, 1))
      .questions[0]?.tie;
  expect(tie({ o0: 2, o1: 3, o2: 1 })).toEqual(["o0", "o1"]);
  expect(tie({ o1: 1, o2: 1 })).toEqual(["o0", "o1", "o2"]);
  expect(tie({ o1: 2, o2: 2 })).toEqual(["o1", "o2"]);
  expect(tie({ o1: 2, o2: 1 })).toEqual([]);
  const empty = poll([question({ options: options([0, 0]) })]);
  expect(pollResults(empty, "closed", numbers(emptyTally(), 1)).questions[0]?.tie).toEqual([]);
});
