import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import {
  fewVotesCsvRows,
  namedAudiences,
  type StandingVote,
  votesAreFew,
  votesCsvHead,
  votesCsvRows,
} from "../../../src/core/results/votes-csv.ts";
import { alike, asked, published, readCsv, same, type SampleVote } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

const EVERYBODY = new Set(["business", "students"]);
const NOBODY = new Set<string>();

function ledger(votes: readonly SampleVote[]): StandingVote[] {
  const start = Date.UTC(2026, 10, 24, 14, 25, 38);
  return votes.map((vote, i) => ({ ...vote, seq: 2 * i + 1, castAt: start + i * 1_800_000 }));
}

function named(poll: PollDefinition, votes: readonly SampleVote[]): string[] {
  return [...namedAudiences(published(poll, votes), alike(votes))].toSorted();
}

const three = pollOf([
  asked("one", ["a", "b"]),
  asked("many", ["z", "m", "a"], { kind: "multiple", max: 3, min: 0 }),
  asked("order", ["a", "b", "c"], { kind: "ranked", max: 3, min: 0 }),
]);

describe("votes.csv", () => {
  it("has a column for each question", () => {
    expect(votesCsvHead(three)).toBe("\uFEFFsequence,hour,audience,q.one,q.many,q.order\r\n");
  });

  it("gives options of several in the poll's order, those of a ranking in the voter's", () => {
    const votes = ledger([
      {
        answers: { one: ["b"], many: ["a", "m", "z"], order: ["c", "a"] },
        audience: "business",
      },
      { answers: { one: ["a"] }, audience: null },
    ]);
    expect(votesCsvRows(three, votes, EVERYBODY)).toBe(
      "1,2026-11-24T14:00Z,business,b,z|m|a,c>a\r\n3,2026-11-24T14:00Z,,a,,\r\n",
    );
  });

  it("is the same in one piece as in pages", () => {
    const votes = ledger([...same(3, { one: ["a"] }), ...same(3, { one: ["b"] }, "students")]);
    const pages = [votes.slice(0, 2), votes.slice(2, 5), votes.slice(5)];
    expect(pages.map((page) => votesCsvRows(three, page, EVERYBODY)).join("")).toBe(
      votesCsvRows(three, votes, EVERYBODY),
    );
  });

  it("does not name an audience that is withheld", () => {
    const votes = ledger(same(1, { one: ["a"] }, "business"));
    expect(votesCsvRows(three, votes, NOBODY)).toBe("1,2026-11-24T14:00Z,,a,,\r\n");
    expect(fewVotesCsvRows(three, votes, NOBODY)).toBe("1,,,a,,\r\n");
  });

  it("tells number and hour from the two hundredth vote on", () => {
    expect([0, 199, 200, 201].map(votesAreFew)).toEqual([true, true, false, false]);
  });

  it("says nothing of few votes' order, time and hidden audience", () => {
    const vote: fc.Arbitrary<SampleVote> = fc.record({
      answers: fc.constantFrom<Answers>(
        { one: ["a"] },
        { one: ["b"], many: ["m"] },
        { one: ["b"] },
      ),
      audience: fc.constantFrom(null, "business", "students"),
    });
    const orders = fc
      .array(vote, { maxLength: 12 })
      .chain((votes) =>
        fc.tuple(fc.constant(votes), fc.shuffledSubarray(votes, { minLength: votes.length })),
      );
    fc.assert(
      fc.property(orders, ([votes, shuffled]) => {
        const students = new Set(["students"]);
        const rows = fewVotesCsvRows(three, ledger(votes), students);
        expect(fewVotesCsvRows(three, ledger(shuffled), students)).toBe(rows);
        const hidden = votes.map(({ answers, audience }) => ({
          answers,
          audience: audience === "business" ? null : audience,
        }));
        expect(fewVotesCsvRows(three, ledger(hidden), students)).toBe(rows);
        expect(readCsv(rows).map(([n, hour]) => [n, hour])).toEqual(
          votes.map((_, i) => [String(i + 1), ""]),
        );
      }),
    );
  });
});

describe("the audiences that votes.csv names", () => {
  const poll = pollOf([asked("q", ["a", "b"])]);
  const a = { q: ["a"] };
  const b = { q: ["b"] };

  it("are all of them where each answer is given by five", () => {
    const votes = [...same(5, a, "x"), ...same(5, b, "x"), ...same(6, a, "y"), ...same(7, b, "y")];
    expect(named(poll, votes)).toEqual(["x", "y"]);
    expect(named(poll, [...votes, ...same(5, a), ...same(5, b)])).toEqual(["x", "y"]);
  });

  it("are none with a hidden cell", () => {
    const votes = [...same(4, a, "x"), ...same(9, b, "x"), ...same(8, a, "y"), ...same(9, b, "y")];
    expect(named(poll, [...votes, ...same(9, a, "z"), ...same(9, b, "z")])).not.toContain("x");
  });

  it("are none with answers that fewer than five give, though each by itself is common", () => {
    const two = pollOf([asked("p", ["a", "b"]), asked("q", ["a", "b"])]);
    const each = (audience: string): SampleVote[] => [
      ...same(9, { p: ["a"], q: ["a"] }, audience),
      ...same(9, { p: ["b"], q: ["b"] }, audience),
    ];
    const votes = [...each("x"), ...each("y"), ...each("z"), ...same(1, { p: ["a"], q: ["a"] })];
    expect(named(two, [...each("x"), ...each("y"), ...each("z")])).toEqual(["x", "y", "z"]);
    // A single vote without an audience: the smallest other audience is withheld too.
    expect(named(two, [...votes, ...same(3, { p: ["b"], q: ["b"] }, "y")])).not.toContain("x");
    const rare = same(1, { p: ["a"], q: ["b"] }, "x");
    expect(named(two, [...each("x"), ...rare, ...each("y"), ...each("z")])).toEqual(["z"]);
  });

  it("leave out a second one where one alone would have no name", () => {
    const two = pollOf([asked("p", ["a", "b"]), asked("q", ["a", "b"])]);
    const full = (n: number, audience: string | null): SampleVote[] =>
      ["a", "b"].flatMap((p) => ["a", "b"].flatMap((q) => same(n, { p: [p], q: [q] }, audience)));
    const odd = [...full(6, "x").slice(2), ...same(4, { p: ["a"], q: ["b"] }, "x")];
    const votes = [...odd, ...full(8, "y"), ...full(7, "z"), ...full(9, "w")];
    expect(named(two, votes)).toEqual(["w", "y"]);
    // Votes without an audience are nameless too, so no further audience is withheld.
    expect(named(two, [...votes, ...full(5, null)])).toEqual(["w", "y", "z"]);
  });

  it("are none where one alone has votes, and these differ", () => {
    expect(named(poll, [...same(4, a, "x"), ...same(9, b, "x")])).toEqual([]);
    expect(named(poll, [])).toEqual([]);
  });
});
