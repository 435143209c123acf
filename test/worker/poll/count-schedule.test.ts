import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  alarmOf,
  auditOf,
  cast,
  castVote,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
  evict,
  inObject,
  objectOf,
  plainAccounts,
  publishPoll,
  ring,
  ringInTime,
  rowsOf,
  viewOf,
} from "../support/poll.ts";

const NOW = Date.UTC(2040, 0, 1);
const OPENS = NOW + 10_000;
const CLOSES = NOW + 20_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

async function outcomeOf(poll: string, voter: string, option = "a"): Promise<string> {
  return (await cast(poll, voter, { q: [option] })).outcome;
}

/** Has the alarm ring at its time until none is set. Returns the times at which it rang. */
async function runAlarms(poll: string): Promise<number[]> {
  const times: number[] = [];
  for (let at = await alarmOf(poll); at !== null; at = await alarmOf(poll)) {
    vi.setSystemTime(Math.max(at, Date.now()));
    times.push(Date.now());
    await ring(poll);
    expect(times.length).toBeLessThan(20);
  }
  return times;
}

describe("opening and closing", () => {
  it("takes ballots from opensAt on and until closesAt, to the millisecond", async () => {
    const poll = await publishPoll({ opensAt: OPENS, closesAt: CLOSES });
    const at = async (time: number, voter: string): Promise<[string, string]> => {
      vi.setSystemTime(time);
      const outcome = await outcomeOf(poll, voter);
      await checkBooks(poll);
      return [outcome, (await viewOf(poll)).status];
    };
    expect(await at(OPENS - 1, "a")).toEqual(["not-open", "upcoming"]);
    expect(await at(OPENS, "b")).toEqual(["counted", "open"]);
    expect(await at(CLOSES - 1, "c")).toEqual(["counted", "open"]);
    expect(await at(CLOSES, "d")).toEqual(["closed", "closed"]);
    expect((await checkBooks(poll)).accounts).toEqual(
      plainAccounts(4, 2, { "not-open": 1, closed: 1 }),
    );
  });

  it("says when a poll opens and when it closed", async () => {
    const poll = await publishPoll({ opensAt: OPENS, closesAt: CLOSES });
    expect(await cast(poll, "a", { q: ["a"] })).toEqual({ outcome: "not-open", opensAt: OPENS });
    vi.setSystemTime(CLOSES);
    expect(await cast(poll, "a", { q: ["a"] })).toEqual({ outcome: "closed", closesAt: CLOSES });
  });

  it("tells a voter whose ballot was counted so after the close, and refuses another one as late", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    const first = await castVote(poll, "ann", { q: ["a"] });
    vi.setSystemTime(CLOSES);
    await runAlarms(poll);
    await evict(poll);
    const again = await cast(poll, "ann", { q: ["a"] });
    expect(again).toMatchObject({ outcome: "repeated", vote: first });
    expect(await outcomeOf(poll, "ann", "b")).toBe("closed");
    await runAlarms(poll);
    await checkCopy(poll);
  });

  it("closes once, by its alarm, when nobody comes", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await outcomeOf(poll, "ann");
    const before = (await auditOf(poll)).version;
    const times = await runAlarms(poll);
    expect(times.filter((time) => time >= CLOSES)[0]).toBe(CLOSES);
    expect(await rowsOf(poll, "SELECT value FROM state WHERE key = 'closed'")).toEqual([
      { value: String(CLOSES) },
    ]);
    const { version, accounts } = await checkBooks(poll);
    expect(version).toBe(before + 1);
    expect(accounts).toEqual(plainAccounts(1, 1));
    await checkCopy(poll);
    // Nothing is left to do, for this instance and for the next.
    await evict(poll);
    expect(await ring(poll)).toBe(false);
    expect((await auditOf(poll)).version).toBe(version);
  });

  it("closes although every instance ends before its alarm rings", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    for (let i = 0; i < 10 && (await alarmOf(poll)) !== null; i += 1) {
      await inObject(poll, (_, { storage }) => storage.deleteAlarm());
      await evict(poll);
      await ringInTime(poll);
      await evict(poll);
    }
    expect(Date.now()).toBeGreaterThanOrEqual(CLOSES);
    expect(await rowsOf(poll, "SELECT value FROM state WHERE key = 'closed'")).toHaveLength(1);
    await checkCopy(poll);
  });

  it("does not close when its alarm rings early", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await ring(poll);
    vi.setSystemTime(CLOSES - 1);
    expect(await ring(poll)).toBe(true);
    expect(await outcomeOf(poll, "ann")).toBe("counted");
    expect(await alarmOf(poll)).not.toBeNull();
    await runAlarms(poll);
    expect((await viewOf(poll)).status).toBe("closed");
    await checkCopy(poll);
  });

  it("sets the alarm anew for a close that is put off or brought forward", async () => {
    const definition = definePoll({ closesAt: CLOSES });
    await define(definition);
    await ring(definition.id);
    expect(await alarmOf(definition.id)).toBe(CLOSES);
    for (const closesAt of [CLOSES + 5000, CLOSES - 5000]) {
      await define({ ...definition, closesAt });
      const times = await runAlarms(definition.id);
      expect(times.at(-1)).toBeGreaterThanOrEqual(closesAt);
      expect((await viewOf(definition.id)).status).toBe("closed");
      vi.setSystemTime(NOW);
    }
  });
});

describe("a clock that jumps back", () => {
  it.each<[how: string, close: (poll: string) => Promise<unknown>]>([
    ["by its alarm", ring],
    ["by a late ballot", (poll) => outcomeOf(poll, "late")],
  ])("does not reopen a poll that closed %s", async (_, close) => {
    const poll = await publishPoll({ closesAt: CLOSES, results: "after-close" });
    expect(await outcomeOf(poll, "ann")).toBe("counted");
    vi.setSystemTime(CLOSES);
    await close(poll);
    for (const time of [CLOSES - 1, NOW, NOW - 86_400_000]) {
      vi.setSystemTime(time);
      expect(await outcomeOf(poll, `at-${time}`)).toBe("closed");
      await evict(poll);
      expect(await outcomeOf(poll, `again-at-${time}`)).toBe("closed");
      const { status, results } = await viewOf(poll);
      expect([status, results?.counted]).toEqual(["closed", 1]);
    }
    expect((await checkBooks(poll)).accounts.counted).toBe(1);
    await runAlarms(poll);
    await checkCopy(poll);
  });

  it("does not keep another closesAt from reopening a poll", async () => {
    const definition = definePoll({ closesAt: CLOSES });
    await define(definition);
    vi.setSystemTime(CLOSES);
    expect(await outcomeOf(definition.id, "late")).toBe("closed");
    await define({ ...definition, closesAt: CLOSES + 1000 });
    await evict(definition.id);
    expect(await outcomeOf(definition.id, "in-time")).toBe("counted");
    vi.setSystemTime(CLOSES + 1000);
    expect(await outcomeOf(definition.id, "late-again")).toBe("closed");
    await define({ ...definition, closesAt: null });
    expect(await outcomeOf(definition.id, "any-time")).toBe("counted");
    await runAlarms(definition.id);
    await checkCopy(definition.id);
  });

  it("puts no vote before the one before it", async () => {
    const poll = await publishPoll();
    const jumps = [0, 5000, -5000, 4000, 6000, -86_400_000, 7000];
    for (const [i, jump] of jumps.entries()) {
      vi.setSystemTime(NOW + jump);
      await castVote(poll, `voter-${i}`, { q: ["a"] });
      if (i % 2 === 0) await evict(poll);
    }
    const times = (await entriesOf(poll)).map((vote) => vote.castAt - NOW);
    expect(times).toEqual([0, 5000, 5000, 5000, 6000, 6000, 7000]);
    await checkBooks(poll);
    await runAlarms(poll);
    await checkCopy(poll);
  });

  it("does not open a poll that has not opened", async () => {
    const poll = await publishPoll({ opensAt: OPENS });
    vi.setSystemTime(NOW - 86_400_000);
    expect(await outcomeOf(poll, "early")).toBe("not-open");
    vi.setSystemTime(OPENS);
    await evict(poll);
    expect(await outcomeOf(poll, "early")).toBe("counted");
    await checkBooks(poll);
  });
});

it("keeps its alarm for the close when everything else is done", async () => {
  const poll = await publishPoll({ closesAt: CLOSES });
  await outcomeOf(poll, "ann");
  expect(await objectOf(poll).flush()).toBeNull();
  await evict(poll);
  await ring(poll);
  expect(await alarmOf(poll)).toBe(CLOSES);
});
