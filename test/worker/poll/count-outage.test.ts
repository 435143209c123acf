import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  alarmOf,
  auditOf,
  cast,
  castMany,
  checkBooks,
  checkCopy,
  d1With,
  evict,
  giveD1,
  inObject,
  objectOf,
  publishPoll,
  ring,
  ringInTime,
  takeD1Away,
  viewOf,
} from "../support/poll.ts";
import { pageOf, postForm, postJson, program, reader, texts } from "../support/voters.ts";

const NOW = Date.UTC(2040, 0, 1);
const HOUR = 3_600_000;

const logged: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  // Failures are logged: these tests have them on purpose.
  vi.spyOn(console, "error").mockImplementation((entry) => void logged.push(entry));
});
afterEach(() => {
  logged.length = 0;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Has the alarm ring when its time has come. Returns how long that took. */
async function waitForAlarm(poll: string): Promise<number> {
  const before = Date.now();
  return (await ringInTime(poll)) - before;
}

it("goes on counting for a day without D1, and is exact when D1 is back", async () => {
  const poll = await publishPoll();
  await castMany(poll, 3);
  await ring(poll);
  const bringBack = await takeD1Away();
  for (let hour = 1; hour <= 24; hour += 1) {
    vi.setSystemTime(NOW + hour * HOUR);
    expect((await cast(poll, `hour-${hour}`, { q: ["a"] })).outcome).toBe("counted");
    expect(await ring(poll)).toBe(true);
    if (hour % 5 === 0) await evict(poll);
    const { accounts, projected } = await checkBooks(poll);
    expect([accounts.counted, projected.seq]).toEqual([3 + hour, 3]);
  }
  await bringBack();
  await waitForAlarm(poll);
  await checkCopy(poll);
  expect((await auditOf(poll)).tally.options).toEqual({ q: { a: 25, b: 1, c: 1 } });
  expect(await alarmOf(poll)).toBeNull();
});

it("tries again more and more rarely, at least once a minute, for as long as it takes", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  const bringBack = await takeD1Away();
  const waits: number[] = [];
  for (let i = 0; i < 40; i += 1) waits.push(await waitForAlarm(poll));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(Math.min(...waits)).toBeGreaterThan(0);
  expect(waits[12]).toBe(60_000);
  expect(Math.max(...waits)).toBe(60_000);
  await bringBack();
  await waitForAlarm(poll);
  await checkCopy(poll);
  // What comes later is not made to wait for the failures of before.
  await castMany(poll, 1, 1);
  expect(await waitForAlarm(poll)).toBe(waits[0]);
  await checkCopy(poll);
});

it("never has its alarm fail, and logs each failure of D1", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  const bringBack = await takeD1Away();
  for (let i = 0; i < 8; i += 1) {
    await inObject(poll, (instance) => expect(instance.alarm()).resolves.toBeUndefined());
  }
  await bringBack();
  const failure = expect.objectContaining({ event: "projection failed", poll });
  expect(logged).toEqual(Array(8).fill(failure));
  await ring(poll);
  await checkCopy(poll);
});

it("says in a flush why D1 did not take it, and tries again", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  const bringBack = await takeD1Away();
  expect(await objectOf(poll).flush()).toContain("votes");
  expect(await alarmOf(poll)).toBeGreaterThan(NOW);
  await bringBack();
  await waitForAlarm(poll);
  await checkCopy(poll);
});

it("goes on from the batch at which D1 went away", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1200);
  let sent = 0;
  const prepare: D1Database["prepare"] = (query) => {
    sent += 1;
    if (sent > 1) throw new Error("D1 is away");
    return env.DB.prepare(query);
  };
  const failing = new Proxy(env.DB, {
    get: (target, key) => (key === "prepare" ? prepare : Reflect.get(target, key)),
  });
  await giveD1(poll, failing);
  expect(await ring(poll)).toBe(true);
  const { projected } = await auditOf(poll);
  expect(projected.seq).toBeGreaterThan(0);
  expect(projected.seq).toBeLessThan(1200);
  expect(projected.version).toBe(0);
  await checkBooks(poll);
  await evict(poll);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("is exact when D1 took a batch and its answer was lost", async () => {
  const poll = await publishPoll();
  await castMany(poll, 5);
  let lost = 0;
  const batch: D1Database["batch"] = async (statements) => {
    await env.DB.batch(statements);
    lost += 1;
    throw new Error("network connection lost");
  };
  await giveD1(poll, d1With(batch));
  await ring(poll);
  expect([lost, (await auditOf(poll)).projected.seq]).toEqual([1, 0]);
  await castMany(poll, 2, 5);
  await evict(poll);
  await waitForAlarm(poll);
  await checkCopy(poll);
});

it("is exact when D1 applies and refuses batches by turns, and loses answers", async () => {
  const poll = await publishPoll();
  for (let i = 0; i < 30; i += 1) {
    await castMany(poll, 1 + (i % 4), i * 4);
    const turn = i % 3;
    await giveD1(
      poll,
      d1With(async (statements) => {
        if (turn === 1) throw new Error("not applied");
        const results = await env.DB.batch<never>(statements);
        if (turn === 2) throw new Error("applied, and not said");
        return results;
      }),
    );
    await ring(poll);
    await checkBooks(poll);
  }
  await evict(poll);
  await ring(poll);
  expect((await checkCopy(poll)).seq).toBe(73);
});

it("votes and reads a poll's page and its numbers while D1 is away", async () => {
  const poll = await publishPoll();
  const bringBack = await takeD1Away();
  expect((await postForm(poll, [["q.q", "a"]], reader(1))).status).toBe(303);
  expect((await postJson(poll, { answers: { q: ["b"] } }, program(1))).status).toBe(201);
  await ring(poll);
  expect((await viewOf(poll)).results).toMatchObject({ counted: 2, received: 2 });
  expect(await texts(await pageOf(poll), ".figure")).toEqual(["1 (50%)", "1 (50%)", "0 (0%)"]);
  await bringBack();
  await waitForAlarm(poll);
  await checkCopy(poll);
});
