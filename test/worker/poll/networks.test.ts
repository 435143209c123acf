import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NETWORK_BURST } from "../../../src/core/polls/network.ts";
import type { CastInput, CastOutcome } from "../../../src/poll/rpc-types.ts";
import {
  checkBooks,
  define,
  definePoll,
  evict,
  inObject,
  objectOf,
  publishPoll,
  ring,
  rowsOf,
  viewOf,
} from "../support/poll.ts";
import { ballot, breakWrites, dump, errorOf, flushed, perform, vote } from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const HOUR = 3_600_000;
const CLOSES = NOW + 24 * HOUR;
const NETWORK = "203.0.113.0/24";
const OTHER = "2001:db8:1:2::/64";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

let voters = 0;

/** A ballot of somebody new from a network. */
function somebody(more: Partial<CastInput> = {}): CastInput {
  voters += 1;
  return ballot(`somebody-${voters}`, "a", { network: NETWORK, ...more });
}

async function send(poll: string, more: Partial<CastInput> = {}): Promise<CastOutcome> {
  const outcome: CastOutcome = await objectOf(poll).cast(somebody(more));
  await checkBooks(poll);
  return outcome;
}

/** Sends ballots until one is throttled. Returns how many were counted, and what the last one was told. */
async function sendMany(
  poll: string,
  more: Partial<CastInput> = {},
): Promise<{ counted: number; retryAfter: number }> {
  const found = await inObject(poll, async (instance) => {
    for (let counted = 0; counted < 2 * NETWORK_BURST; counted += 1) {
      const outcome = await instance.cast(somebody(more));
      if (outcome.outcome === "throttled") return { counted, retryAfter: outcome.retryAfter };
      expect(outcome.outcome).toBe("counted");
    }
    return { counted: Infinity, retryAfter: 0 };
  });
  await checkBooks(poll);
  return found;
}

function wait(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

/** The rows that tell of networks. */
async function tracesOf(poll: string): Promise<unknown[]> {
  const queries = ["SELECT * FROM network", "SELECT * FROM origin"];
  const rows = [];
  for (const query of queries) rows.push(...(await rowsOf(poll, query)));
  const salt = "SELECT value FROM state WHERE key = 'salt' AND value <> 'null'";
  return [...rows, ...(await rowsOf(poll, salt))];
}

describe("a careful poll", () => {
  it("lets a burst from one network through, and says when the next may come", async () => {
    const poll = await publishPoll();
    const { counted, retryAfter } = await sendMany(poll);
    expect(counted).toBe(NETWORK_BURST);
    expect(retryAfter).toBeGreaterThan(0);
    await evict(poll);
    expect(await send(poll)).toEqual({ outcome: "throttled", retryAfter });
    vi.setSystemTime(NOW + retryAfter * 1000);
    expect(await send(poll)).toMatchObject({ outcome: "counted" });
    expect(await send(poll)).toMatchObject({ outcome: "throttled" });
    const { accounts } = await flushed(poll);
    expect(accounts.refused).toEqual({ throttled: 3 });
    expect(accounts.counted).toBe(NETWORK_BURST + 1);
  });

  it("holds to what it says, however long after the last ballot it is asked", async () => {
    const poll = await publishPoll();
    await sendMany(poll);
    for (const ms of [1, 50, 999, 1000, 1001, 1999, 2000, 2999, 333, 667, 1234]) {
      vi.setSystemTime(Date.now() + ms);
      const outcome = await send(poll);
      if (outcome.outcome !== "throttled") continue;
      wait(outcome.retryAfter);
      expect(await send(poll)).toMatchObject({ outcome: "counted" });
    }
  });

  it("gives a network that is quiet its burst again, and no more", async () => {
    const poll = await publishPoll();
    await sendMany(poll);
    wait(60);
    expect((await sendMany(poll)).counted).toBe(20);
    wait(24 * 60 * 60);
    expect((await sendMany(poll)).counted).toBe(NETWORK_BURST);
  });

  it("does not throttle one network for another, nor who comes from none", async () => {
    const poll = await publishPoll();
    await sendMany(poll);
    expect(await send(poll, { network: OTHER })).toMatchObject({ outcome: "counted" });
    expect(await send(poll, { network: null })).toMatchObject({ outcome: "counted" });
    expect((await sendMany(poll, { network: OTHER })).counted).toBe(NETWORK_BURST - 1);
  });

  it("lets through whoever has shown to be no machine", async () => {
    const poll = await publishPoll();
    await sendMany(poll);
    for (let i = 0; i < 5; i += 1) {
      expect(await send(poll, { human: true })).toMatchObject({ outcome: "counted" });
    }
    expect(await send(poll, { human: false })).toMatchObject({ outcome: "throttled" });
    await flushed(poll);
  });

  it("charges nothing for ballots that are refused or repeated", async () => {
    const poll = await publishPoll();
    await vote(poll, "ann", "a", { network: NETWORK });
    await inObject(poll, async (instance) => {
      for (let i = 0; i < NETWORK_BURST; i += 1) {
        const again = await instance.cast(ballot("ann", i % 2 ? "a" : "b", { network: NETWORK }));
        expect(again.outcome).toBe(i % 2 ? "repeated" : "already-voted");
        const invalid = await instance.cast(somebody({ answers: [["q", ["x"]]] }));
        expect(invalid.outcome).toBe("invalid");
      }
    });
    expect((await sendMany(poll)).counted).toBe(NETWORK_BURST - 1);
  });

  it("answers a ballot that was counted also while its network is throttled", async () => {
    const poll = await publishPoll();
    await vote(poll, "ann", "a", { network: NETWORK });
    await sendMany(poll);
    const repeated = await vote(poll, "ann", "a", { network: NETWORK });
    expect(repeated).toMatchObject({ outcome: "repeated", vote: { seq: 1 } });
  });

  it("charges for a changed vote as for any other", async () => {
    const poll = await publishPoll({ revisable: true });
    await vote(poll, "ann", "a", { network: NETWORK });
    await vote(poll, "ann", "b", { network: NETWORK });
    expect((await sendMany(poll)).counted).toBe(NETWORK_BURST - 2);
    expect(await vote(poll, "ann", "c", { network: NETWORK })).toMatchObject({
      outcome: "throttled",
    });
  });

  it("charges nothing for a vote that could not be written", async () => {
    const poll = await publishPoll();
    await send(poll);
    const repair = await breakWrites(poll, "state", "INSERT");
    for (let i = 0; i < 3; i += 1) await errorOf(poll, (object) => object.cast(somebody()));
    await repair();
    expect((await sendMany(poll)).counted).toBe(NETWORK_BURST - 1);
  });
});

describe("a clock that jumps back", () => {
  it("takes nothing away from a network", async () => {
    const poll = await publishPoll();
    await inObject(poll, async (instance) => {
      for (let i = 0; i < 50; i += 1) await instance.cast(somebody());
    });
    vi.setSystemTime(NOW - HOUR);
    expect((await sendMany(poll)).counted).toBe(NETWORK_BURST - 50);
  });

  it("does not put off the time that a network is told to wait", async () => {
    const poll = await publishPoll();
    await sendMany(poll);
    vi.setSystemTime(NOW - HOUR);
    const outcome = await send(poll);
    wait(outcome.outcome === "throttled" ? outcome.retryAfter : 0);
    expect(await send(poll)).toMatchObject({ outcome: "counted" });
  });

  it("does not put off that of a network which comes after the jump", async () => {
    const poll = await publishPoll();
    await send(poll, { network: OTHER });
    vi.setSystemTime(NOW - HOUR);
    const { counted, retryAfter } = await sendMany(poll);
    expect(counted).toBe(NETWORK_BURST);
    wait(retryAfter);
    expect(await send(poll)).toMatchObject({ outcome: "counted" });
  });
});

describe("when a poll closes", () => {
  it("what was kept of networks is gone from disk, and their text was never there", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await send(poll);
    await send(poll, { network: OTHER });
    await evict(poll);
    expect(await tracesOf(poll)).toHaveLength(5);
    for (const text of ["203.0.113", "2001:db8"]) {
      expect(JSON.stringify(await dump(poll))).not.toContain(text);
    }
    await ring(poll);
    vi.setSystemTime(CLOSES);
    expect(await ring(poll)).toBe(true);
    expect(await tracesOf(poll)).toEqual([]);
    await evict(poll);
    expect(await send(poll)).toMatchObject({ outcome: "closed" });
    expect(await tracesOf(poll)).toEqual([]);
    await flushed(poll);
  });

  it("by an act, and again after it was reopened, they are gone each time", async () => {
    const poll = await publishPoll();
    await send(poll);
    const [salt] = await rowsOf(poll, "SELECT value FROM state WHERE key = 'salt'");
    await perform(poll, { act: "close" });
    expect(await tracesOf(poll)).toEqual([]);
    wait(1);
    await perform(poll, { act: "reopen", closesAt: null });
    await send(poll);
    expect(await rowsOf(poll, "SELECT value FROM state WHERE key = 'salt'")).not.toEqual([salt]);
    wait(1);
    await perform(poll, { act: "close" });
    expect(await tracesOf(poll)).toEqual([]);
  });

  it("twice in one millisecond, they are gone as well", async () => {
    const poll = await publishPoll();
    await send(poll);
    await perform(poll, { act: "close" });
    await perform(poll, { act: "reopen", closesAt: null });
    expect(await send(poll)).toMatchObject({ outcome: "counted" });
    await perform(poll, { act: "close" });
    expect((await viewOf(poll)).status).toBe("closed");
    expect(await tracesOf(poll)).toEqual([]);
  });

  it("for an end that it had reached before, they are gone as well", async () => {
    const definition = definePoll({ closesAt: CLOSES });
    const poll = definition.id;
    await define(definition);
    vi.setSystemTime(CLOSES);
    expect((await viewOf(poll)).status).toBe("closed");
    await perform(poll, { act: "reopen", closesAt: null });
    // A clock that jumps back: the same end is to come once more.
    vi.setSystemTime(CLOSES - 1000);
    expect(await send(poll)).toMatchObject({ outcome: "counted" });
    await define({ ...definition, closesAt: null });
    await define(definition);
    vi.setSystemTime(CLOSES);
    expect((await viewOf(poll)).status).toBe("closed");
    expect(await send(poll)).toMatchObject({ outcome: "closed" });
    expect(await tracesOf(poll)).toEqual([]);
  });
});
