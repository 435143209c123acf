import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  alarmOf,
  castVote,
  checkBooks,
  publishPoll,
  ring,
  ringInTime,
  viewOf,
} from "../support/poll.ts";

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

it("takes votes although it closes in a thousand years", async () => {
  const poll = await publishPoll({ closesAt: Date.UTC(3040, 0, 1) });
  await castVote(poll, "v", { q: ["a"] });
  for (let i = 0; i < 3; i += 1) expect(await ring(poll)).toBe(true);
  expect((await viewOf(poll)).status).toBe("open");
  await checkBooks(poll);
});

it("closes in time after alarms that rang before their time", async () => {
  const closesAt = NOW + 70 * DAY;
  const poll = await publishPoll({ closesAt });
  for (let rang = 0; (await viewOf(poll)).status === "open"; rang += 1) {
    expect(rang).toBeLessThan(10);
    expect(await ringInTime(poll)).toBeLessThanOrEqual(closesAt);
  }
  expect(Date.now()).toBe(closesAt);
  expect(await alarmOf(poll).then((at) => at === null || at <= closesAt + 60_000)).toBe(true);
});
