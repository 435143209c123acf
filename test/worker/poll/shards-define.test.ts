import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { homeOf, shardName } from "../../../src/core/polls/shards.ts";
import { Shards } from "../../../src/poll/shards/shards.ts";
import {
  booksOf,
  castFor,
  castForty,
  keyOf,
  ledgersOf,
  NOW,
  publishSplit,
} from "./shards-support.ts";
import { define, entriesOf, objectOf, viewOf } from "../support/poll.ts";

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A voter of another object than the first, who has not voted. */
function stranger(poll: string, shards: number): string {
  const names = Array.from({ length: 100 }, (_, n) => `late-${n}`);
  return names.find((name) => homeOf(keyOf(poll, name), shards) === 2) ?? "";
}

/** Has a vote counted in another object after the first one has asked for its last, and before it decides. */
function voteMeanwhile(poll: string, name: string): void {
  const lastCastAt: (this: Shards) => Promise<number> = Reflect.get(Shards.prototype, "lastCastAt");
  vi.spyOn(Shards.prototype, "lastCastAt").mockImplementation(async function (this: Shards) {
    const last = await lastCastAt.call(this);
    expect((await castFor(poll, name, "b")).outcome).toBe("counted");
    return last;
  });
}

async function lastVoteOf(definition: PollDefinition): Promise<number> {
  const { id, shards = 1 } = definition;
  const all = await Promise.all(
    Array.from({ length: shards }, (_, shard) => entriesOf(shardName(id, shard))),
  );
  return Math.max(...all.flat().map(({ castAt }) => castAt));
}

describe("a split poll that is given an end in the past", () => {
  it("closes at that end, if it was closed before and counted nothing later", async () => {
    const definition = await publishSplit({ shards: 4, closesAt: NOW + 3 * MINUTE });
    await castForty(definition.id);
    vi.setSystemTime(NOW + 5 * MINUTE);
    await viewOf(definition.id);
    expect(await define({ ...definition, closesAt: NOW + MINUTE })).toEqual({ outcome: "changed" });
    const { status, definition: shown } = await viewOf(definition.id);
    expect({ status, closesAt: shown.closesAt }).toEqual({
      status: "closed",
      closesAt: NOW + MINUTE,
    });
  });

  it("does not close before a vote that another object counts while the first decides", async () => {
    const definition = await publishSplit({ shards: 4 });
    const { id } = definition;
    await castForty(id);
    vi.setSystemTime(NOW + 5 * MINUTE);
    voteMeanwhile(id, stranger(id, 4));
    expect(await define({ ...definition, closesAt: NOW + MINUTE })).toEqual({ outcome: "changed" });
    const { status, definition: shown, results } = await viewOf(id);
    expect(status).toBe("closed");
    expect(await lastVoteOf(definition)).toBe(NOW + 5 * MINUTE);
    expect(shown.closesAt).toBe(NOW + 5 * MINUTE);
    expect(results).toMatchObject({ counted: 41 });
    // Every object has heard of it, and its books are right.
    const after = await castFor(id, "too-late", "a");
    expect(after.outcome).toBe("closed");
    for (const ledger of await ledgersOf(definition)) {
      expect(await objectOf(ledger).flush()).toBeNull();
    }
    expect(await booksOf(definition, true)).toMatchObject({ votes: 41, counted: 41, voters: 41 });
  });

  it("refuses what a vote that is counted meanwhile does not allow", async () => {
    const definition = await publishSplit({ shards: 4 });
    const { id } = definition;
    await castForty(id);
    voteMeanwhile(id, stranger(id, 4));
    const [q] = definition.questions;
    const reworded = { ...definition, questions: q ? [{ ...q, text: "What else?" }] : [] };
    expect(await define(reworded)).toMatchObject({ outcome: "refused" });
    expect((await viewOf(id)).results).toMatchObject({ counted: 41 });
    expect(await booksOf(definition)).toMatchObject({ votes: 41, counted: 41 });
  });
});
