import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { homeOf, shardName } from "../../../src/core/polls/shards.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { viewPoll } from "../../../src/web/polls/poll-object.ts";
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
import { ballot, breakWrites, cutPower, perform } from "./support.ts";
import {
  alarmOf,
  auditOf,
  define,
  entriesOf,
  evict,
  inObject,
  objectOf,
  ring,
} from "../support/poll.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

/** Voters who belong to one object of so many. */
function votersOf(poll: string, shards: number, shard: number, n = 1): string[] {
  return Array.from({ length: 400 }, (_, i) => `w${i}`)
    .filter((name) => homeOf(keyOf(poll, name), shards) === shard)
    .slice(0, n);
}

const nameOf = (poll: string, shards: number, shard: number): string =>
  votersOf(poll, shards, shard)[0] ?? "";

/** Sends a ballot to one of the objects, as a Worker does that knows no better. */
const castAt = (ledger: string, poll: string, name: string) =>
  objectOf(ledger).cast(ballot(keyOf(poll, name), "a"));

const refusedShards = {
  outcome: "refused",
  reasons: [expect.stringMatching(/^its shards change/)],
};

describe("over how many objects a poll is split", () => {
  it("may be changed as often as one likes before the first vote", async () => {
    const definition = await publishSplit();
    const { id } = definition;
    for (const shards of [4, 2, 8, undefined, 3]) {
      expect(await define({ ...definition, shards })).toEqual({ outcome: "changed" });
    }
    await castForty(id);
    const books = await booksOf({ ...definition, shards: 3 });
    expect(books).toMatchObject({ votes: 40, voters: 40, options: { a: 14, b: 13, c: 13 } });
    expect(await entriesOf(shardName(id, 5))).toEqual([]);
  });

  it.each([
    [1, 0],
    [4, 0],
    [4, 3],
  ])("of %i is never changed after a vote in object %i", async (shards, shard) => {
    const definition = await publishSplit(shards === 1 ? {} : { shards });
    const { id } = definition;
    const name = nameOf(id, shards, shard);
    expect((await castFor(id, name, "a")).outcome).toBe("counted");
    for (const other of [1, 2, 8].filter((n) => n !== shards)) {
      expect(await define({ ...definition, shards: other })).toMatchObject(refusedShards);
      expect(await define({ ...definition, shards: other }, true)).toMatchObject(refusedShards);
    }
    for (let i = 0; i < shards; i += 1) await evict(shardName(id, i));
    expect((await castFor(id, name, "a")).outcome).toBe("repeated");
    expect((await castFor(id, name, "b")).outcome).toBe("already-voted");
    expect(await booksOf(definition)).toMatchObject({ votes: 1, voters: 1 });
  });

  it("is not changed after a look, nor brought back by taking the poll out", async () => {
    const definition = await publishSplit({ shards: 2, results: "after-vote" });
    const { id } = definition;
    const who = { voter: keyOf(id, nameOf(id, 2, 1)) };
    expect((await objectOf(id).look(who)).outcome).toBe("looking");
    expect(await define({ ...definition, shards: 4 })).toMatchObject(refusedShards);
    await objectOf(id).remove("ed");
    expect(await define({ ...definition, shards: 4 })).toMatchObject(refusedShards);
    expect(await define(definition)).toEqual({ outcome: "changed" });
    expect((await booksOf(definition)).voters).toBe(1);
  });

  it("is not fixed by ballots that come before the poll opens: the first object refuses them", async () => {
    const definition = await publishSplit({ shards: 4, opensAt: NOW + 1000 });
    const { id } = definition;
    const early = await Promise.all(FORTY.map((name) => castFor(id, name, "a")));
    expect(new Set(early.map(({ outcome }) => outcome))).toEqual(new Set(["not-open"]));
    expect((await auditOf(id)).accounts.received).toBe(40);
    expect(await define({ ...definition, shards: 2 })).toEqual({ outcome: "changed" });
    vi.setSystemTime(NOW + 1000);
    await castForty(id);
    expect(await booksOf({ ...definition, shards: 2 })).toMatchObject({ votes: 40, voters: 40 });
    vi.setSystemTime(NOW + 3000);
    const results = (await viewPoll(env, id, null))?.results;
    expect(results).toMatchObject({ received: 80, counted: 40, refused: { "not-open": 40 } });
  });
});

describe("an object other than the first", () => {
  it("answers nobody before the first has fixed the number, and sends on nobody itself", async () => {
    const { id } = await publishSplit({ shards: 4 });
    const [name, other] = [nameOf(id, 4, 3), nameOf(id, 4, 2)];
    const third = shardName(id, 3);
    expect(await castAt(third, id, name)).toEqual({ outcome: "no-such-poll" });
    expect(await objectOf(third).view(keyOf(id, name))).toBeNull();
    expect(await entriesOf(third)).toEqual([]);
    expect((await castAt(id, id, name)).outcome).toBe("counted");
    expect((await castAt(third, id, name)).outcome).toBe("repeated");
    expect(await castAt(third, id, other)).toEqual({ outcome: "no-such-poll" });
    expect((await auditOf(third)).accounts.received).toBe(2);
  });

  it("is told the rules when its first voter comes, where they did not reach it before", async () => {
    const definition = await publishSplit({ shards: 2 });
    const { id } = definition;
    const second = shardName(id, 1);
    const repair = await breakWrites(second, "state", "INSERT");
    await define({ ...definition, title: "Another title" });
    const name = nameOf(id, 2, 1);
    // It is dead: its voters come again in a moment, those of the first object are counted.
    await expect(castFor(id, name, "a")).rejects.toThrow("broken");
    expect((await castFor(id, nameOf(id, 2, 0), "a")).outcome).toBe("counted");
    // While it rings, none is set.
    await vi.waitFor(async () => expect(await alarmOf(id)).not.toBeNull());
    await repair();
    expect((await castFor(id, name, "a")).outcome).toBe("counted");
    expect((await objectOf(second).view(keyOf(id, name)))?.definition.title).toBe("Another title");
    await ring(id);
    expect((await booksOf(definition)).votes).toBe(2);
  });

  it("is told by the alarm of an act that did not reach it", async () => {
    const definition = await publishSplit({ shards: 2 });
    const { id } = definition;
    await castForty(id);
    const second = shardName(id, 1);
    const repair = await breakWrites(second, "state", "INSERT");
    await perform(id, { act: "close" });
    await repair();
    expect(await ring(id)).toBe(true);
    expect((await castFor(id, votersOf(id, 2, 1, 50).at(-1) ?? "", "a")).outcome).toBe("closed");
  });

  it("follows no rules by which its voters would belong elsewhere", async () => {
    const definition = await publishSplit({ shards: 2 });
    const { id } = definition;
    await castForty(id);
    const rules = { revision: 99, control: {}, removed: false, approved: {}, salt: null };
    const other = { ...rules, definition: { ...definition, shards: 3 }, fixed: true };
    await inObject(shardName(id, 1), async (instance) => {
      await expect(instance.follow(other, 1)).rejects.toThrow("split otherwise");
    });
    expect((await booksOf(definition)).votes).toBe(40);
  });
});

// The first object decides over the number by what is on its own disk; another one counts only after it wrote there.
describe("a change of the number while the first votes come", () => {
  /** All voters vote, and vote again: everybody is counted once, wherever the number ended up. */
  async function settle(definition: PollDefinition): Promise<void> {
    const { id } = definition;
    await ring(id);
    for (const [n, name] of FORTY.entries()) {
      expect((await castFor(id, name, optionOf(n))).outcome).toMatch(/counted|repeated/);
      expect((await castFor(id, name, optionOf(n + 1))).outcome).toBe("already-voted");
      expect((await ofVoter(id, name))?.answers).toEqual({ q: [optionOf(n)] });
    }
    const whole = (await objectOf(id).view(null))?.definition ?? definition;
    expect(await booksOf(whole)).toMatchObject({
      votes: 40,
      voters: 40,
      options: { a: 14, b: 13, c: 13 },
    });
  }

  it.each([
    [1, 4],
    [4, 1],
    [4, 8],
    [8, 3],
    [2, 16],
  ])("from %i to %i objects counts each voter once, or is refused", async (before, after) => {
    const definition = await publishSplit({ shards: before });
    const { id } = definition;
    // A Worker that has heard of the number as it was.
    await viewPoll(env, id, null);
    const next = { ...definition, shards: after };
    const half = FORTY.length / 2;
    const send = (names: string[], from: number) =>
      names.map((name, n) => castFor(id, name, optionOf(n + from)).catch(() => null));
    const votes = send(FORTY.slice(0, half), 0);
    const change = define(next);
    votes.push(...send(FORTY.slice(half), half));
    const [outcome, ...outcomes] = await Promise.all([change, ...votes]);
    expect(outcome.outcome).toMatch(/changed|refused/);
    for (const each of outcomes) expect([undefined, "counted"]).toContain(each?.outcome);
    await settle(definition);
  });

  it("finds no moment between asking and counting in which it is accepted", async () => {
    const definition = await publishSplit({ shards: 4 });
    const { id } = definition;
    const name = nameOf(id, 4, 3);
    const third = shardName(id, 3);
    // The ballot has passed the first object, and stands before the other one.
    const repair = await breakWrites(third, "voter", "INSERT");
    await expect(castFor(id, name, "a")).rejects.toThrow("broken");
    expect(await define({ ...definition, shards: 8 })).toMatchObject(refusedShards);
    await repair();
    expect((await castFor(id, name, "a")).outcome).toBe("counted");
    // And one that was sent by the number before the change finds nobody who counts it.
    const changed = await publishSplit({ shards: 4 });
    const last = shardName(changed.id, 3);
    await define({ ...changed, shards: 2 });
    expect(await castAt(last, changed.id, nameOf(changed.id, 4, 3))).toEqual({
      outcome: "no-such-poll",
    });
    await castForty(changed.id);
    expect(await castAt(last, changed.id, nameOf(changed.id, 4, 3))).toEqual({
      outcome: "no-such-poll",
    });
    expect(await entriesOf(last)).toEqual([]);
  });

  it("leaves it fixed, or free, where the first object dies over the first vote", async () => {
    const definition = await publishSplit({ shards: 4 });
    const { id } = definition;
    const name = nameOf(id, 4, 3);
    await cutPower(
      id,
      (instance) => void instance.cast(ballot(keyOf(id, name), "a")).catch(() => null),
    );
    // Whatever was on disk by then: the same voter is counted once, in one object, and the change is held against that.
    const { outcome } = await define({ ...definition, shards: 8 });
    expect(outcome).toMatch(/changed|refused/);
    expect((await castFor(id, name, "a")).outcome).toMatch(/counted|repeated/);
    expect((await castFor(id, name, "b")).outcome).toBe("already-voted");
    const shards = outcome === "changed" ? 8 : 4;
    expect(await booksOf({ ...definition, shards })).toMatchObject({ votes: 1, voters: 1 });
  });
});
