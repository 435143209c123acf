import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  alarmOf,
  castMany,
  checkCopy,
  evict,
  inObject,
  objectOf,
  publishPoll,
  ring,
} from "../support/poll.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

it("sends everything again when it is told to, into a D1 that lost it", async () => {
  const poll = await publishPoll();
  await castMany(poll, 700);
  await ring(poll);
  for (const table of ["votes", "tallies", "turnouts", "accounts"]) {
    await env.DB.prepare(`DELETE FROM ${table} WHERE poll = ?`).bind(poll).run();
  }
  expect(await ring(poll)).toBe(false);
  await objectOf(poll).resend();
  await evict(poll);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("sets an alarm that was lost again when the next instance begins", async () => {
  const poll = await publishPoll();
  await castMany(poll, 2);
  await inObject(poll, (_, { storage }) => storage.deleteAlarm());
  await evict(poll);
  // Whatever wakes the object is enough: here, a reader.
  expect((await objectOf(poll).view(null))?.status).toBe("open");
  expect(await alarmOf(poll)).toBeGreaterThan(NOW);
  expect(await ring(poll)).toBe(true);
  await checkCopy(poll);
});

it("sets an alarm that should have rung long ago again with the next ballot", async () => {
  const poll = await publishPoll();
  await castMany(poll, 2);
  await inObject(poll, (_, { storage }) => storage.deleteAlarm());
  vi.setSystemTime(NOW + 3_600_000);
  await castMany(poll, 1, 2);
  expect(await alarmOf(poll)).toBeGreaterThan(NOW + 3_600_000);
  await ring(poll);
  await checkCopy(poll);
});
