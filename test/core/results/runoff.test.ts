import { expect, test } from "vitest";
import { instantRunoff, type Runoff } from "../../../src/core/results/runoff.ts";

/** Counts rankings, written as `a>b>c`, with the number of ballots of each. */
function election(options: string, rankings: Record<string, number>): Runoff {
  return instantRunoff(
    options.split(" "),
    Object.entries(rankings).map(([ranking, n]) => [ranking.split(">").filter(Boolean), n]),
  );
}

test("elects who has more than half in round one", () => {
  expect(election("a b c", { a: 3, "a>b": 2, "b>c": 3, c: 1 })).toEqual({
    rounds: [{ counts: { a: 5, b: 3, c: 1 }, exhausted: 0, eliminated: null }],
    winner: "a",
  });
});

test("does not take half for more than half", () => {
  expect(election("a b c", { a: 4, "b>a": 3, "c>b": 1 })).toEqual({
    rounds: [
      { counts: { a: 4, b: 3, c: 1 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 4, b: 4 }, exhausted: 0, eliminated: "b" },
      { counts: { a: 7 }, exhausted: 1, eliminated: null },
    ],
    winner: "a",
  });
});

test("counts Tennessee's capital: Knoxville, third in round one", () => {
  const ballots = {
    "memphis>nashville>chattanooga>knoxville": 42,
    "nashville>chattanooga>knoxville>memphis": 26,
    "chattanooga>knoxville>nashville>memphis": 15,
    "knoxville>chattanooga>nashville>memphis": 17,
  };
  expect(election("memphis nashville chattanooga knoxville", ballots)).toEqual({
    rounds: [
      {
        counts: { memphis: 42, nashville: 26, chattanooga: 15, knoxville: 17 },
        exhausted: 0,
        eliminated: "chattanooga",
      },
      {
        counts: { memphis: 42, nashville: 26, knoxville: 32 },
        exhausted: 0,
        eliminated: "nashville",
      },
      { counts: { memphis: 42, knoxville: 58 }, exhausted: 0, eliminated: null },
    ],
    winner: "knoxville",
  });
});

test("breaks a tie by the round before: the option that was behind there leaves", () => {
  // By poll order alone, b would be eliminated.
  expect(election("a c b d", { a: 6, b: 4, "c>b": 3, "d>c": 1 })).toEqual({
    rounds: [
      { counts: { a: 6, c: 3, b: 4, d: 1 }, exhausted: 0, eliminated: "d" },
      { counts: { a: 6, c: 4, b: 4 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 6, b: 7 }, exhausted: 1, eliminated: null },
    ],
    winner: "b",
  });
});

test("breaks a tie by the latest round that tells, before earlier ones", () => {
  // c is behind b in round one and ahead in round two; in round three they tie.
  const ballots = { a: 20, b: 8, c: 7, "d>b": 3, "e>c": 2 };
  const { rounds } = election("a b c d e", ballots);
  expect(rounds.map((round) => [round.counts["b"], round.counts["c"], round.eliminated])).toEqual([
    [8, 7, "e"],
    [8, 9, "d"],
    [11, 9, "c"],
    [11, undefined, null],
  ]);
  const level = { a: 20, b: 8, c: 7, "d>b": 3, "e>c": 2, "f>c": 2 };
  const run = election("a c b d e f", level);
  expect(
    run.rounds.map((round) => [round.counts["b"], round.counts["c"], round.eliminated]),
  ).toEqual([
    [8, 7, "f"],
    [8, 9, "e"],
    [8, 11, "d"],
    [11, 11, "b"],
    [undefined, 11, null],
  ]);
});

test("breaks a tie by the first round where the rounds since then are level", () => {
  const ballots = { a: 10, b: 5, c: 4, "d>b": 1, "d>c": 1, "e>c": 1 };
  expect(election("a c b d e", ballots)).toEqual({
    rounds: [
      { counts: { a: 10, c: 4, b: 5, d: 2, e: 1 }, exhausted: 0, eliminated: "e" },
      { counts: { a: 10, c: 5, b: 5, d: 2 }, exhausted: 0, eliminated: "d" },
      { counts: { a: 10, c: 6, b: 6 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 10, b: 6 }, exhausted: 6, eliminated: null },
    ],
    winner: "a",
  });
});

test("lets options that were level in all rounds leave in the reverse of the listing", () => {
  expect(election("a b c", { a: 1, b: 1, c: 1 })).toEqual({
    rounds: [
      { counts: { a: 1, b: 1, c: 1 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 1, b: 1 }, exhausted: 1, eliminated: "b" },
      { counts: { a: 1 }, exhausted: 2, eliminated: null },
    ],
    winner: "a",
  });
  expect(election("c b a", { a: 1, b: 1, c: 1 }).winner).toBe("c");
});

test("compares only options that are tied for the fewest", () => {
  // a had the fewest earlier, but does not now.
  const ballots = { "a>b": 2, b: 4, "c>a": 3, "d>a": 1, "e>a": 1 };
  const { rounds, winner } = election("a b c d e", ballots);
  expect(rounds.map((round) => round.eliminated)).toEqual(["e", "d", "c", null]);
  expect(rounds.at(-1)?.counts).toEqual({ a: 7, b: 4 });
  expect(winner).toBe("a");
});

test("lets options that nobody ranks leave one at a time", () => {
  const { rounds, winner } = election("x a y b", { a: 1, b: 1 });
  expect(rounds.map((round) => round.eliminated)).toEqual(["y", "x", "b", null]);
  expect(winner).toBe("a");
});

test("asks for more than half of the ballots that still count, not of all", () => {
  expect(election("a b c", { a: 4, b: 3, c: 2 })).toEqual({
    rounds: [
      { counts: { a: 4, b: 3, c: 2 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 4, b: 3 }, exhausted: 2, eliminated: null },
    ],
    winner: "a",
  });
});

test("counts a ballot for the next option still in the running, past those that left", () => {
  const { rounds } = election("a b c d", { a: 5, b: 4, c: 3, "d>c>b": 2 });
  expect(rounds).toEqual([
    { counts: { a: 5, b: 4, c: 3, d: 2 }, exhausted: 0, eliminated: "d" },
    { counts: { a: 5, b: 4, c: 5 }, exhausted: 0, eliminated: "b" },
    { counts: { a: 5, c: 5 }, exhausted: 4, eliminated: "c" },
    { counts: { a: 5 }, exhausted: 9, eliminated: null },
  ]);
});

test("elects nobody where every ballot is exhausted from the start", () => {
  expect(election("a b", { "": 3, "gone>left": 2 })).toEqual({
    rounds: [{ counts: { a: 0, b: 0 }, exhausted: 5, eliminated: null }],
    winner: null,
  });
});

test("elects nobody where there are no ballots", () => {
  const rounds = [{ counts: { a: 0, b: 0 }, exhausted: 0, eliminated: null }];
  expect(election("a b", {})).toEqual({ rounds, winner: null });
  expect(election("a b", { "a>b": 0 })).toEqual({ rounds, winner: null });
  expect(instantRunoff([], [])).toEqual({ rounds: [], winner: null });
  expect(instantRunoff([], [[["a"], 1]])).toEqual({ rounds: [], winner: null });
});

test("passes over options that the question does not have", () => {
  expect(election("a b", { "gone>b": 2, "a>gone": 1 })).toEqual({
    rounds: [{ counts: { a: 1, b: 2 }, exhausted: 0, eliminated: null }],
    winner: "b",
  });
});

test("lists the options of a round in the poll's order", () => {
  expect(Object.keys(election("z m a", { a: 1 }).rounds[0]?.counts ?? {})).toEqual(["z", "m", "a"]);
});

test("counts options whose ids are numbers too", () => {
  const [first] = election("2030 2025 never", { "2025": 1 }).rounds;
  expect(first?.counts).toEqual({ "2030": 0, "2025": 1, never: 0 });
});
