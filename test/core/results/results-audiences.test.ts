import { expect, test } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import {
  type AudienceResults,
  type PollNumbers,
  pollResults,
  type Results,
} from "../../../src/core/results/results.ts";
import { instantRunoff } from "../../../src/core/results/runoff.ts";
import { emptyTallies, type Tallies, type Tally } from "../../../src/core/results/tally.ts";
import { pinned } from "./attacker.ts";
import { asked, numbersOf, published, same } from "./sample-results.ts";
import { option, poll, question, ranked } from "../samples.ts";

/** Audience (`""`: not said) → question → votes per option, for single questions. */
type Votes = Record<string, Record<string, number[]>>;

function add(into: Record<string, number>, key: string, n: number): void {
  into[key] = (into[key] ?? 0) + n;
}

function tallies(definition: PollDefinition, votes: Votes): Tallies {
  const result = emptyTallies();
  for (const [audience, rows] of Object.entries(votes)) {
    const own: Tally = { votes: 0, voters: {}, options: {} };
    for (const { id, options } of definition.questions) {
      const row = rows[id] ?? [];
      const voters = row.reduce((a, b) => a + b, 0);
      for (const tally of [own, result.all]) {
        if (voters > 0) add(tally.voters, id, voters);
        const counts = (tally.options[id] ??= {});
        for (const [i, o] of options.entries()) add(counts, o.id, row[i] ?? 0);
      }
      own.votes = Math.max(own.votes, voters);
    }
    result.all.votes += own.votes;
    result.audiences[audience] = own;
  }
  return result;
}

function publish(
  definition: PollDefinition,
  votes: Votes,
  over: Partial<PollNumbers> = {},
): Results {
  return pollResults(
    definition,
    "open",
    numbersOf({ tallies: tallies(definition, votes), ...over }),
  );
}

function audiencesOf(results: Results, id: string): AudienceResults[] {
  return results.questions.find((q) => q.id === id)?.audiences ?? [];
}

test("publishes each audience's numbers, those who did not say first, then by id", () => {
  const votes = {
    students: { q: [5, 6, 7] },
    "": { q: [8, 9, 10] },
    business: { q: [11, 12, 13] },
  };
  expect(audiencesOf(publish(poll(), votes), "q")).toEqual([
    { audience: null, voters: 27, options: { a: 8, b: 9, c: 10 } },
    { audience: "business", voters: 36, options: { a: 11, b: 12, c: 13 } },
    { audience: "students", voters: 18, options: { a: 5, b: 6, c: 7 } },
  ]);
});

test.each<[string, Votes]>([
  ["nobody has voted", {}],
  ["nobody says an audience", { "": { q: [9, 9, 9] } }],
  ["there is one audience", { business: { q: [9, 9, 9] } }],
  ["the others have no votes any more", { business: { q: [9, 9, 9] }, "": { q: [0, 0, 0] } }],
])("tells no audiences apart where %s", (_, votes) => {
  expect(audiencesOf(publish(poll(), votes), "q")).toEqual([]);
});

test("tells one audience apart from those who did not say", () => {
  const votes = { business: { q: [5, 5, 5] }, "": { q: [6, 6, 6] } };
  expect(audiencesOf(publish(poll(), votes), "q").map((row) => row.audience)).toEqual([
    null,
    "business",
  ]);
});

test("leaves out of a question the audiences that do not answer it", () => {
  const definition = poll([question(), question({ id: "r", min: 0 })]);
  const votes = {
    business: { q: [5, 5, 5], r: [5, 6, 7] },
    students: { q: [5, 5, 5], r: [6, 6, 6] },
    teachers: { q: [5, 5, 5] },
  };
  const results = publish(definition, votes);
  expect(audiencesOf(results, "q")).toHaveLength(3);
  expect(audiencesOf(results, "r").map((row) => row.audience)).toEqual(["business", "students"]);
});

test("hides small numbers, those that would tell them, and how many they are of", () => {
  const votes = {
    business: { q: [3, 20, 30] },
    students: { q: [40, 50, 60] },
    teachers: { q: [70, 80, 90] },
  };
  expect(audiencesOf(publish(poll(), votes), "q")).toEqual([
    { audience: "business", voters: null, options: { a: null, b: null, c: 30 } },
    { audience: "students", voters: null, options: { a: null, b: null, c: 60 } },
    { audience: "teachers", voters: 240, options: { a: 70, b: 80, c: 90 } },
  ]);
});

test("hides nothing of the numbers of all", () => {
  const votes = { business: { q: [1, 0, 0] }, students: { q: [1, 2, 0] } };
  const [first] = publish(poll(), votes).questions;
  expect(first?.voters).toBe(4);
  expect(first?.options.map((o) => o.votes)).toEqual([2, 2, 0]);
});

test("gives audiences no part of the opening counts", () => {
  const options = [option("a", { opening: 100 }), option("b")];
  const votes = { business: { q: [5, 6] }, students: { q: [7, 8] } };
  expect(audiencesOf(publish(poll([question({ options })]), votes), "q")).toEqual([
    { audience: "business", voters: 11, options: { a: 5, b: 6 } },
    { audience: "students", voters: 15, options: { a: 7, b: 8 } },
  ]);
});

/** The table of a question's published audiences. */
function shownOf(results: Results, id: string): (number | null)[][] {
  return audiencesOf(results, id).map((row) => Object.values(row.options));
}

test("does not tell a small number by how many an audience is in another question", () => {
  // Every ballot answers both questions with one option, so an audience has as many voters in one as in the other.
  const definition = poll([question({ id: "first" }), question()]);
  const rows = [
    [0, 0, 5],
    [5, 3, 6],
    [0, 0, 6],
  ];
  const names = ["business", "students", "teachers"];
  const votes = Object.fromEntries(
    rows.map((row, i) => [names[i] ?? "", { first: [row.reduce((a, b) => a + b), 0, 0], q: row }]),
  );
  const results = publish(definition, votes);
  const known = names.map((name) =>
    ["first", "q"].some((id) => {
      return audiencesOf(results, id).some((row) => row.audience === name && row.voters !== null);
    }),
  );
  expect(pinned(rows, shownOf(results, "q"), known)).toEqual([]);
});

test("does not tell that each of two audiences has one voter by naming both", () => {
  // Every listed audience has a vote. Two votes and two listed audiences would mean one vote each.
  const results = publish(poll(), { business: { q: [1, 0, 0] }, students: { q: [1, 0, 0] } });
  const [first] = results.questions;
  const listed = audiencesOf(results, "q").length;
  expect(listed === 0 || (first?.voters ?? 0) > listed).toBe(true);
});

test("writes the times of voidings as ISO dates, in their order", () => {
  const voids = [
    { at: Date.UTC(2026, 9, 5, 9, 30), votes: 12, reason: "A robot" },
    { at: 0, votes: 1, reason: "Twice" },
  ];
  const copy = structuredClone(voids);
  expect(publish(poll(), {}, { voids }).voids).toEqual([
    { at: "2026-10-05T09:30:00.000Z", votes: 12, reason: "A robot" },
    { at: "1970-01-01T00:00:00.000Z", votes: 1, reason: "Twice" },
  ]);
  expect(voids).toEqual(copy);
  expect(publish(poll(), {}).voids).toEqual([]);
});

test("has the runoff of a ranked question beside its first preferences", () => {
  const definition = poll([ranked({ id: "r" }), question()]);
  const runoff = {
    seq: 9,
    ...instantRunoff(
      ["a", "b", "c"],
      [
        [["a"], 4],
        [["b"], 3],
        [["c", "b"], 2],
      ],
    ),
  };
  const votes = { "": { r: [4, 3, 2], q: [9, 0, 0] } };
  const [first, second] = publish(definition, votes, { runoffs: { r: runoff } }).questions;
  expect(first).toMatchObject({ kind: "ranked", voters: 9, selections: 9, total: 9, runoff });
  expect(first?.options.map((o) => [o.votes, o.percent])).toEqual([
    [4, 44.4],
    [3, 33.3],
    [2, 22.2],
  ]);
  expect(first?.runoff?.winner).toBe("b");
  expect(second?.runoff).toBeNull();
});

test("has no runoff of a ranked question while it is being counted", () => {
  const [first] = publish(poll([ranked()]), { "": { q: [4, 3, 2] } }).questions;
  expect(first).toMatchObject({ kind: "ranked", runoff: null });
});

test("has each question's approved texts, in the order in which they are given", () => {
  const definition = poll([question(), question({ id: "r" })]);
  const texts = { q: ["Second", "First"], gone: ["x"] };
  expect(publish(definition, {}, { texts }).questions.map((q) => q.texts)).toEqual([
    ["Second", "First"],
    [],
  ]);
});

test("says whom it lets vote, and whether votes may be revised", () => {
  const strict = publish(poll(undefined, { guard: "member", revisable: true }), {});
  expect([strict.guard, strict.revisable]).toEqual(["member", true]);
  const plain = publish(poll(), {});
  expect([plain.guard, plain.revisable]).toEqual(["careful", false]);
});

test("publishes what became of every ballot as it is given", () => {
  const accounts = {
    received: 30,
    counted: 20,
    refused: { "already-voted": 7, "not-open": 3 },
    revised: 4,
    withdrawn: 3,
    voided: 2,
    looked: 5,
  };
  const results = publish(poll(), { "": { q: [11, 0, 0] } }, accounts);
  expect(results).toMatchObject({ ...accounts, votes: 11 });
});

test("shows of several questions no audience that is hidden in one: all answers together would tell it", () => {
  const three = poll([asked("q1", ["a", "b"]), asked("q2", ["x", "y"]), asked("q3", ["u", "w"])]);
  const say = (n: number, audience: string, q1: string, q2: string, q3: string) =>
    same(n, { q1: [q1], q2: [q2], q3: [q3] }, audience);
  const votes = [
    say(5, "h", "b", "x", "u"),
    say(2, "h", "a", "x", "w"),
    say(5, "h", "b", "y", "w"),
    say(6, "k", "b", "x", "u"),
    say(3, "k", "a", "x", "w"),
    say(6, "k", "b", "y", "w"),
  ].flat();
  for (const { audiences } of published(three, votes).questions) {
    expect(
      audiences.flatMap(({ options }) => Object.values(options)).every((n) => n === null),
    ).toBe(true);
  }
});

test("hides of several options one that all but a few of an audience have chosen", () => {
  const several = poll([asked("q", ["p", "q"], { kind: "multiple", max: 2 })]);
  const votes = [
    same(19, { q: ["p", "q"] }, "researchers"),
    same(1, { q: ["q"] }, "researchers"),
    same(20, { q: ["p", "q"] }, "students"),
  ].flat();
  const [first] = published(several, votes).questions;
  expect(first?.audiences.map(({ options }) => options["p"])).toEqual([null, null]);
});
