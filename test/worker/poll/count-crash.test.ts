import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CastOutcome } from "../../../src/poll/rpc-types.ts";
import {
  alarmOf,
  auditOf,
  ballotOf,
  cast,
  castMany,
  castVote,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
  evict,
  inObject,
  plainAccounts,
  publishPoll,
  ring,
  rowsOf,
  viewOf,
} from "../support/poll.ts";
import { breakWrites, cutPower, errorOf } from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The rows that a vote is made of. */
async function rowsOfVotes(poll: string): Promise<unknown> {
  return {
    voter: await rowsOf(poll, "SELECT * FROM voter ORDER BY seq"),
    ledger: await rowsOf(poll, "SELECT * FROM ledger ORDER BY seq"),
    counts: await rowsOf(poll, "SELECT value FROM state WHERE key = 'counts'"),
  };
}

describe.each([
  ["voter", "before the voter's row"],
  ["ledger", "between the voter's row and the vote's"],
  ["state", "between the vote's row and the numbers"],
])("a failure in %s", (table, where) => {
  it(`(${where}) leaves none of a vote's three rows, and the numbers in memory as they were`, async () => {
    const poll = await publishPoll();
    await castMany(poll, 2);
    const before = { rows: await rowsOfVotes(poll), audit: await auditOf(poll) };
    const repair = await breakWrites(poll, table, "INSERT");
    const error = await errorOf(poll, (i) => i.cast(ballotOf("ann", { q: ["a"] })));
    expect(error).toContain("broken");
    const now = async () => ({ rows: await rowsOfVotes(poll), audit: await auditOf(poll) });
    expect(await now()).toEqual(before);
    expect((await viewOf(poll, "ann")).own).toBeNull();
    await repair();
    await evict(poll);
    expect(await now()).toEqual(before);
    await checkBooks(poll);
  });

  it(`(${where}) lets the voter's next attempt count, as the next vote`, async () => {
    const poll = await publishPoll();
    await castMany(poll, 2);
    const repair = await breakWrites(poll, table, "INSERT");
    for (let i = 0; i < 3; i += 1) {
      await errorOf(poll, (instance) => instance.cast(ballotOf("ann", { q: ["b"] })));
    }
    await repair();
    const outcome = await cast(poll, "ann", { q: ["b"] });
    expect(outcome).toMatchObject({ outcome: "counted", vote: { seq: 3 } });
    expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(3, 3));
    await ring(poll);
    await checkCopy(poll);
  });
});

it("a voter's row without its vote, which must not be, does not let the voter count", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => {
    storage.sql.exec("INSERT INTO voter (key, seq) VALUES ('ann', 99)");
  });
  const before = await auditOf(poll);
  await errorOf(poll, (i) => i.cast(ballotOf("ann", { q: ["a"] })));
  expect(await auditOf(poll)).toEqual(before);
  expect(await entriesOf(poll)).toHaveLength(1);
});

it("a vote's row under the next number, which must not be, does not let a vote count half", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => {
    storage.sql.exec(
      "INSERT INTO ledger (seq, cast_at, kind, receipt, answers) VALUES (2, 0, 'vote', 'R', '{\"q\":[\"a\"]}')",
    );
  });
  const before = await rowsOfVotes(poll);
  await errorOf(poll, (i) => i.cast(ballotOf("ann", { q: ["a"] })));
  expect(await rowsOfVotes(poll)).toEqual(before);
  expect((await auditOf(poll)).accounts).toEqual(plainAccounts(1, 1));
});

it("a refusal that can't be written is in no account, in memory as on disk", async () => {
  const poll = await publishPoll();
  await cast(poll, "ann", { q: ["a"] });
  const before = await auditOf(poll);
  const repair = await breakWrites(poll, "state", "INSERT");
  for (const [voter, option] of [
    ["ann", "a"],
    ["ann", "b"],
    ["ben", "x"],
  ] as const) {
    await errorOf(poll, (i) => i.cast(ballotOf(voter, { q: [option] })));
    expect(await auditOf(poll)).toEqual(before);
  }
  await repair();
  await evict(poll);
  expect(await checkBooks(poll)).toEqual(before);
});

it("a vote whose answer is lost is counted, and the voter's retry is given its receipt", async () => {
  const poll = await publishPoll();
  await ring(poll);
  await inObject(poll, async (instance, { storage }) => {
    vi.spyOn(storage, "setAlarm").mockRejectedValueOnce(new Error("no alarm"));
    await expect(instance.cast(ballotOf("ann", { q: ["a"] }))).rejects.toThrow("no alarm");
  });
  await evict(poll);
  const [vote] = await entriesOf(poll);
  const retry = await cast(poll, "ann", { q: ["a"] });
  expect(retry).toMatchObject({ outcome: "repeated", vote: { seq: 1, receipt: vote?.receipt } });
  await checkBooks(poll);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("a power cut before the commit leaves nothing of a vote", async () => {
  const poll = await publishPoll();
  await castMany(poll, 2);
  const before = { rows: await rowsOfVotes(poll), audit: await auditOf(poll) };
  const promises: Promise<CastOutcome>[] = [];
  await cutPower(poll, (instance) => {
    const answer = instance.cast(ballotOf("ann", { q: ["a"] }));
    answer.catch(() => undefined);
    promises.push(answer);
  });
  expect(promises).toHaveLength(1);
  expect({ rows: await rowsOfVotes(poll), audit: await auditOf(poll) }).toEqual(before);
  expect(await cast(poll, "ann", { q: ["a"] })).toMatchObject({
    outcome: "counted",
    vote: { seq: 3 },
  });
  await checkBooks(poll);
});

it("a power cut after the answer leaves all of a vote", async () => {
  const poll = await publishPoll();
  const counted = await castVote(poll, "ann", { q: ["a"] });
  await cutPower(poll, () => undefined);
  expect(await entriesOf(poll)).toMatchObject([{ seq: 1, receipt: counted.receipt }]);
  await checkBooks(poll);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it.each(["definition", "state"])(
  "a new definition that can't be written to %s is not in force, in memory as on disk",
  async (table) => {
    const poll = await publishPoll();
    await castMany(poll, 1);
    const before = { view: await viewOf(poll), audit: await auditOf(poll) };
    const repair = await breakWrites(poll, table, "INSERT");
    const next = definePoll({ id: poll, title: "Another title", results: "after-close" });
    await errorOf(poll, (instance) => instance.define(next, false));
    expect({ view: await viewOf(poll), audit: await auditOf(poll) }).toEqual(before);
    await repair();
    await evict(poll);
    expect({ view: await viewOf(poll), audit: await auditOf(poll) }).toEqual(before);
    expect(await rowsOf(poll, "SELECT revision FROM definition")).toHaveLength(1);
    expect(await define(next)).toEqual({ outcome: "changed" });
    await checkBooks(poll);
  },
);

it("a close that can't be written is made up for by the next ballot", async () => {
  const closesAt = NOW + 1000;
  const poll = await publishPoll({ closesAt });
  await castMany(poll, 1);
  vi.setSystemTime(closesAt);
  const repair = await breakWrites(poll, "state", "INSERT");
  await errorOf(poll, (i) => i.cast(ballotOf("ann", { q: ["a"] })));
  await repair();
  expect(await cast(poll, "ann", { q: ["a"] })).toEqual({ outcome: "closed", closesAt });
  const { accounts } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(2, 1, { closed: 1 }));
});

it("an instance that ends between vote and alarm is followed by one that sets it", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => storage.deleteAlarm());
  await cutPower(poll, () => undefined);
  expect(await alarmOf(poll)).toBeGreaterThan(NOW);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("a note of D1's answer that can't be written has the same votes sent again, to no effect", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const poll = await publishPoll();
  await castMany(poll, 3);
  const repair = await breakWrites(poll, "state", "INSERT");
  expect(await ring(poll)).toBe(true);
  expect((await auditOf(poll)).projected).toEqual({ seq: 0, version: 0 });
  await repair();
  await castMany(poll, 1, 3);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});
