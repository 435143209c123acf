import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../../src/store/database.ts";
import { listPollEntries } from "../../../src/store/votes/poll-list.ts";
import {
  alarmOf,
  define,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  ring,
  ringInTime,
  viewOf,
} from "../support/poll.ts";
import { controlInD1, dump, flushed, perform, publishAll, resultsOf, vote } from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const HOUR = 3_600_000;
const OPENS = NOW + HOUR;
const CLOSES = NOW + 2 * HOUR;
const db = database(env.DB);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The poll as D1 lists it. */
async function listed(poll: string): Promise<{ closesAt: number | null; votes: number } | null> {
  const entry = (await listPollEntries(db, Date.now(), { limit: 500 })).find(
    ({ definition }) => definition.id === poll,
  );
  return entry ? { closesAt: entry.definition.closesAt, votes: entry.votes } : null;
}

async function versionOf(poll: string): Promise<string> {
  return (await viewOf(poll)).version;
}

describe("the schedule", () => {
  it("opens an upcoming poll at once", async () => {
    const { id: poll } = await publishAll({ opensAt: OPENS, closesAt: CLOSES });
    expect(await vote(poll, "ann", "a")).toEqual({ outcome: "not-open", opensAt: OPENS });
    const version = await versionOf(poll);
    vi.setSystemTime(NOW + 5);
    expect(await perform(poll, { act: "open" })).toEqual({ outcome: "done", detail: {} });
    await evict(poll);
    expect(await viewOf(poll)).toMatchObject({
      status: "open",
      definition: { opensAt: NOW + 5, closesAt: CLOSES },
    });
    expect(await versionOf(poll)).not.toBe(version);
    expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "counted" });
    await flushed(poll);
    expect(await controlInD1(poll)).toEqual({ opensAt: NOW + 5 });
  });

  it("closes an open poll at once, and an upcoming one", async () => {
    for (const parts of [{ closesAt: CLOSES }, { opensAt: OPENS }, {}]) {
      const poll = await publishPoll(parts);
      const version = await versionOf(poll);
      expect(await perform(poll, { act: "close" })).toMatchObject({ outcome: "done" });
      await evict(poll);
      expect((await viewOf(poll)).status).toBe("closed");
      expect(await versionOf(poll)).not.toBe(version);
      expect(await vote(poll, "ann", "a")).toEqual({ outcome: "closed", closesAt: NOW });
      vi.setSystemTime(NOW - HOUR);
      expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "closed" });
      vi.setSystemTime(NOW);
      const { accounts } = await flushed(poll);
      expect(accounts).toEqual(plainAccounts(2, 0, { closed: 2 }));
    }
  });

  it("shows the numbers of a poll that an act closed, and hides them when it is reopened", async () => {
    const poll = await publishPoll({ results: "after-close" });
    await vote(poll, "ann", "a");
    expect((await viewOf(poll)).results).toBeNull();
    await perform(poll, { act: "close" });
    expect((await resultsOf(poll)).votes).toBe(1);
    await perform(poll, { act: "reopen", closesAt: null });
    expect((await viewOf(poll, "ann")).results).toBeNull();
  });

  it("reopens a closed poll, until a new end or for good", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await vote(poll, "ann", "a");
    vi.setSystemTime(CLOSES);
    expect((await viewOf(poll)).status).toBe("closed");
    await perform(poll, { act: "reopen", closesAt: CLOSES + HOUR });
    await evict(poll);
    expect(await vote(poll, "ben", "b")).toMatchObject({ outcome: "counted" });
    expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "repeated" });
    vi.setSystemTime(CLOSES + HOUR);
    expect(await vote(poll, "cat", "c")).toMatchObject({ outcome: "closed" });
    await perform(poll, { act: "reopen", closesAt: null });
    vi.setSystemTime(CLOSES + 1000 * HOUR);
    expect(await vote(poll, "cat", "c")).toMatchObject({ outcome: "counted" });
    expect((await flushed(poll)).tally.votes).toBe(3);
  });

  it("does what it says it has done: a poll reopened for the end it had before is open", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    vi.setSystemTime(CLOSES);
    expect((await viewOf(poll)).status).toBe("closed");
    vi.setSystemTime(CLOSES - HOUR);
    const outcome = await perform(poll, { act: "reopen", closesAt: CLOSES });
    const { status } = await viewOf(poll);
    expect([outcome.outcome, status]).toEqual(
      outcome.outcome === "done" ? ["done", "open"] : ["refused", "closed"],
    );
  });

  it.each([
    ["later", CLOSES + HOUR],
    ["sooner", CLOSES - HOUR],
  ])(
    "moves the end of an open poll (%s); the alarm closes it then, exactly once",
    async (_, end) => {
      const { id: poll } = await publishAll({ closesAt: CLOSES });
      await vote(poll, "ann", "a");
      await flushed(poll);
      expect(await perform(poll, { act: "extend", closesAt: end })).toMatchObject({
        outcome: "done",
      });
      await flushed(poll);
      expect(await listed(poll)).toEqual({ closesAt: end, votes: 1 });
      await evict(poll);
      for (let rung = 0; Date.now() < end; rung += 1) {
        expect(rung).toBeLessThan(4);
        expect((await viewOf(poll)).status).toBe("open");
        await ringInTime(poll);
      }
      expect(Date.now()).toBe(end);
      const { version } = await flushed(poll);
      expect((await viewOf(poll)).status).toBe("closed");
      while (await ring(poll));
      vi.setSystemTime(end + 10 * HOUR);
      await evict(poll);
      expect((await viewOf(poll)).status).toBe("closed");
      expect((await flushed(poll)).version).toBe(version);
      expect(await alarmOf(poll)).toBeNull();
    },
  );

  it("closes in time while D1 is away, too", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await flushed(poll);
    await env.DB.prepare("ALTER TABLE accounts RENAME TO accounts_away").run();
    try {
      await vote(poll, "ann", "a", { network: "203.0.113.0/24" });
      while (Date.now() < CLOSES) await ringInTime(poll);
      expect(Date.now()).toBe(CLOSES);
    } finally {
      await env.DB.prepare("ALTER TABLE accounts_away RENAME TO accounts").run();
    }
    await flushed(poll);
  });

  it("refuses what does not fit the poll as it is, writes nothing, and says why", async () => {
    const poll = await publishPoll({ opensAt: OPENS, closesAt: CLOSES });
    const refused = async (act: Parameters<typeof perform>[1]): Promise<void> => {
      const before = await dump(poll);
      expect(await perform(poll, act)).toEqual({
        outcome: "refused",
        reason: expect.stringMatching(/\w+ \w+/),
      });
      expect(await dump(poll)).toEqual(before);
    };
    await refused({ act: "reopen", closesAt: null });
    await refused({ act: "extend", closesAt: NOW });
    await refused({ act: "extend", closesAt: OPENS });
    await refused({ act: "show" });
    vi.setSystemTime(OPENS);
    await refused({ act: "open" });
    await refused({ act: "reopen", closesAt: CLOSES + HOUR });
    await refused({ act: "extend", closesAt: OPENS });
    vi.setSystemTime(CLOSES);
    expect((await viewOf(poll)).status).toBe("closed");
    await refused({ act: "open" });
    await refused({ act: "close" });
    await refused({ act: "extend", closesAt: CLOSES + HOUR });
    await refused({ act: "reopen", closesAt: CLOSES });
  });
});

describe("a hidden poll", () => {
  it("is not found by readers nor in D1's list, takes no ballots, and comes back whole", async () => {
    const { id: poll } = await publishAll({ revisable: true });
    await vote(poll, "ann", "a");
    const version = await versionOf(poll);
    expect(await perform(poll, { act: "hide" })).toEqual({ outcome: "done", detail: {} });
    await evict(poll);
    expect(await objectOf(poll).view("ann")).toBeNull();
    expect(await vote(poll, "ben", "b")).toEqual({ outcome: "no-such-poll" });
    expect(await perform(poll, { act: "hide" })).toMatchObject({ outcome: "refused" });
    expect(await listed(poll)).not.toBeNull();
    expect(await objectOf(poll).flush()).toBeNull();
    expect([await listed(poll), await controlInD1(poll)]).toEqual([null, { hidden: true }]);
    await perform(poll, { act: "show" });
    expect((await flushed(poll)).accounts).toEqual(plainAccounts(1, 1));
    expect(await listed(poll)).toEqual({ closesAt: null, votes: 1 });
    expect(await versionOf(poll)).not.toBe(version);
  });

  it("closes in time all the same", async () => {
    const poll = await publishPoll({ closesAt: CLOSES });
    await vote(poll, "ann", "a", { network: "203.0.113.0/24" });
    await perform(poll, { act: "hide" });
    while (Date.now() < CLOSES) await ringInTime(poll);
    expect(JSON.parse(JSON.stringify(await dump(poll)))).toMatchObject({ origin: [] });
  });

  it("stays hidden when its file is published again, changed or not", async () => {
    const definition = await publishAll();
    await perform(definition.id, { act: "hide" });
    expect(await define(definition)).toEqual({ outcome: "unchanged" });
    expect(await define({ ...definition, title: "Another" })).toEqual({ outcome: "changed" });
    expect(await objectOf(definition.id).view(null)).toBeNull();
  });
});
