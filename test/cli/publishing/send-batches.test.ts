import { expect, test } from "vitest";
import { Api, OverPlanError } from "../../../src/cli/api/client.ts";
import { sendBatches } from "../../../src/cli/publishing/send-batches.ts";

const items = Array.from({ length: 50 }, (_, i) => i);

/** Sends items to a site that takes at most so many at once. */
async function sendTo(most: number, list: readonly unknown[] = items) {
  const tried: number[] = [];
  const taken: unknown[] = [];
  let told = 0;
  const send = async (batch: unknown[]): Promise<void> => {
    tried.push(batch.length);
    if (batch.length > most) throw new OverPlanError("too much");
    taken.push(...batch);
  };
  await sendBatches(new Api("http://localhost", ""), list, send, (n) => (told += n));
  return { tried, taken, told };
}

test("sends twenty at a time", async () => {
  expect(await sendTo(25)).toEqual({ tried: [20, 20, 10], taken: items, told: 50 });
});

test("sends half as many from then on where the plan does not allow so many", async () => {
  const { tried, taken, told } = await sendTo(5);
  expect(tried).toEqual([20, 10, ...Array<number>(10).fill(5)]);
  expect({ taken, told }).toEqual({ taken: items, told: 50 });
});

test("gives up where the plan does not allow one", async () => {
  await expect(sendTo(0)).rejects.toThrow("too much");
});

test("sends about a megabyte at a time, and one item in any case", async () => {
  const large = "x".repeat(600_000);
  expect((await sendTo(25, [large, large, "y", large])).tried).toEqual([1, 2, 1]);
});
