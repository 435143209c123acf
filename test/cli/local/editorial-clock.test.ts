import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { everyMinute } from "../../../src/cli/local/schedule.ts";

const NOON = Date.parse("2026-12-01T12:00:00Z");

let printed: string[];
let calls: number[];
let stop: (() => Promise<void>) | null;
/** What a call of the scheduler does. */
let work: () => Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON + 40_000 });
  [printed, calls, stop, work] = [[], [], null, async () => undefined];
});

afterEach(async () => {
  await stop?.();
  vi.useRealTimers();
});

function begin(): void {
  stop = everyMinute(
    async () => {
      calls.push(Date.now() - NOON);
      await work();
    },
    (line) => printed.push(line),
  );
}

it("calls the scheduler at once, and then at the beginning of every minute", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(150_000);
  expect(calls).toEqual([40_000, 60_000, 120_000, 180_000]);
  expect(printed).toEqual([]);
});

it("waits for a call that takes longer than a minute", async () => {
  work = () => new Promise((done) => setTimeout(done, 70_000));
  begin();
  await vi.advanceTimersByTimeAsync(150_000);
  expect(calls).toEqual([40_000, 120_000]);
});

it("tells of a failure once, goes on, and tells of the next one after it worked again", async () => {
  let n = 0;
  work = async () => {
    n += 1;
    if (n !== 3) throw new Error(`failure ${n}`);
  };
  begin();
  await vi.advanceTimersByTimeAsync(150_000);
  expect(calls).toHaveLength(4);
  expect(printed).toEqual(["The scheduler failed: failure 1", "The scheduler failed: failure 4"]);
});

it("is over when it is stopped: the call under way ends, and no other begins", async () => {
  let ended = false;
  work = async () => {
    await new Promise((done) => setTimeout(done, 5000));
    ended = true;
    throw new Error("not told, for it was to stop");
  };
  begin();
  const stopped = stop?.();
  await vi.advanceTimersByTimeAsync(5000);
  await stopped;
  expect(ended).toBe(true);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(calls).toHaveLength(1);
  expect(printed).toEqual([]);
});
