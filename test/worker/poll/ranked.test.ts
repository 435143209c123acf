import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import { instantRunoff } from "../../../src/core/results/runoff.ts";
import {
  checkBooks,
  define,
  definePoll,
  entriesOf,
  evict,
  inObject,
  publishPoll,
  question,
  standing,
  viewOf,
} from "../support/poll.ts";
import {
  ballot,
  flushed,
  numbersIn,
  perform,
  resultsOf,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const OPTIONS = ["d", "a", "c", "b"];
const BALLOTS = 5000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function ranked(id: string, options: readonly string[], min = 1) {
  return question(id, options, { kind: "ranked", min, max: options.length });
}

const publishRanked = (parts = {}) =>
  publishPoll({ revisable: true, questions: [ranked("r", OPTIONS)], ...parts });

/** The `n`th order of some options, or the beginning of it. */
function ranking(
  options: readonly string[],
  n: number,
  length = 1 + (n % options.length),
): string[] {
  const left = [...options];
  const order: string[] = [];
  let rest = n;
  while (left.length > 0) {
    order.push(...left.splice(rest % left.length, 1));
    rest = Math.floor(rest / (left.length + 1));
  }
  return order.slice(0, length);
}

/** The runoff of the ledger's standing votes, counted anew. */
async function expectedRunoff(poll: string, id = "r", options = OPTIONS) {
  const votes = standing(await entriesOf(poll));
  const rankings = votes.flatMap(({ answers }) => {
    const order = answers[id];
    return order ? [[order, 1] as const] : [];
  });
  return instantRunoff(options, rankings);
}

/** Verifies that the published runoff and first preferences are those of the votes that stand. Returns who wins. */
async function checkRunoff(poll: string, id = "r", options = OPTIONS): Promise<string | null> {
  const { seq } = await checkBooks(poll);
  const results = await resultsOf(poll);
  const found = results.questions.find((q) => q.id === id);
  expect(found?.runoff).toEqual({ seq, ...(await expectedRunoff(poll, id, options)) });
  const firsts = standing(await entriesOf(poll)).map(({ answers }) => answers[id]?.[0]);
  for (const option of found?.options ?? []) {
    expect(option.votes).toBe(firsts.filter((first) => first === option.id).length);
  }
  expect(found?.voters).toBe(firsts.filter((first) => first !== undefined).length);
  return found?.runoff?.winner ?? null;
}

async function castRankings(
  poll: string,
  from: number,
  to: number,
  answers: (n: number) => Answers,
): Promise<void> {
  await inObject(poll, async (instance) => {
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    const cast = numbers.map((n) => instance.cast(ballot(`voter ${n}`, answers(n))));
    expect((await Promise.all(cast)).every(({ outcome }) => outcome === "counted")).toBe(true);
  });
}

describe("a ranked question", () => {
  it("has the runoff of the votes that stand, after every kind of entry", async () => {
    const poll = await publishRanked({ results: "always" });
    await checkRunoff(poll);
    for (let n = 0; n < 12; n += 1) {
      const outcome = await vote(poll, `voter ${n}`, { r: ranking(OPTIONS, 7 * n) });
      expect(numbersIn(outcome)).toMatchObject({ votes: n + 1 });
      await checkRunoff(poll);
    }
    await vote(poll, "voter 3", { r: ["b"] });
    await checkRunoff(poll);
    await withdraw(poll, "voter 5", 6);
    await checkRunoff(poll);
    await evict(poll);
    await checkRunoff(poll);
    await vote(poll, "voter 5", { r: ["b", "a"] });
    const { receipt } = voteIn(await vote(poll, "voter 7", { r: ["c", "a", "b"] }));
    await perform(poll, { act: "void", reason: "sold", receipts: [receipt] });
    await checkRunoff(poll);
    await perform(poll, { act: "void", reason: "all", from: 0, to: NOW, network: null });
    await checkRunoff(poll);
    await evict(poll);
    await checkRunoff(poll);
    await flushed(poll);
  });

  it("has nothing left of votes that are all withdrawn", async () => {
    const poll = await publishRanked();
    await vote(poll, "ann", { r: ["a", "b"] });
    await withdraw(poll, "ann", 1);
    const counts = { d: 0, a: 0, c: 0, b: 0 };
    expect((await resultsOf(poll)).questions[0]?.runoff).toEqual({
      seq: 2,
      rounds: [{ counts, exhausted: 0, eliminated: null, level: [], brokenBy: null }],
      winner: null,
      tie: [],
      decidedBy: null,
    });
    await checkRunoff(poll);
  });

  it("takes another order of the same options for another ballot", async () => {
    const poll = await publishRanked();
    await vote(poll, "ann", { r: ["a", "b"] });
    expect(await vote(poll, "ann", { r: ["a", "b"] })).toMatchObject({ outcome: "repeated" });
    expect(await vote(poll, "ann", { r: ["b", "a"] })).toMatchObject({ outcome: "revised" });
    await checkRunoff(poll);
  });

  it("counts first preferences alone, of each audience too, and D1 as well", async () => {
    const poll = await publishRanked();
    await vote(poll, "ann", { r: ["a", "b"] }, { audience: "students" });
    await vote(poll, "ben", { r: ["b", "a", "c"] });
    const { tallies } = await flushed(poll);
    expect(tallies.all).toEqual({ votes: 2, voters: { r: 2 }, options: { r: { a: 1, b: 1 } } });
    expect(tallies.audiences["students"]?.options).toEqual({ r: { a: 1 } });
  });

  it("may be left out beside another, and each has a runoff of its own", async () => {
    const [r, s] = [ranked("r", OPTIONS, 0), ranked("s", ["x", "y"], 0)];
    const poll = await publishRanked({ questions: [r, s, question("q", ["a", "b"])] });
    await vote(poll, "ann", { q: ["a"], s: ["y", "x"] });
    await vote(poll, "ben", { q: ["a"], r: ["c"] });
    await vote(poll, "ben", { q: ["b"], s: ["x"] });
    await checkRunoff(poll);
    await checkRunoff(poll, "s", ["x", "y"]);
    const results = await resultsOf(poll);
    expect(results.questions.map(({ id, runoff, tie }) => [id, runoff?.winner, tie])).toEqual([
      // ben's last vote leaves r out.
      ["r", null, []],
      ["s", null, ["x", "y"]],
      ["q", undefined, ["a", "b"]],
    ]);
    await flushed(poll);
  });

  it("counts an option that is added, also where the order of the options changes", async () => {
    const definition = definePoll({ questions: [ranked("r", ["a", "b"])] });
    const poll = definition.id;
    await define(definition);
    await vote(poll, "ann", { r: ["a"] });
    expect(await checkRunoff(poll, "r", ["a", "b"])).toBe("a");
    const more = ["10", "b", "2", "a"];
    await define({ ...definition, questions: [ranked("r", more)] });
    expect(await checkRunoff(poll, "r", more)).toBe("a");
    await vote(poll, "ben", { r: ["2", "10"] });
    // Level in every round: whichever of them stood first, neither wins.
    expect(await checkRunoff(poll, "r", more)).toBeNull();
    expect((await resultsOf(poll)).questions[0]?.tie).toEqual(["2", "a"]);
  });

  it("counts 5,000 votes, anew after the instance has ended", async () => {
    const poll = await publishRanked();
    await castRankings(poll, 0, BALLOTS, (n) => ({ r: ranking(OPTIONS, n) }));
    const winner = await checkRunoff(poll);
    await evict(poll);
    expect(await vi.waitFor(() => checkRunoff(poll), { timeout: 5000 })).toBe(winner);
    await vote(poll, "voter 17", { r: ["b"] });
    await withdraw(poll, "voter 4711", 4712);
    await checkRunoff(poll);
    await flushed(poll);
  });
});

describe("the version of a poll", () => {
  const EIGHT = ["a", "b", "c", "d", "e", "f", "g", "h"];

  it("changes with a runoff that is counted later than the numbers beside it", async () => {
    const poll = await publishRanked({ questions: [ranked("r", EIGHT)] });
    await castRankings(poll, 0, 4000, (n) => ({ r: ranking(EIGHT, n, 8) }));
    await viewOf(poll);
    await vote(poll, "late", { r: ["h"] });
    const before = await viewOf(poll);
    vi.setSystemTime(NOW + 3_600_000);
    const after = await viewOf(poll);
    expect(after.results?.questions[0]?.runoff?.seq).toBe(4001);
    const same = JSON.stringify(after.results) === JSON.stringify(before.results);
    expect(after.version === before.version).toBe(same);
  });

  it("changes when a runoff that was not counted in time has caught up", async () => {
    const poll = await publishRanked();
    await castRankings(poll, 0, 4500, (n) => ({ r: ranking(OPTIONS, n) }));
    await evict(poll);
    const wait = scheduler.wait.bind(scheduler);
    // Who asks is patient for no time at all; the runoff catches up a little later.
    vi.spyOn(scheduler, "wait").mockImplementation((ms) => wait(ms === 0 ? 20 : 0));
    const before = await viewOf(poll);
    expect(before.results?.questions[0]?.runoff).toBeNull();
    await vi.waitFor(async () => {
      expect((await viewOf(poll)).results?.questions[0]?.runoff?.seq).toBe(4500);
    });
    expect((await viewOf(poll)).version).not.toBe(before.version);
  });
});
