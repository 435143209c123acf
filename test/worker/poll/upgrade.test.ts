import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { Books } from "../../../src/poll/ledger/poll-state.ts";
import {
  addUp,
  alarmOf,
  checkBooks,
  define,
  definePoll,
  entriesOf,
  evict,
  inObject,
  objectOf,
  plainAccounts,
  ring,
  viewOf,
} from "../support/poll.ts";
import {
  actsOf,
  cutPower,
  dump,
  flushed,
  ownOf,
  perform,
  resultsOf,
  vote,
  withdraw,
} from "./support.ts";
import {
  OLD_AUDIENCES,
  OLD_TABLES,
  oldDefinition,
  type OldVote,
  oldVotes,
  writeOld,
} from "./old-support.ts";

const NOW = Date.UTC(2040, 0, 1);
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The same, and the new version comes. */
async function takeOver(
  votes: readonly OldVote[],
  more: Record<string, unknown> = {},
  parts: Partial<PollDefinition> = {},
): Promise<PollDefinition> {
  const definition = oldDefinition(parts);
  await writeOld(definition, votes, more);
  await evict(definition.id);
  return definition;
}

describe("a poll of the version before", () => {
  it("has the same votes, voters and accounts, and numbers of audiences that it did not have", async () => {
    const votes = oldVotes(23);
    const { id: poll } = await takeOver(votes);
    const { accounts, tallies, voters } = await checkBooks(poll);
    expect(accounts).toEqual(plainAccounts(25, 23, { repeated: 1, invalid: 1 }));
    expect([tallies.all, voters]).toEqual([addUp(votes), 23]);
    for (const audience of OLD_AUDIENCES) {
      const theirs = votes.filter((v) => v.audience === audience);
      expect(tallies.audiences[audience ?? ""]).toEqual(addUp(theirs));
    }
    const rest = { kind: "vote", supersedes: null, note: null };
    expect(await entriesOf(poll)).toEqual(votes.map((v) => ({ ...v, ...rest })));
    expect(await actsOf(poll)).toEqual([]);
  });

  it("shows its voters their votes, repeats their receipts, and counts on from there", async () => {
    const { id: poll } = await takeOver(oldVotes(7));
    const own = { seq: 2, receipt: "OLD-1", audience: "students", state: "counted" };
    expect(await ownOf(poll, "voter 2")).toMatchObject(own);
    const ballot = { one: ["b"], two: ["b", "a"] };
    expect(await vote(poll, "voter 2", ballot, { audience: "students" })).toMatchObject({
      outcome: "repeated",
      vote: own,
    });
    expect(await vote(poll, "voter 2", { one: ["c"] })).toMatchObject({ outcome: "already-voted" });
    expect(await vote(poll, "new", { one: ["c"] })).toMatchObject({
      outcome: "counted",
      vote: { seq: 8, castAt: NOW },
      view: { results: { votes: 8, received: 12 } },
    });
    await evict(poll);
    expect((await flushed(poll)).tally.options["one"]).toEqual({ a: 3, b: 2, c: 3 });
  });

  it.each([
    ["nothing", 0],
    ["some", 3],
    ["all", 7],
  ])("tells D1, which has %s of it", async (_, known) => {
    const votes = oldVotes(7);
    const watermark = { seq: known, version: known + 3 };
    const { id: poll } = await takeOver(votes, known > 0 ? { watermark } : {});
    for (const { seq, castAt, receipt, audience, answers } of votes.slice(0, known)) {
      await env.DB.prepare(
        "INSERT INTO votes (poll, seq, cast_at, receipt, audience, answers) VALUES (?, ?, ?, ?, ?, ?)",
      )
        .bind(poll, seq, castAt, receipt, audience, JSON.stringify(answers))
        .run();
    }
    await viewOf(poll);
    expect(await alarmOf(poll)).not.toBeNull();
    expect(await ring(poll)).toBe(true);
    await flushed(poll);
  });

  it("tells all that the new version tells of a poll, with what the old file did not say", async () => {
    const { id: poll } = await takeOver(oldVotes(3));
    const results = await resultsOf(poll);
    expect(results).toMatchObject({ revised: 0, withdrawn: 0, voided: 0, looked: 0, voids: [] });
    expect(results.revisable).toBe(false);
    const { definition } = await viewOf(poll);
    expect(definition.revisable).toBe(false);
    expect(definition.questions[0]).toMatchObject({
      shuffle: false,
      options: [{ other: false }, {}, {}],
    });
  });

  it("takes its file as the new version reads it, and everything that is new", async () => {
    const definition = await takeOver(oldVotes(3));
    const poll = definition.id;
    expect(await define({ ...definition, revisable: true })).toEqual({ outcome: "changed" });
    expect(await vote(poll, "voter 1", { one: ["c"] })).toMatchObject({ outcome: "revised" });
    expect(await withdraw(poll, "voter 2", 2)).toMatchObject({ outcome: "withdrawn" });
    await perform(poll, { act: "void", reason: "sold", receipts: ["OLD-2"] });
    await vote(poll, "new", { one: ["a"] }, { network: "203.0.113.0/24" });
    await evict(poll);
    expect((await flushed(poll)).tally.options["one"]).toEqual({ a: 1, b: 0, c: 1 });
  });

  it("stays closed, or removed, where it was", async () => {
    const closesAt = NOW - 1;
    const closed = await takeOver(oldVotes(3), { closed: closesAt }, { closesAt });
    vi.setSystemTime(NOW - HOUR);
    expect(await vote(closed.id, "new", { one: ["a"] })).toEqual({ outcome: "closed", closesAt });
    vi.setSystemTime(NOW);
    const removed = await takeOver(oldVotes(3), { removed: true });
    expect(await objectOf(removed.id).view(null)).toBeNull();
    expect((await checkBooks(removed.id)).tally.votes).toBe(3);
    expect(await define(removed)).toEqual({ outcome: "changed" });
    expect((await flushed(removed.id)).tally.votes).toBe(3);
  });

  it("that nobody voted in, and tables with nothing in them, are taken over, too", async () => {
    const { id: poll } = await takeOver([]);
    expect(await vote(poll, "new", { one: ["a"] })).toMatchObject({ vote: { seq: 1 } });
    await flushed(poll);
    const empty = definePoll();
    await inObject(empty.id, (_, { storage }) => void storage.sql.exec(OLD_TABLES));
    await evict(empty.id);
    expect(await objectOf(empty.id).view(null)).toBeNull();
    expect(await define(empty)).toEqual({ outcome: "created" });
    expect(await vote(empty.id, "new", "a")).toMatchObject({ outcome: "counted" });
  });

  it("is taken over once: the next instance finds the new tables and writes nothing", async () => {
    const { id: poll } = await takeOver(oldVotes(5));
    const before = await dump(poll);
    await evict(poll);
    await checkBooks(poll);
    expect(await dump(poll)).toEqual(before);
  });
});

describe("a take-over that fails", () => {
  it.each([
    [
      "state can't be written",
      "CREATE TRIGGER broken BEFORE INSERT ON state BEGIN SELECT RAISE(ABORT, 'broken'); END",
      "DROP TRIGGER broken",
      "broken",
    ],
    [
      "the ledger is missing",
      "ALTER TABLE ledger RENAME TO away",
      "ALTER TABLE away RENAME TO ledger",
      "no such table",
    ],
    [
      "an answer is no JSON",
      "UPDATE ledger SET answers = '{' || answers WHERE seq = 4",
      "UPDATE ledger SET answers = substr(answers, 2) WHERE seq = 4",
      "malformed JSON",
    ],
    [
      "a table has the name of a new index",
      "CREATE TABLE superseded (x)",
      "DROP TABLE superseded",
      "superseded",
    ],
  ])("because %s, leaves the old tables, for the next attempt", async (_, harm, repair, error) => {
    const definition = oldDefinition();
    const poll = definition.id;
    await writeOld(definition, oldVotes(5));
    const run = (query: string): Promise<void> =>
      inObject(poll, (__, { storage }) => void storage.sql.exec(query));
    await run(harm);
    const before = await dump(poll);
    await inObject(poll, (__, { storage }) => {
      for (let i = 0; i < 2; i += 1) expect(() => new Books(storage)).toThrow(error);
    });
    expect(await dump(poll)).toEqual(before);
    await run(repair);
    await evict(poll);
    expect((await checkBooks(poll)).tally.votes).toBe(5);
    await flushed(poll);
  });

  it("because of a power cut, is made up for by the next instance, as if it had never begun", async () => {
    const definition = oldDefinition();
    const poll = definition.id;
    await writeOld(definition, oldVotes(5));
    const areOld: boolean[] = [];
    await cutPower(poll, (__, { storage }) => {
      areOld.push(new Books(storage).tables.areOld);
    });
    expect(areOld).toEqual([false]);
    const { tally, version } = await checkBooks(poll);
    expect([tally.votes, version]).toEqual([5, 5 + 3 + 1]);
    await flushed(poll);
  });
});
