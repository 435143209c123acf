import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { homeOf, shardName } from "../../../src/core/polls/shards.ts";
import { castBallot } from "../../../src/web/polls/poll-object.ts";
import {
  booksOf,
  castFor,
  castForty,
  FORTY,
  keyOf,
  NOW,
  ofVoter,
  optionOf,
  publishSplit,
} from "./shards-support.ts";
import { breakWrites } from "./support.ts";
import { alarmOf, define, entriesOf, inObject, ring } from "../support/poll.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));

describe("a running poll that is split further", () => {
  it("refuses the repeats of those who voted before, wherever they belong now", async () => {
    const definition = await publishSplit();
    const { id } = definition;
    await castForty(id);
    for (const shards of [2, 3, 8]) {
      const next = { ...definition, shards };
      expect((await define(next)).outcome).toBe("changed");
      await castBallot(env, id, { answers: [], audience: null, voter: keyOf(id, "?") }, false);
      const again = await Promise.all(FORTY.map((name, n) => castFor(id, name, optionOf(n))));
      expect(again.map(({ outcome }) => outcome)).toEqual(FORTY.map(() => "repeated"));
      const other = await Promise.all(FORTY.map((name, n) => castFor(id, name, optionOf(n + 1))));
      expect(other.map(({ outcome }) => outcome)).toEqual(FORTY.map(() => "already-voted"));
      expect((await castFor(id, `new in ${shards}`, "b")).outcome).toBe("counted");
      expect((await castFor(id, `new in ${shards}`, "b")).outcome).toBe("repeated");
      expect(await ofVoter(id, "v7")).toMatchObject({ answers: { q: ["b"] } });
    }
    const books = await booksOf({ ...definition, shards: 8 });
    expect(books).toMatchObject({ votes: 43, voters: 43, options: { a: 14, b: 16, c: 13 } });
  });

  it("is never split less", async () => {
    const definition = await publishSplit({ shards: 4 });
    for (const less of [
      { ...definition, shards: 2 },
      { ...definition, shards: undefined },
    ]) {
      expect(await define(less)).toMatchObject({ outcome: "refused" });
    }
  });

  it("counts no voter while the objects do not all know, and goes on by itself", async () => {
    const definition = await publishSplit({ shards: 2 });
    const { id } = definition;
    await castForty(id);
    // The second object is dead when the poll is split further.
    const asked = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const repair = await breakWrites(shardName(id, 1), "definition", "INSERT");
    await define({ ...definition, shards: 4 });
    expect(asked).toHaveBeenCalled();
    const late = Array.from({ length: 24 }, (_, n) => `late ${n}`);
    const first = await Promise.all(late.map((name) => castFor(id, name, "a").catch(() => null)));
    // Who stays in the first object is counted. Who belonged there and does not any more waits.
    const homes = late.map((name) => [2, 4].map((shards) => homeOf(keyOf(id, name), shards)));
    const stay = first.filter((_, i) => homes[i]?.[1] === 0);
    const leave = first.filter((_, i) => homes[i]?.[0] === 0 && homes[i]?.[1] !== 0);
    expect(stay.map((outcome) => outcome?.outcome)).toEqual(stay.map(() => "counted"));
    expect(leave).toEqual(leave.map(() => null));
    expect(Math.min(stay.length, leave.length)).toBeGreaterThan(0);
    expect(await entriesOf(shardName(id, 2))).toEqual([]);
    await repair();
    expect(await alarmOf(id)).not.toBeNull();
    await ring(id);
    for (const name of late) {
      expect((await castFor(id, name, "a")).outcome).toMatch(/counted|repeated/);
    }
    expect((await booksOf({ ...definition, shards: 4 })).votes).toBe(64);
  });

  it("does not ask an object that could still count the voter", async () => {
    const { id } = await publishSplit({ shards: 2 });
    await expect(inObject(id, (instance) => instance.haveVoters(["a"], [2, 4]))).rejects.toThrow(
      "does not know of the split",
    );
  });
});
