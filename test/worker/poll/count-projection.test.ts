import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LedgerEntry } from "../../../src/core/polls/entry.ts";
import { database } from "../../../src/store/database.ts";
import {
  type ProjectedNumbers,
  projectedTallies,
  projectedEntries,
  projectEntries,
} from "../../../src/store/votes/projection.ts";
import {
  addUp,
  alarmOf,
  auditOf,
  cast,
  castMany,
  checkBooks,
  checkCopy,
  d1With,
  entriesOf,
  evict,
  giveD1,
  inObject,
  objectOf,
  plainAccounts,
  publishPoll,
  ring,
} from "../support/poll.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

const db = database(env.DB);

/** All that D1 has of a poll. */
async function copyOf(poll: string): Promise<unknown> {
  const rows = [];
  for (const table of ["votes", "tallies", "turnouts", "accounts"]) {
    const query = env.DB.prepare(`SELECT * FROM ${table} WHERE poll = ? ORDER BY 1, 2, 3`).bind(
      poll,
    );
    rows.push((await query.all()).results);
  }
  return rows;
}

/** A poll's numbers as of now, as its object sends them. */
async function numbersOf(poll: string): Promise<ProjectedNumbers> {
  const { accounts, tally, version, seq } = await auditOf(poll);
  return { ...accounts, tally, version, seq, control: {} };
}

/** What is on disk about what D1 has acknowledged, as a crash right after D1's answer leaves it. */
async function forgetAcknowledgement(poll: string, seq: number, version: number): Promise<void> {
  await inObject(poll, (_, { storage }) => {
    const value = JSON.stringify({ seq, version });
    storage.sql.exec("UPDATE state SET value = ? WHERE key = 'watermark'", value);
  });
  await evict(poll);
}

it("sends nothing to D1 before its alarm, and everything with it", async () => {
  const poll = await publishPoll();
  await castMany(poll, 4);
  await cast(poll, "ann", { q: ["a", "b"] });
  expect(await copyOf(poll)).toEqual([[], [], [], []]);
  expect(await alarmOf(poll)).toBeGreaterThan(NOW);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
  expect(await alarmOf(poll)).toBeNull();
});

it("tells D1 of refusals too, which bring no vote", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await ring(poll);
  await cast(poll, "many-0", { q: ["b"] });
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("does not put off an alarm that is set, however many votes come", async () => {
  const poll = await publishPoll();
  const alarm = await alarmOf(poll);
  expect(alarm).not.toBeNull();
  for (let i = 0; i < 20; i += 1) {
    vi.setSystemTime(NOW + 25 * i);
    await castMany(poll, 1, i);
    expect(await alarmOf(poll)).toBe(alarm);
  }
});

it("is exact at once after a flush, and has nothing left for the alarm to do", async () => {
  const poll = await publishPoll();
  await castMany(poll, 3);
  expect(await objectOf(poll).flush()).toBeNull();
  await checkCopy(poll);
  await ring(poll);
  await checkCopy(poll);
  expect(await ring(poll)).toBe(false);
});

it("sends 1,200 votes in several batches, each once", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1200);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
  expect((await auditOf(poll)).tally.options).toEqual({ q: { a: 400, b: 400, c: 400 } });
  await castMany(poll, 600, 1200);
  await evict(poll);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("never gives D1 numbers of votes that D1 has not got", async () => {
  const poll = await publishPoll();
  await castMany(poll, 10);
  await ring(poll);
  await castMany(poll, 1190, 10);
  const seen: { votes: number; counted: number | undefined }[] = [];
  const look = async (): Promise<void> => {
    const { kept, fold, accounts } = await projectedTallies(db, poll, new Set());
    expect(addUp(await projectedEntries(db, poll, 0, kept.votes))).toEqual(kept);
    seen.push({ votes: fold.votes, counted: accounts?.counted });
  };
  const batch: D1Database["batch"] = async (statements) => {
    await look();
    return env.DB.batch(statements);
  };
  await giveD1(poll, d1With(batch));
  await ring(poll);
  await look();
  // Before the last batch D1 has most of the votes, and still the old numbers.
  expect(seen).toEqual([
    { votes: 1010, counted: 10 },
    { votes: 1200, counted: 1200 },
  ]);
  await checkCopy(poll);
});

it("applies the last batch as a whole or not at all", async () => {
  const poll = await publishPoll();
  await castMany(poll, 3);
  await env.DB.prepare("ALTER TABLE accounts RENAME TO accounts_away").run();
  try {
    expect(await objectOf(poll).flush()).toContain("accounts");
  } finally {
    await env.DB.prepare("ALTER TABLE accounts_away RENAME TO accounts").run();
  }
  expect(await copyOf(poll)).toEqual([[], [], [], []]);
  expect((await auditOf(poll)).projected).toEqual({ seq: 0, version: 0 });
  await ring(poll);
  await checkCopy(poll);
});

it("sends again what D1 has, after a crash between D1's answer and its note of it", async () => {
  const poll = await publishPoll();
  await castMany(poll, 5);
  await ring(poll);
  const copy = await copyOf(poll);
  await forgetAcknowledgement(poll, 2, 1);
  expect(await alarmOf(poll)).not.toBeNull();
  expect(await ring(poll)).toBe(true);
  expect(await copyOf(poll)).toEqual(copy);
  await checkCopy(poll);
});

it("completes what a half-applied projection left in D1", async () => {
  const poll = await publishPoll();
  await castMany(poll, 6);
  const votes = await entriesOf(poll);
  await projectEntries(
    db,
    poll,
    [votes[0], votes[3], votes[5]].filter((v) => v !== undefined),
    null,
  );
  await evict(poll);
  await ring(poll);
  expect((await checkCopy(poll)).seq).toBe(6);
});

it("leaves D1 as it is when the same batch is sent twice", async () => {
  const poll = await publishPoll();
  await castMany(poll, 5);
  const [votes, numbers] = [await entriesOf(poll), await numbersOf(poll)];
  await projectEntries(db, poll, votes, numbers);
  const copy = await copyOf(poll);
  for (let i = 0; i < 2; i += 1) {
    await projectEntries(db, poll, votes, numbers);
    await projectEntries(db, poll, votes, null);
    await projectEntries(db, poll, votes.slice(2), numbers);
  }
  expect(await copyOf(poll)).toEqual(copy);
  await ring(poll);
  await checkCopy(poll);
});

it("never replaces numbers by older ones", async () => {
  const poll = await publishPoll();
  await castMany(poll, 2);
  const older = { votes: await entriesOf(poll), numbers: await numbersOf(poll) };
  await castMany(poll, 3, 2);
  await cast(poll, "many-0", { q: ["a"] });
  await ring(poll);
  const copy = await copyOf(poll);
  await projectEntries(db, poll, older.votes, older.numbers);
  expect(await copyOf(poll)).toEqual(copy);
  await checkCopy(poll);
});

it("leaves a vote in D1 as it is when another one is sent under its number", async () => {
  const poll = await publishPoll();
  await castMany(poll, 2);
  await ring(poll);
  const copy = await copyOf(poll);
  const forged: LedgerEntry = {
    seq: 1,
    castAt: 1,
    kind: "withdrawal",
    receipt: "FORGED",
    audience: "x",
    answers: { q: ["c"] },
    supersedes: 2,
    note: "forged",
  };
  await projectEntries(db, poll, [forged], null);
  expect(await copyOf(poll)).toEqual(copy);
});

it("keeps polls apart in D1", async () => {
  const [one, two] = [await publishPoll(), await publishPoll()];
  await castMany(one, 3);
  await castMany(two, 5);
  await Promise.all([ring(one), ring(two)]);
  expect([(await checkCopy(one)).seq, (await checkCopy(two)).seq]).toEqual([3, 5]);
});

it("keeps a vote's audience, time and receipt in D1, whatever is in them", async () => {
  const poll = await publishPoll();
  await cast(poll, "ann", { q: ["a"] }, "researchers");
  await cast(poll, "ben", { q: ["b"] });
  vi.setSystemTime(NOW + 7);
  await cast(poll, "cat", { q: ["c"] }, "it's-“odd”");
  await ring(poll);
  await checkCopy(poll);
  const copies = await projectedEntries(db, poll, 0, 10);
  expect(copies.map(({ castAt, audience }) => [castAt, audience])).toEqual([
    [NOW, "researchers"],
    [NOW, null],
    [NOW + 7, "it's-“odd”"],
  ]);
});

it("sends votes and refusals that come while it is sending", async () => {
  const poll = await publishPoll();
  await castMany(poll, 3);
  let late = 0;
  const batch: D1Database["batch"] = async (statements) => {
    late += 1;
    if (late <= 5) await castMany(poll, 1, 100 + late);
    if (late <= 10) await cast(poll, "many-0", { q: ["b"] });
    return env.DB.batch(statements);
  };
  await giveD1(poll, d1With(batch));
  while (await ring(poll)) await checkBooks(poll);
  expect((await checkCopy(poll)).accounts).toEqual(plainAccounts(18, 8, { "already-voted": 10 }));
});
