import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  checkBooks,
  entriesOf,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  viewOf,
} from "../support/poll.ts";
import {
  cutPower,
  dump,
  flushed,
  ledgerOf,
  numbersIn,
  numbersOf,
  ownOf,
  perform,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

const revisable = (parts = {}) => publishPoll({ revisable: true, ...parts });

describe("a withdrawn vote", () => {
  it("is in no number but that of the withdrawn, and stays in the ledger", async () => {
    const poll = await revisable();
    await vote(poll, "ben", "b");
    await vote(poll, "ann", "a", { audience: "students" });
    const outcome = await withdraw(poll, "ann", 2);
    expect(outcome).toMatchObject({
      outcome: "withdrawn",
      vote: { seq: 3, state: "withdrawn", answers: {} },
    });
    expect(numbersIn(outcome)).toMatchObject({ votes: 1, counted: 2, withdrawn: 1, received: 2 });
    expect(await numbersOf(poll)).toEqual([0, 1, 0]);
    expect((await entriesOf(poll)).at(-1)).toMatchObject({ kind: "withdrawal", supersedes: 2 });
    const { accounts } = await flushed(poll);
    expect(accounts).toEqual({ ...plainAccounts(2, 2), withdrawn: 1 });
  });

  it("withdrawn twice, also at once, is withdrawn once and answered with the same receipt", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    const both = await Promise.all([1, 2].map(() => objectOf(poll).withdraw({ voter: "ann" }, 1)));
    await evict(poll);
    const third = await withdraw(poll, "ann", 1);
    const votes = [...both, third].map((outcome) => voteIn(outcome));
    expect(votes).toEqual([votes[0], votes[0], votes[0]]);
    expect(votes[0]).toMatchObject({ seq: 2, state: "withdrawn" });
    expect((await flushed(poll)).seq).toBe(2);
  });

  it("is not brought back by a late copy of its ballot", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await withdraw(poll, "ann", 1);
    const before = await ledgerOf(poll);
    expect(await vote(poll, "ann", "a")).toMatchObject({
      outcome: "repeated",
      vote: { seq: 2, state: "withdrawn" },
    });
    expect(await ledgerOf(poll)).toEqual(before);
  });

  it.each([
    ["the same ballot, naming the withdrawal,", "a", 2],
    ["another ballot, naming the withdrawal,", "b", 2],
    ["another ballot, naming nothing,", "b", null],
  ] as const)("lets its voter vote again: %s is counted", async (_, option, revises) => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await withdraw(poll, "ann", 1);
    await evict(poll);
    const again = await vote(poll, "ann", option, { revises });
    expect(again).toMatchObject({ outcome: "counted", vote: { seq: 3, state: "counted" } });
    expect((await flushed(poll)).accounts).toEqual({ ...plainAccounts(2, 2), withdrawn: 1 });
    expect((await checkBooks(poll)).voters).toBe(1);
  });

  it("withdrawn by a late copy, is not the vote that came after it", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await withdraw(poll, "ann", 1);
    const again = voteIn(await vote(poll, "ann", "b"));
    const before = await ledgerOf(poll);
    expect(await withdraw(poll, "ann", 1)).toEqual({ outcome: "no-vote" });
    expect(await ownOf(poll, "ann")).toEqual(again);
    expect(await ledgerOf(poll)).toEqual(before);
    expect(await withdraw(poll, "ann", 3)).toMatchObject({ outcome: "withdrawn" });
    expect((await flushed(poll)).tally.votes).toBe(0);
  });

  it("is the named one of the voter's own alone", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    await vote(poll, "ann", "b");
    await vote(poll, "ben", "c");
    const before = await dump(poll);
    for (const [voter, seq] of [
      ["ann", 1],
      ["ann", 3],
      ["ann", 0],
      ["ann", 99],
      ["ben", 2],
      ["eve", 3],
    ] as const) {
      expect(await withdraw(poll, voter, seq)).toEqual({ outcome: "no-vote" });
    }
    expect(await objectOf(poll).withdraw({ voter: null }, 2)).toEqual({ outcome: "voter-needed" });
    expect(await dump(poll)).toEqual(before);
  });

  it("may be withdrawn after a change at the same time, by whoever names the change", async () => {
    const poll = await revisable();
    await vote(poll, "ann", "a");
    const [changed, withdrawn] = await Promise.all([
      objectOf(poll).cast({ voter: "ann", answers: [["q", ["b"]]], audience: null }),
      objectOf(poll).withdraw({ voter: "ann" }, 1),
    ]);
    expect([changed.outcome, withdrawn.outcome]).toEqual(["revised", "no-vote"]);
    expect(await withdraw(poll, "ann", 2)).toMatchObject({ outcome: "withdrawn" });
    await flushed(poll);
  });
});

it("a poll that is hidden takes no withdrawal", async () => {
  const poll = await revisable();
  await vote(poll, "ann", "a");
  await objectOf(poll).perform({ act: "hide" }, "editor");
  expect(await objectOf(poll).withdraw({ voter: "ann" }, 1)).toEqual({ outcome: "no-such-poll" });
  await perform(poll, { act: "show" });
  expect(await numbersOf(poll)).toEqual([1, 0, 0]);
});

it("withdrawals count as changes: after fifty of both there is a last withdrawal, and no other vote", async () => {
  const poll = await revisable();
  for (let i = 0; i < 25; i += 1) {
    await vote(poll, "ann", "a", { revises: i === 0 ? null : 2 * i });
    await withdraw(poll, "ann", 2 * i + 1);
  }
  const last = voteIn(await vote(poll, "ann", "a", { revises: 50 }));
  expect(last).toMatchObject({ seq: 51, state: "counted" });
  expect(await vote(poll, "ann", "b", { revises: 51 })).toMatchObject({ limit: 50, vote: last });
  expect(await withdraw(poll, "ann", 51)).toMatchObject({ outcome: "withdrawn" });
  expect(await vote(poll, "ann", "b", { revises: 52 })).toMatchObject({ outcome: "already-voted" });
  expect((await flushed(poll)).accounts).toMatchObject({ withdrawn: 26, counted: 26 });
});

it("a power cut before the commit leaves nothing of a withdrawal, one after it leaves all of it", async () => {
  const poll = await revisable();
  await vote(poll, "ann", "a");
  const before = await dump(poll);
  await cutPower(poll, (instance) => {
    instance.withdraw({ voter: "ann" }, 1).catch(() => undefined);
  });
  expect(await dump(poll)).toEqual(before);
  await withdraw(poll, "ann", 1);
  await cutPower(poll, () => undefined);
  expect((await viewOf(poll, "ann")).own).toMatchObject({ seq: 2, state: "withdrawn" });
  await flushed(poll);
});

it("a clock that jumps back puts no entry before another", async () => {
  const poll = await revisable();
  await vote(poll, "ann", "a");
  vi.setSystemTime(NOW - 3_600_000);
  await vote(poll, "ann", "b");
  await withdraw(poll, "ann", 2);
  vi.setSystemTime(NOW + 1);
  await vote(poll, "ann", "c");
  const times = (await entriesOf(poll)).map((entry) => entry.castAt - NOW);
  expect(times).toEqual([0, 0, 0, 1]);
  await flushed(poll);
});
