import { expect, test } from "vitest";
import { instantRunoff, type Runoff } from "../../../src/core/results/runoff.ts";

/** Rounds in which no tie made a difference. */
function clear(rounds: Pick<Round, "counts" | "exhausted" | "eliminated">[]): Round[] {
  return rounds.map((round) => ({ ...round, level: [], brokenBy: null }));
}

type Round = Runoff["rounds"][number];

const won = { tie: [], decidedBy: "majority" as const };

/** Counts rankings, written as `a>b>c`, with the number of ballots of each. */
function election(options: string, rankings: Record<string, number>): Runoff {
  return instantRunoff(
    options.split(" "),
    Object.entries(rankings).map(([ranking, n]) => [ranking.split(">").filter(Boolean), n]),
  );
}

test("elects who has more than half in round one", () => {
  expect(election("a b c", { a: 3, "a>b": 2, "b>c": 3, c: 1 })).toEqual({
    rounds: clear([{ counts: { a: 5, b: 3, c: 1 }, exhausted: 0, eliminated: null }]),
    winner: "a",
    ...won,
  });
});

test("does not take half for more than half", () => {
  expect(election("a b c", { a: 4, "b>a": 3, "c>b": 1 })).toEqual({
    rounds: [
      ...clear([{ counts: { a: 4, b: 3, c: 1 }, exhausted: 0, eliminated: "c" }]),
      {
        counts: { a: 4, b: 4 },
        exhausted: 0,
        eliminated: "b",
        level: ["a", "b"],
        brokenBy: "earlier-round",
      },
      ...clear([{ counts: { a: 7 }, exhausted: 1, eliminated: null }]),
    ],
    winner: "a",
    tie: ["a", "b"],
    decidedBy: "earlier-round",
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
    rounds: clear([
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
    ]),
    winner: "knoxville",
    ...won,
  });
});

test("breaks a tie by the round before: the option that was behind there leaves", () => {
  // By poll order alone, b would be eliminated.
  expect(election("a c b d", { a: 6, b: 4, "c>b": 3, "d>c": 1 })).toEqual({
    rounds: [
      { counts: { a: 6, c: 3, b: 4, d: 1 }, exhausted: 0, eliminated: "d" },
      { counts: { a: 6, c: 4, b: 4 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 6, b: 7 }, exhausted: 1, eliminated: null },
    ].map((round, i) => ({
      ...round,
      // Without c's ballots b beats a; without b's, nobody beats a.
      level: i === 1 ? ["c", "b"] : [],
      brokenBy: i === 1 ? "earlier-round" : null,
    })),
    winner: "b",
    tie: ["c", "b"],
    decidedBy: "earlier-round",
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
  const { rounds, winner, decidedBy } = election("a c b d e", ballots);
  expect(rounds.map(({ counts, eliminated }) => [counts, eliminated])).toEqual([
    [{ a: 10, c: 4, b: 5, d: 2, e: 1 }, "e"],
    [{ a: 10, c: 5, b: 5, d: 2 }, "d"],
    [{ a: 10, c: 6, b: 6 }, "c"],
    [{ a: 10, b: 6 }, null],
  ]);
  // a wins whichever of them leaves, so nothing but its majority decided.
  expect([winner, decidedBy]).toEqual(["a", "majority"]);
});

test("ends in a tie where all that are left are level in all rounds", () => {
  const tie = (options: string, rankings: Record<string, number>): unknown => {
    const { winner, tie: tied, decidedBy, rounds } = election(options, rankings);
    return { winner, tied, decidedBy, rounds: rounds.length };
  };
  const none = { winner: null, decidedBy: null };
  expect(tie("a b", { "a>b": 1, "b>a": 1 })).toEqual({ ...none, tied: ["a", "b"], rounds: 1 });
  expect(tie("b a", { "a>b": 1, "b>a": 1 })).toEqual({ ...none, tied: ["b", "a"], rounds: 1 });
  expect(tie("a b c", { a: 2, b: 2, c: 1 })).toEqual({ ...none, tied: ["a", "b"], rounds: 2 });
  expect(tie("a b c", { a: 1, b: 1, c: 1 })).toEqual({
    ...none,
    tied: ["a", "b", "c"],
    rounds: 1,
  });
  // Whichever leaves, c cannot win: nobody ranks it second.
  expect(tie("a b c", { "a>b": 1, "b>a": 1, "c>b": 1 })).toEqual({
    ...none,
    tied: ["a", "b"],
    rounds: 1,
  });
  expect(election("a b", { a: 1, b: 1 }).rounds).toEqual([
    { counts: { a: 1, b: 1 }, exhausted: 0, eliminated: null, level: ["a", "b"], brokenBy: null },
  ]);
});

test("says where the poll's order decided, and that of another order is another winner", () => {
  const ballots = { a: 3, "b>c": 2, "c>b": 2 };
  expect(election("a b c", ballots)).toMatchObject({
    rounds: [
      { counts: { a: 3, b: 2, c: 2 }, eliminated: "c", level: ["b", "c"], brokenBy: "order" },
      { counts: { a: 3, b: 4 }, eliminated: null, level: [], brokenBy: null },
    ],
    winner: "b",
    tie: ["b", "c"],
    decidedBy: "order",
  });
  expect(election("a c b", ballots)).toMatchObject({ winner: "c", decidedBy: "order" });
});

test("says nothing of an order that made no difference", () => {
  const { rounds, ...outcome } = election("a b c d", { a: 9, b: 8, c: 1, d: 1 });
  expect(rounds.map((round) => [round.eliminated, round.brokenBy])).toEqual([
    ["d", null],
    ["c", null],
    [null, null],
  ]);
  expect(outcome).toEqual({ winner: "a", ...won });
});

test("does not take long over many ties", () => {
  const options = Array.from({ length: 50 }, (_, i) => `o${i}`);
  const rankings = options.map((id, i): [string[], number] => [
    [id, options[(i * 7) % 50] ?? ""],
    1,
  ]);
  const { winner, tie } = instantRunoff(options, rankings);
  expect([winner, tie.length > 1]).toEqual([null, true]);
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
  const { rounds, winner, tie } = election("x a y b", { a: 1, b: 1 });
  expect(rounds.map((round) => round.eliminated)).toEqual(["y", "x", null]);
  expect([winner, tie]).toEqual([null, ["a", "b"]]);
});

test("asks for more than half of the ballots that still count, not of all", () => {
  expect(election("a b c", { a: 4, b: 3, c: 2 })).toEqual({
    rounds: clear([
      { counts: { a: 4, b: 3, c: 2 }, exhausted: 0, eliminated: "c" },
      { counts: { a: 4, b: 3 }, exhausted: 2, eliminated: null },
    ]),
    winner: "a",
    ...won,
  });
});

test("counts a ballot for the next option still in the running, past those that left", () => {
  const { rounds, winner, tie } = election("a b c d", { a: 5, b: 4, c: 3, "d>c>b": 2 });
  expect(
    rounds.map(({ counts, exhausted, eliminated }) => [counts, exhausted, eliminated]),
  ).toEqual([
    [{ a: 5, b: 4, c: 3, d: 2 }, 0, "d"],
    [{ a: 5, b: 4, c: 5 }, 0, "b"],
    [{ a: 5, c: 5 }, 4, "c"],
    [{ a: 5 }, 9, null],
  ]);
  // Level in the last two rounds, but not in the first.
  expect([winner, tie]).toEqual(["a", ["a", "c"]]);
});

test("elects nobody where every ballot is exhausted from the start", () => {
  expect(election("a b", { "": 3, "gone>left": 2 })).toEqual({
    rounds: clear([{ counts: { a: 0, b: 0 }, exhausted: 5, eliminated: null }]),
    winner: null,
    tie: [],
    decidedBy: null,
  });
});

test("elects nobody where there are no ballots", () => {
  const nobody = { winner: null, tie: [], decidedBy: null };
  const rounds = clear([{ counts: { a: 0, b: 0 }, exhausted: 0, eliminated: null }]);
  expect(election("a b", {})).toEqual({ rounds, ...nobody });
  expect(election("a b", { "a>b": 0 })).toEqual({ rounds, ...nobody });
  expect(instantRunoff([], [])).toEqual({ rounds: [], ...nobody });
  expect(instantRunoff([], [[["a"], 1]])).toEqual({ rounds: [], ...nobody });
});

test("passes over options that the question does not have", () => {
  expect(election("a b", { "gone>b": 2, "a>gone": 1 })).toEqual({
    rounds: clear([{ counts: { a: 1, b: 2 }, exhausted: 0, eliminated: null }]),
    winner: "b",
    ...won,
  });
});

test("lists the options of a round in the poll's order", () => {
  expect(Object.keys(election("z m a", { a: 1 }).rounds[0]?.counts ?? {})).toEqual(["z", "m", "a"]);
});

test("counts options whose ids are numbers too", () => {
  const [first] = election("2030 2025 never", { "2025": 1 }).rounds;
  expect(first?.counts).toEqual({ "2030": 0, "2025": 1, never: 0 });
});
