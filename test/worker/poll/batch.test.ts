import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Books } from "../../../src/poll/ledger/poll-state.ts";
import { BallotBatcher } from "../../../src/poll/voting/batch.ts";

// A clock that stands until it is moved.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** A batcher without a disk, and how many ballots came to each. */
function counting() {
  const sizes: number[] = [];
  const together = (work: () => void): void => {
    sizes.push(0);
    work();
  };
  const batcher = new BallotBatcher({ together } as unknown as Books, async () => undefined);
  const count = (): void => {
    sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1;
  };
  const send = (ballots: number): Promise<unknown> =>
    Promise.all(Array.from({ length: ballots }, () => batcher.do(count)));
  return { sizes, send };
}

/** Lets what is due happen, and everything that follows from it. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it("counts a ballot after a pause at once", async () => {
  const { sizes, send } = counting();
  await send(1);
  await pass(1000);
  await send(1);
  expect(sizes).toEqual([1, 1]);
});

it("learns how many come together, and begins a turn when the last of them has come", async () => {
  const { sizes, send } = counting();
  for (let round = 0; round < 60; round += 1) {
    // Eight voters, each of whom comes again 2 ms after the last of them was answered.
    await pass(2);
    const all = Promise.all(Array.from({ length: 8 }, () => send(1)));
    const before = Date.now();
    await pass(10);
    await all;
    vi.setSystemTime(before);
  }
  expect(sizes.slice(-20)).toEqual(Array.from({ length: 20 }, () => 8));
});

it("lets a ballot wait 10 ms at most for others that do not come", async () => {
  const { sizes, send } = counting();
  // The first is counted alone, the others together: more are looked for than three after that.
  await Promise.all([send(8), pass(10)]);
  const sent = send(3);
  await pass(9);
  expect(sizes).toEqual([1, 7]);
  await pass(1);
  await sent;
  expect(sizes).toEqual([1, 7, 3]);
});

it("goes back to fewer when fewer come, and is not fooled again at once", async () => {
  const { sizes, send } = counting();
  for (let round = 0; round < 10; round += 1) {
    await pass(2);
    await Promise.all([send(1), pass(10)]);
  }
  await pass(2);
  await send(1);
  expect(sizes).toEqual(Array.from({ length: 11 }, () => 1));
});
