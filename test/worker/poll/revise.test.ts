import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rankedQuestions } from "../../../src/core/ballots/ballot.ts";
import {
  auditOf,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  ring,
  takeD1Away,
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
  numbersIn,
  numbersOf,
  ownOf,
  resultsOf,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const CLOSES = NOW + 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const revisable = (parts = {}) => publishPoll({ revisable: true, ...parts });

describe("a changed vote", () => {
  it("counts in place of the one before, which stays in the ledger", async () => {
    const poll = await revisable();
    await vote(poll, "ben", "c");
    const first = voteIn(await vote(poll, "ann", "a"));
    vi.setSystemTime(NOW + 5);
    const outcome = await vote(poll, "ann", "b");
    expect(outcome).toMatchObject({
      outcome: "revised",
      vote: { seq: 3, castAt: NOW + 5, answers: { q: ["b"] }, state: "counted" },
    });
    expect(numbersIn(outcome)).toMatchObject({ votes: 2, counted: 3, received: 3, revised: 1 });
    expect(voteIn(outcome).receipt).not.toBe(first.receipt);
    expect(await numbersOf(poll)).toEqual([0, 1, 1]);
    expect(await ownOf(poll, "ann")).toEqual(voteIn(outcome));
    expect((await entriesOf(poll)).map(({ kind, supersedes }) => [kind, supersedes])).toEqual([
      ["vote", null],
      ["vote", null],
      ["vote", 2],
    ]);
    expect((await flushed(poll)).accounts).toEqual({ ...plainAccounts(3, 3), revised: 1 });
  });

  it("refuses a ballot that was to take the place of an entry which has been replaced since", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "c", { revises: 1 });
    expect(await vote(poll, "ann", "b", { revises: 1 })).toMatchObject({
      outcome: "outdated",
      vote: { answers: { q: ["c"] } },
    });
    expect((await flushed(poll)).accounts.refused).toEqual({ outdated: 1 });
    expect(await numbersOf(poll)).toEqual([0, 0, 1]);
  });

  it("may be changed back by whoever names the present entry", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "b", { revises: 1 });
    const back = await vote(poll, "ann", "a", { revises: 2 });
    expect(back).toMatchObject({ outcome: "revised", vote: { seq: 3, answers: { q: ["a"] } } });
    await evict(poll);
    expect(await numbersOf(poll)).toEqual([1, 0, 0]);
    await flushed(poll);
  });

  it("is not changed back by a ballot that names no entry: it is a late copy", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    const present = voteIn(await vote(poll, "ann", "b"));
    const before = await ledgerOf(poll);
    for (const more of [{}, { revises: null }, { revises: 1 }, { revises: 99 }]) {
      const late = await vote(poll, "ann", "a", more);
      expect(late).toMatchObject({ outcome: "repeated", vote: present });
      expect(await ledgerOf(poll)).toEqual(before);
    }
    expect((await flushed(poll)).accounts.refused).toEqual({ repeated: 4 });
  });

  it("is not undone by late copies of revisions that named what was present then", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "b", { revises: 1 });
    await vote(poll, "ann", "a", { revises: 2 });
    const present = voteIn(await vote(poll, "ann", "c", { revises: 3 }));
    const before = await ledgerOf(poll);
    for (const [option, revises] of [
      ["a", null],
      ["b", 1],
      ["a", 2],
      ["c", 3],
    ] as const) {
      await evict(poll);
      const late = await vote(poll, "ann", option, { revises });
      expect(late).toMatchObject({ outcome: "repeated", vote: present });
    }
    expect(await ledgerOf(poll)).toEqual(before);
  });

  it("named by its own number, the same ballot is still the same ballot", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    expect(await vote(poll, "ann", "a", { revises: 1 })).toMatchObject({ outcome: "repeated" });
    expect(await entriesOf(poll)).toHaveLength(1);
  });

  it("moves from one audience to another, if that is what is changed", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a", { audience: "students" });
    expect(await vote(poll, "ann", "a", { audience: null })).toMatchObject({ outcome: "revised" });
    const { tallies } = await checkBooks(poll);
    expect([tallies.audiences["students"]?.votes, tallies.audiences[""]?.votes]).toEqual([0, 1]);
    await flushed(poll);
  });

  it("that does not fit the poll leaves the vote as it is", async () => {
    const poll = await revisable();
    const present = voteIn(await vote(poll, "ann", "a"));
    expect(await vote(poll, "ann", "x", { revises: 1 })).toMatchObject({ outcome: "invalid" });
    expect(await ownOf(poll, "ann")).toEqual(present);
    expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(2, 1, { invalid: 1 }));
  });

  it("sent twice at once, is counted once and answered twice", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    const send = () => objectOf(poll).cast(ballot("ann", "b", { revises: 1 }));
    const outcomes = await Promise.all([send(), send(), send()]);
    expect(outcomes.map((o) => o.outcome)).toEqual(["revised", "repeated", "repeated"]);
    expect(outcomes.map((o) => ("vote" in o ? o.vote.seq : 0))).toEqual([2, 2, 2]);
    expect((await flushed(poll)).accounts).toMatchObject({ revised: 1, counted: 2 });
  });

  it("of two different changes at once one stands, and the voter is shown which", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await Promise.all(["b", "c"].map((o) => objectOf(poll).cast(ballot("ann", o))));
    const { tally } = await checkBooks(poll);
    expect(tally.votes).toBe(1);
    const own = await ownOf(poll, "ann");
    expect(own?.answers).toEqual((await entriesOf(poll)).at(-1)?.answers);
    await flushed(poll);
  });

  it("may be changed fifty times, and not once more", async () => {
    const poll = await revisable();
    for (let i = 0; i <= 50; i += 1) {
      const option = ["a", "b", "c"][i % 3] ?? "";
      const outcome = await vote(poll, "ann", option, { revises: i === 0 ? null : i });
      expect(outcome.outcome).toBe(i === 0 ? "counted" : "revised");
    }
    await evict(poll);
    const last = await ownOf(poll, "ann");
    expect(last).toMatchObject({ seq: 51, answers: { q: ["c"] } });
    expect(await vote(poll, "ann", "a", { revises: 51 })).toMatchObject({
      outcome: "already-voted",
      vote: last,
    });
    expect(await vote(poll, "ann", "b")).toMatchObject({ outcome: "repeated", vote: last });
    expect(await vote(poll, "ben", "b")).toMatchObject({ outcome: "counted" });
    expect((await flushed(poll)).accounts).toMatchObject({ revised: 50, counted: 52 });
  });
});

describe("what is closed or not revisable", () => {
  it("takes neither change nor withdrawal, and still answers what was done before", async () => {
    const poll = await revisable({ closesAt: CLOSES });
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "b");
    await vote(poll, "ben", "a");
    await withdraw(poll, "ben", 3);
    vi.setSystemTime(CLOSES);
    const before = await ledgerOf(poll);
    const closed = { outcome: "closed", closesAt: CLOSES };
    expect(await vote(poll, "ann", "c", { revises: 2 })).toEqual(closed);
    expect(await withdraw(poll, "ann", 2)).toEqual(closed);
    expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "repeated", vote: { seq: 2 } });
    expect(await withdraw(poll, "ben", 3)).toMatchObject({ outcome: "withdrawn" });
    expect(await vote(poll, "ben", "a", { revises: 4 })).toEqual(closed);
    expect(await ledgerOf(poll)).toEqual(before);
    expect((await flushed(poll)).accounts.refused).toEqual({ closed: 2, repeated: 1 });
  });

  it("refuses a change and a withdrawal where the poll is not revisable", async () => {
    const poll = await publishPoll();
    const own = voteIn(await vote(poll, "ann", "a"));
    const refused = { outcome: "already-voted", vote: own };
    expect(await vote(poll, "ann", "b", { revises: 1 })).toEqual(refused);
    expect(await withdraw(poll, "ann", 1)).toEqual({ outcome: "not-revisable" });
    expect(await withdraw(poll, "ben", 1)).toEqual({ outcome: "no-vote" });
    expect(await numbersOf(poll)).toEqual([1, 0, 0]);
    expect((await flushed(poll)).accounts).toEqual(plainAccounts(2, 1, { "already-voted": 1 }));
  });

  it("keeps the changes of a poll that stops being revisable, and takes no more", async () => {
    const definition = definePoll({ revisable: true });
    await define(definition);
    const poll = definition.id;
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "b");
    expect(await define({ ...definition, revisable: false })).toEqual({ outcome: "changed" });
    expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "repeated", vote: { seq: 2 } });
    expect(await vote(poll, "ann", "c")).toMatchObject({ outcome: "already-voted" });
    expect(await withdraw(poll, "ann", 2)).toEqual({ outcome: "not-revisable" });
    expect(await numbersOf(poll)).toEqual([0, 1, 0]);
    await flushed(poll);
  });
});

describe.each([
  ["ledger", "INSERT"],
  ["voter", "UPDATE"],
  ["state", "INSERT"],
] as const)("a failure in %s", (table, event) => {
  it("leaves a change and a withdrawal undone, in memory as on disk, and the next attempt works", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await vote(poll, "ben", "b");
    const before = { audit: await auditOf(poll), rows: await dump(poll) };
    const repair = await breakWrites(poll, table, event);
    const attempts = [
      await errorOf(poll, (i) => i.cast(ballot("ann", "c", { revises: 1 }))),
      await errorOf(poll, (i) => i.withdraw({ voter: "ben" }, 2)),
    ];
    for (const error of attempts) expect(error).toContain("broken");
    expect((await viewOf(poll, "ann")).own).toMatchObject({ seq: 1, state: "counted" });
    await repair();
    expect({ audit: await auditOf(poll), rows: await dump(poll) }).toEqual(before);
    await evict(poll);
    expect({ audit: await checkBooks(poll), rows: await dump(poll) }).toEqual(before);
    expect(await vote(poll, "ann", "c", { revises: 1 })).toMatchObject({ vote: { seq: 3 } });
    expect(await withdraw(poll, "ben", 2)).toMatchObject({ vote: { seq: 4 } });
    expect(await numbersOf(poll)).toEqual([0, 0, 1]);
    await flushed(poll);
  });
});

it("a power cut before the commit leaves nothing of a change, one after it leaves all of it", async () => {
  const poll = await revisable();
  await vote(poll, "ann", "a");
  const before = await dump(poll);
  await cutPower(poll, (instance) => {
    instance.cast(ballot("ann", "b")).catch(() => undefined);
  });
  expect(await dump(poll)).toEqual(before);
  await checkBooks(poll);
  const changed = voteIn(await vote(poll, "ann", "b"));
  await cutPower(poll, () => undefined);
  expect(await ownOf(poll, "ann")).toEqual(changed);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("D1 gets all changes that were made while it was away, and its numbers come down with the votes", async () => {
  const poll = await revisable();
  await vote(poll, "ann", "a");
  await vote(poll, "ben", "a");
  await flushed(poll);
  const bringBack = await takeD1Away();
  await vote(poll, "ann", "b");
  await withdraw(poll, "ben", 2);
  expect(await objectOf(poll).flush()).not.toBeNull();
  await evict(poll);
  await bringBack();
  expect((await flushed(poll)).tally).toMatchObject({ votes: 1, options: { q: { b: 1 } } });
  expect(rankedQuestions((await viewOf(poll)).definition).size).toBe(0);
  expect(await resultsOf(poll)).toMatchObject({ votes: 1, revised: 1, withdrawn: 1 });
});
