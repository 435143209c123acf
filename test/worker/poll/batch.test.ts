import { expect, it } from "vitest";
import type { Books } from "../../../src/poll/ledger/poll-state.ts";
import { BallotBatcher } from "../../../src/poll/voting/batch.ts";

/**
 * A batcher without a disk.
 *
 * @param afterwards what it writes last of each batch
 */
function batching(afterwards: () => Promise<void> = async () => undefined) {
  /** The ballots of each transaction, in order. */
  const batches: string[][] = [];
  const together = <T>(work: () => T): T => {
    batches.push([]);
    return work();
  };
  const batcher = new BallotBatcher({ together } as unknown as Books, afterwards);
  const send = (ballot: string): Promise<string> =>
    batcher.do(() => {
      if (ballot === "bad") throw new Error("a bad ballot");
      batches.at(-1)?.push(ballot);
      return `counted ${ballot}`;
    });
  return { batches, send };
}

it("writes the ballots that arrive together in one transaction, in order of arrival", async () => {
  const { batches, send } = batching();
  expect(await Promise.all(["a", "b", "c"].map(send))).toEqual([
    "counted a",
    "counted b",
    "counted c",
  ]);
  await send("d");
  expect(batches).toEqual([["a", "b", "c"], ["d"]]);
});

it("takes a ballot that arrives a few events later into the same transaction", async () => {
  const { batches, send } = batching();
  const first = send("a");
  for (let event = 0; event < 20; event += 1) await Promise.resolve();
  await Promise.all([first, send("b")]);
  expect(batches).toEqual([["a", "b"]]);
});

it("begins the next batch while the last one is being finished, and answers each when its own is", async () => {
  const writes: (() => void)[] = [];
  const { batches, send } = batching(() => new Promise((resolve) => void writes.push(resolve)));
  const answered: string[] = [];
  const note = async (ballot: string): Promise<void> => void answered.push(await send(ballot));
  const all = [note("a")];
  await expect.poll(() => writes.length).toBe(1);
  all.push(note("b"), note("c"));
  await expect.poll(() => writes.length).toBe(2);
  expect(batches).toEqual([["a"], ["b", "c"]]);
  expect(answered).toEqual([]);
  writes[0]?.();
  await all[0];
  expect(answered).toEqual(["counted a"]);
  writes[1]?.();
  await Promise.all(all);
  expect(answered).toEqual(["counted a", "counted b", "counted c"]);
});

it("tries each ballot alone if one of a batch fails, and tells that one only", async () => {
  const { batches, send } = batching();
  const outcomes = await Promise.allSettled(["a", "bad", "b"].map(send));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(batches.slice(1)).toEqual([["a"], [], ["b"]]);
});

it("tells every ballot of a batch if what is written last of it fails", async () => {
  const { send } = batching(() => Promise.reject(new Error("no alarm")));
  const outcomes = await Promise.allSettled(["a", "b"].map(send));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
