import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { database } from "../../../src/store/database.ts";
import { forgetProjection } from "../../../src/store/votes/projection.ts";
import { type Copy, copyOf, putBack, wipe } from "./backup-support.ts";
import {
  booksOf,
  castFor,
  castForty,
  FORTY,
  ledgersOf,
  NOW,
  optionOf,
  publishSplit,
} from "./shards-support.ts";
import { define, entriesOf, evict, objectOf, ring } from "../support/poll.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** All copies of a poll's ledgers, the first object's first, as a backup takes them. */
async function copiesOf(definition: PollDefinition): Promise<[string, Copy][]> {
  const copies: [string, Copy][] = [];
  for (const ledger of await ledgersOf(definition)) copies.push([ledger, await copyOf(ledger)]);
  return copies;
}

async function restore(definition: PollDefinition, copies: [string, Copy][]): Promise<void> {
  for (const ledger of await ledgersOf(definition)) {
    await wipe(ledger);
    await forgetProjection(database(env.DB), ledger);
  }
  for (const [ledger, copy] of copies.toReversed()) {
    expect(await putBack(ledger, copy)).toEqual({ outcome: "restored" });
  }
  // The first object's alarm brings its rules to the others.
  await ring(definition.id);
  for (const ledger of await ledgersOf(definition)) await ring(ledger);
}

async function castAgain(poll: string): Promise<string[]> {
  const outcomes = await Promise.all(FORTY.map((name, n) => castFor(poll, name, optionOf(n + 1))));
  return [...new Set(outcomes.map(({ outcome }) => outcome))];
}

it.each([2, 4])("a poll that is split over %d objects is put back", async (shards) => {
  const definition = await publishSplit({ shards });
  await castForty(definition.id);
  const before = await booksOf(definition);
  await restore(definition, await copiesOf(definition));
  expect(await booksOf(definition, true)).toEqual(before);
  expect(await castAgain(definition.id)).toEqual(["already-voted"]);
  expect((await castFor(definition.id, "somebody new", "a")).outcome).toBe("counted");
  expect((await booksOf(definition)).votes).toBe(41);
});

it("a poll whose first votes came while it was copied has every voter once, and its number stays", async () => {
  const definition = await publishSplit({ shards: 4 });
  const copies: [string, Copy][] = [[definition.id, await copyOf(definition.id)]];
  await castForty(definition.id);
  const votes = (await booksOf(definition)).votes - (await entriesOf(definition.id)).length;
  for (const ledger of (await ledgersOf(definition)).slice(1)) {
    copies.push([ledger, await copyOf(ledger)]);
  }
  await restore(definition, copies);
  // The votes of the first object came after its copy.
  expect((await booksOf(definition, true)).votes).toBe(votes);
  expect(await define({ ...definition, shards: 2 })).toMatchObject({ outcome: "refused" });
  expect((await castAgain(definition.id)).toSorted()).toEqual(["already-voted", "counted"]);
  expect((await booksOf(definition)).votes).toBe(40);
});

it("the others have the first object's rules, whatever was in their own copies", async () => {
  const definition = await publishSplit({ shards: 2 });
  await castForty(definition.id);
  const other = await copyOf(`${definition.id}.1`);
  expect(await objectOf(definition.id).perform({ act: "close" }, "editor")).toMatchObject({
    outcome: "done",
  });
  const first = await copyOf(definition.id);
  await restore(definition, [
    [definition.id, first],
    [`${definition.id}.1`, other],
  ]);
  await evict(`${definition.id}.1`);
  const outcomes = await Promise.all(
    ["x", "y", "z", "u", "v"].map((name) => castFor(definition.id, name, "a")),
  );
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["closed"]));
});
