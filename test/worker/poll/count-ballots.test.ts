import { expect, it } from "vitest";
import type { CastInput } from "../../../src/poll/rpc-types.ts";
import {
  alarmOf,
  ballotOf,
  cast,
  castVote,
  checkBooks,
  checkCopy,
  entriesOf,
  evict,
  inObject,
  objectOf,
  plainAccounts,
  publishPoll,
  question,
  ring,
  viewOf,
} from "../support/poll.ts";
import { postJson, program } from "../support/voters.ts";

const FIFTY = Array.from({ length: 50 }, (_, i) => i);

/** How often each value stands in a list. */
function countEach<T>(list: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

it("receives as many ballots as it counts and refuses, after every step and every eviction", async () => {
  const poll = await publishPoll();
  const steps: [voter: string, option: string, outcome: string][] = [
    ["ann", "a", "counted"],
    ["ann", "a", "repeated"],
    ["ben", "x", "invalid"],
    ["ben", "b", "counted"],
    ["ann", "b", "already-voted"],
    ["cat", "b", "counted"],
    ["ann", "a", "repeated"],
    ["ben", "x", "already-voted"],
    ["dan", "c", "counted"],
    ["dan", "c", "repeated"],
  ];
  for (const [index, [voter, option, outcome]] of steps.entries()) {
    expect((await cast(poll, voter, { q: [option] })).outcome).toBe(outcome);
    expect((await checkBooks(poll)).accounts.received).toBe(index + 1);
    await evict(poll);
    expect((await checkBooks(poll)).accounts.received).toBe(index + 1);
  }
  expect((await checkBooks(poll)).accounts).toEqual(
    plainAccounts(10, 4, { repeated: 3, invalid: 1, "already-voted": 2 }),
  );
  expect((await viewOf(poll)).results).toMatchObject({ received: 10, counted: 4 });
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("gives the same ballot the same receipt, also after the instance has ended", async () => {
  const poll = await publishPoll();
  const first = await castVote(poll, "ann", { q: ["a"] });
  for (let i = 0; i < 3; i += 1) {
    await evict(poll);
    const again = await cast(poll, "ann", { q: ["a"] });
    expect(again).toMatchObject({ outcome: "repeated", vote: first });
    await checkBooks(poll);
  }
  expect(await entriesOf(poll)).toHaveLength(1);
});

it("keeps the first ballot of a voter and tells of it, whatever comes after", async () => {
  const poll = await publishPoll();
  const first = await castVote(poll, "ann", { q: ["a"] });
  for (const option of ["b", "c", "b"]) {
    const other = await cast(poll, "ann", { q: [option] });
    expect(other).toEqual({ outcome: "already-voted", vote: first });
    await evict(poll);
  }
  expect((await checkBooks(poll)).tally.options).toEqual({ q: { a: 1 } });
});

it("counts 50 identical ballots that come at once, from one voter, once", async () => {
  const poll = await publishPoll();
  const outcomes = await Promise.all(FIFTY.map(() => cast(poll, "ann", { q: ["a"] })));
  expect(countEach(outcomes.map((o) => o.outcome))).toEqual(
    new Map([
      ["counted", 1],
      ["repeated", 49],
    ]),
  );
  const receipts = outcomes.map((o) => ("vote" in o ? o.vote.receipt : o.outcome));
  expect(new Set(receipts).size).toBe(1);
  const { accounts } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(50, 1, { repeated: 49 }));
});

it("counts 50 identical requests that come at once, from one program, once", async () => {
  const poll = await publishPoll();
  const body = { answers: { q: ["a"] } };
  const responses = await Promise.all(FIFTY.map(() => postJson(poll, body, program(1))));
  expect(countEach(responses.map((r) => r.status))).toEqual(
    new Map([
      [201, 1],
      [200, 49],
    ]),
  );
  const receipts = await Promise.all(responses.map((r) => r.json<{ receipt: string }>()));
  expect(new Set(receipts.map((r) => r.receipt)).size).toBe(1);
  const { accounts } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(50, 1, { repeated: 49 }));
});

it("counts 50 voters who come at once, each once", async () => {
  const poll = await publishPoll();
  const responses = await Promise.all(
    FIFTY.map((n) => postJson(poll, { answers: { q: [n % 2 ? "a" : "b"] } }, program(n))),
  );
  expect(countEach(responses.map((r) => r.status))).toEqual(new Map([[201, 50]]));
  const votes = await Promise.all(responses.map((r) => r.json<{ seq: number }>()));
  expect(votes.map((v) => v.seq).toSorted((a, b) => a - b)).toEqual(FIFTY.map((n) => n + 1));
  const { accounts, tally } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(50, 50));
  expect(tally.options).toEqual({ q: { a: 25, b: 25 } });
});

it("counts one of the different ballots that one voter sends at once", async () => {
  const poll = await publishPoll();
  const outcomes = await Promise.all(
    FIFTY.map((n) => cast(poll, "ann", { q: [["a", "b", "c"][n % 3] ?? "a"] })),
  );
  const counted = outcomes.filter((o) => o.outcome === "counted");
  expect(counted).toHaveLength(1);
  const [vote] = await entriesOf(poll);
  const kept = vote?.answers["q"]?.[0];
  const alike = FIFTY.filter((n) => ["a", "b", "c"][n % 3] === kept).length;
  const { accounts, tally } = await checkBooks(poll);
  expect(accounts).toEqual(
    plainAccounts(50, 1, { repeated: alike - 1, "already-voted": 50 - alike }),
  );
  expect(tally.votes).toBe(1);
});

it("keeps polls apart that are voted in at once by the same voters", async () => {
  const polls = await Promise.all([publishPoll(), publishPoll(), publishPoll()]);
  await Promise.all(
    FIFTY.flatMap((n) =>
      polls.map((poll, i) => cast(poll, `voter-${n}`, { q: [["a", "b", "c"][i] ?? "a"] })),
    ),
  );
  for (const [i, poll] of polls.entries()) {
    const { tally } = await checkBooks(poll);
    expect(tally.options).toEqual({ q: { [["a", "b", "c"][i] ?? "a"]: 50 } });
  }
});

it("counts voters and selections of a multiple choice, and leaves out who gave no answer", async () => {
  const poll = await publishPoll({
    questions: [
      question("one", ["a", "b"]),
      question("two", ["a", "b", "c"], { kind: "multiple", min: 0, max: 3 }),
    ],
  });
  await cast(poll, "ann", { one: ["a"], two: ["a", "b"] });
  await cast(poll, "ben", { one: ["a"], two: [] });
  await cast(poll, "cat", { one: ["b"], two: ["b"] });
  await evict(poll);
  const { tally } = await checkBooks(poll);
  expect(tally).toEqual({
    votes: 3,
    voters: { one: 3, two: 2 },
    options: { one: { a: 2, b: 1 }, two: { a: 1, b: 2 } },
  });
  expect((await viewOf(poll)).results?.questions[1]).toMatchObject({
    voters: 2,
    selections: 3,
    total: 3,
  });
  await ring(poll);
  await checkCopy(poll);
});

it("takes ballots of a Worker that says more than this object knows", async () => {
  const poll = await publishPoll();
  const later = {
    ...ballotOf("ann", { q: ["a"] }),
    network: "c0ffee",
    supersedes: 7,
    client: { version: 9 },
  } satisfies CastInput & Record<string, unknown>;
  expect((await objectOf(poll).cast(later)).outcome).toBe("counted");
  // The same ballot by the Worker before the deploy, and by the one after it.
  expect((await cast(poll, "ann", { q: ["a"] })).outcome).toBe("repeated");
  expect((await objectOf(poll).cast(later)).outcome).toBe("repeated");
  await ring(poll);
  await checkCopy(poll);
});

it("refuses ballots for a poll that was never defined, and stores nothing of them", async () => {
  const poll = "never-defined";
  expect(await cast(poll, "ann", { q: ["a"] })).toEqual({ outcome: "no-such-poll" });
  expect(await objectOf(poll).view(null)).toBeNull();
  expect(await objectOf(poll).audit()).toBeNull();
  expect(await objectOf(poll).entriesAfter(0, 10)).toEqual([]);
  expect(await objectOf(poll).flush()).toBeNull();
  await objectOf(poll).resend();
  expect(await alarmOf(poll)).toBeNull();
  const tables = await inObject(poll, (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
  );
  expect(tables).toEqual([]);
});
