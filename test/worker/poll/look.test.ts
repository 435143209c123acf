import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ResultsPolicy } from "../../../src/core/polls/poll.ts";
import {
  auditOf,
  checkBooks,
  define,
  definePoll,
  entriesOf,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  viewOf,
} from "../support/poll.ts";
import {
  ballot,
  breakWrites,
  cutPower,
  dump,
  errorOf,
  flushed,
  ledgerOf,
  look,
  numbersIn,
  numbersOf,
  ownOf,
  perform,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const CLOSES = NOW + 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

const afterVote = (parts = {}) => publishPoll({ results: "after-vote", ...parts });

/** Whether this reader is shown the numbers. */
async function sees(poll: string, voter: string | null): Promise<boolean> {
  return (await viewOf(poll, voter)).results !== null;
}

describe("a look", () => {
  it("shows the numbers to whoever looked, to nobody else, and is no ballot", async () => {
    const poll = await afterVote();
    await vote(poll, "ben", "b");
    const outcome = await look(poll, "ann");
    expect(outcome).toMatchObject({
      outcome: "looking",
      vote: { seq: 2, state: "looked", answers: {} },
    });
    expect(numbersIn(outcome)).toMatchObject({ votes: 1, received: 1, looked: 1 });
    await evict(poll);
    const seen = await Promise.all(["ann", "ben", "cat", null].map((who) => sees(poll, who)));
    expect(seen).toEqual([true, true, false, false]);
    expect(await ownOf(poll, "ann")).toEqual(voteIn(outcome));
    expect((await entriesOf(poll)).at(-1)).toMatchObject({ kind: "look", supersedes: null });
    expect((await flushed(poll)).accounts).toEqual({ ...plainAccounts(1, 1), looked: 1 });
  });

  it.each([false, true])(
    "uses up the vote (revisable: %s): a ballot after it is refused, and in the accounts",
    async (revisable) => {
      const poll = await afterVote({ revisable });
      const own = voteIn(await look(poll, "ann"));
      const before = await ledgerOf(poll);
      for (const revises of [null, 1]) {
        const refused = await vote(poll, "ann", "a", { revises });
        expect(refused).toEqual({ outcome: "looked", vote: own });
      }
      await evict(poll);
      expect(await vote(poll, "ann", "x")).toEqual({ outcome: "looked", vote: own });
      expect(await withdraw(poll, "ann", 1)).toEqual({ outcome: "no-vote" });
      expect(await ledgerOf(poll)).toEqual(before);
      expect((await flushed(poll)).accounts).toEqual({
        ...plainAccounts(3, 0, { looked: 3 }),
        looked: 1,
      });
    },
  );

  it("taken twice, also at once, is one entry and one answer", async () => {
    const poll = await afterVote();
    const both = await Promise.all([1, 2].map(() => objectOf(poll).look({ voter: "ann" })));
    await evict(poll);
    const votes = [...both, await look(poll, "ann")].map((outcome) => voteIn(outcome));
    expect(votes).toEqual([votes[0], votes[0], votes[0]]);
    expect((await flushed(poll)).accounts.looked).toBe(1);
  });

  it("at the same time as a ballot: whichever comes first is what counts", async () => {
    const poll = await afterVote();
    const outcomes = await Promise.all([
      objectOf(poll).look({ voter: "ann" }),
      objectOf(poll).cast(ballot("ann", "a")),
      objectOf(poll).cast(ballot("ben", "b")),
      objectOf(poll).look({ voter: "ben" }),
    ]);
    expect(outcomes.map((o) => o.outcome)).toEqual(["looking", "looked", "counted", "looking"]);
    expect(await ownOf(poll, "ben")).toMatchObject({ state: "counted" });
    expect((await flushed(poll)).accounts).toMatchObject({ counted: 1, looked: 1 });
  });

  it.each(["always", "after-close"] satisfies ResultsPolicy[])(
    "is no use where results are shown %s, and writes nothing",
    async (results) => {
      const poll = await publishPoll({ results });
      const before = await dump(poll);
      expect(await look(poll, "ann")).toEqual({ outcome: "no-look" });
      expect(await dump(poll)).toEqual(before);
      expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "counted" });
    },
  );

  it("is refused, and writes nothing, where it cannot be told who looks", async () => {
    const poll = await afterVote();
    const before = await dump(poll);
    expect(await look(poll, null)).toEqual({ outcome: "voter-needed" });
    expect(await dump(poll)).toEqual(before);
  });

  it("is refused before the poll opens and after it has closed, when there is nothing to give", async () => {
    const opensAt = NOW + 1000;
    const poll = await afterVote({ opensAt, closesAt: CLOSES });
    expect(await look(poll, "ann")).toEqual({ outcome: "not-open", opensAt });
    vi.setSystemTime(opensAt);
    expect(await look(poll, "ann")).toMatchObject({ outcome: "looking" });
    vi.setSystemTime(CLOSES);
    expect(await look(poll, "ben")).toEqual({ outcome: "closed", closesAt: CLOSES });
    expect(await look(poll, "ann")).toMatchObject({ outcome: "looking", vote: { seq: 1 } });
    expect(await vote(poll, "ann", "a")).toEqual({ outcome: "closed", closesAt: CLOSES });
    expect((await flushed(poll)).accounts).toMatchObject({ looked: 1, refused: { closed: 1 } });
  });

  it("of a poll that is hidden or was never there is of no poll", async () => {
    const poll = await afterVote();
    await perform(poll, { act: "hide" });
    expect(await look(poll, "ann")).toEqual({ outcome: "no-such-poll" });
    expect(await objectOf("nowhere-to-look").look({ voter: "ann" })).toEqual({
      outcome: "no-such-poll",
    });
  });
});

describe("a voter who looks", () => {
  it("after having voted, keeps the vote", async () => {
    const poll = await afterVote();
    const own = voteIn(await vote(poll, "ann", "a"));
    const before = await dump(poll);
    expect(await look(poll, "ann")).toMatchObject({ outcome: "looking", vote: own });
    expect(await dump(poll)).toEqual(before);
    expect(await numbersOf(poll)).toEqual([1, 0, 0]);
  });

  it("after a withdrawal sees the numbers again, and cannot vote any more", async () => {
    const poll = await afterVote({ revisable: true });
    await vote(poll, "ann", "a");
    expect(await sees(poll, "ann")).toBe(true);
    const gone = await withdraw(poll, "ann", 1);
    expect(gone).toMatchObject({ outcome: "withdrawn", numbers: null });
    expect(await sees(poll, "ann")).toBe(false);
    expect(await look(poll, "ann")).toMatchObject({ outcome: "looking", vote: { seq: 3 } });
    await evict(poll);
    expect(await sees(poll, "ann")).toBe(true);
    expect(await vote(poll, "ann", "b", { revises: 3 })).toMatchObject({ outcome: "looked" });
    expect((await entriesOf(poll)).map(({ kind, supersedes }) => [kind, supersedes])).toEqual([
      ["vote", null],
      ["withdrawal", 1],
      ["look", 2],
    ]);
    expect((await flushed(poll)).accounts).toMatchObject({ withdrawn: 1, looked: 1, counted: 1 });
    expect((await checkBooks(poll)).voters).toBe(1);
  });

  it("after a withdrawal is shown nothing by a late copy of the withdrawn ballot", async () => {
    const poll = await afterVote({ revisable: true });
    await vote(poll, "ann", "a");
    await withdraw(poll, "ann", 1);
    expect(await vote(poll, "ann", "a")).toMatchObject({
      outcome: "repeated",
      numbers: null,
    });
  });

  it("after the vote was voided, sees the numbers and the reason", async () => {
    const poll = await afterVote();
    const { receipt } = voteIn(await vote(poll, "ann", "a"));
    await perform(poll, { act: "void", reason: "sold", receipts: [receipt] });
    const before = await ledgerOf(poll);
    const outcome = await look(poll, "ann");
    expect(outcome).toMatchObject({
      outcome: "looking",
      vote: { state: "voided", reason: "sold" },
    });
    expect(await ledgerOf(poll)).toEqual(before);
  });
});

it("looks are counted on when the policy changes, and stay used-up votes", async () => {
  const definition = definePoll({ results: "after-vote" });
  const poll = definition.id;
  await define(definition);
  await look(poll, "ann");
  expect(await define({ ...definition, results: "always" })).toEqual({ outcome: "changed" });
  expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "looked" });
  expect(await look(poll, "ben")).toEqual({ outcome: "no-look" });
  expect((await flushed(poll)).accounts.looked).toBe(1);
});

it("where the numbers are hidden, the version does not tell that somebody looked or voted", async () => {
  const poll = await afterVote();
  const { version } = await viewOf(poll, "cat");
  await look(poll, "ann");
  await vote(poll, "ben", "a");
  expect((await viewOf(poll, "cat")).version).toBe(version);
  const seen = (await viewOf(poll, "ann")).version;
  await look(poll, "dan");
  expect((await viewOf(poll, "ann")).version).not.toBe(seen);
});

it.each([
  ["ledger", "INSERT"],
  ["voter", "INSERT"],
  ["state", "INSERT"],
] as const)("a failure in %s leaves nothing of a look", async (table, event) => {
  const poll = await afterVote();
  await vote(poll, "ben", "b");
  const before = { audit: await auditOf(poll), rows: await dump(poll) };
  const repair = await breakWrites(poll, table, event);
  expect(await errorOf(poll, (i) => i.look({ voter: "ann" }))).toContain("broken");
  expect(await sees(poll, "ann")).toBe(false);
  await repair();
  await evict(poll);
  expect({ audit: await checkBooks(poll), rows: await dump(poll) }).toEqual(before);
  expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "counted" });
  await flushed(poll);
});

it("a power cut before the commit leaves nothing of a look, one after it leaves all of it", async () => {
  const poll = await afterVote();
  const before = await dump(poll);
  await cutPower(poll, (instance) => {
    instance.look({ voter: "ann" }).catch(() => undefined);
  });
  expect(await dump(poll)).toEqual(before);
  const own = voteIn(await look(poll, "ann"));
  await cutPower(poll, () => undefined);
  expect(await look(poll, "ann")).toMatchObject({ vote: own });
  await flushed(poll);
});
