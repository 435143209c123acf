import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Act } from "../../../src/poll/rpc-types.ts";
import type { Desk } from "../../../src/core/polls/audit.ts";
import {
  auditOf,
  castMany,
  entriesOf,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  viewOf,
} from "../support/poll.ts";
import {
  actsOf,
  breakWrites,
  cutPower,
  dump,
  errorOf,
  flushed,
  ledgerOf,
  look,
  numbersOf,
  ownOf,
  perform,
  resultsOf,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const NETWORK = "203.0.113.0/24";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

function byReceipt(reason: string, ...receipts: string[]): Act {
  return { act: "void", reason, receipts };
}

function byTime(from: number, to: number, network: string | null = null): Act {
  return { act: "void", reason: "a machine", from, to, network };
}

/** Casts a vote and returns its receipt. */
async function receiptOf(poll: string, voter: string, option: string): Promise<string> {
  return voteIn(await vote(poll, voter, option)).receipt;
}

/** The networks with the most votes, by their digests. */
async function networksOf(poll: string): Promise<Desk["networks"]> {
  const desk: Desk | null = await objectOf(poll).desk(0, Number.MAX_SAFE_INTEGER);
  return desk?.networks ?? [];
}

describe("a voided vote", () => {
  it("is in no number but that of the voided, with the reason, and stays in the ledger", async () => {
    const poll = await publishPoll();
    const receipt = await receiptOf(poll, "ann", "a");
    await vote(poll, "ben", "b");
    const { version } = await viewOf(poll);
    vi.setSystemTime(NOW + 7);
    expect(await perform(poll, byReceipt("sold", receipt), "eve")).toEqual({
      outcome: "done",
      detail: { reason: "sold", votes: 1 },
    });
    await evict(poll);
    expect(await numbersOf(poll)).toEqual([0, 1, 0]);
    expect((await viewOf(poll)).version).not.toBe(version);
    const at = new Date(NOW + 7).toISOString();
    expect(await resultsOf(poll)).toMatchObject({
      votes: 1,
      counted: 2,
      voided: 1,
      voids: [{ at, votes: 1, reason: "sold" }],
    });
    expect((await entriesOf(poll)).at(-1)).toMatchObject({
      kind: "void",
      supersedes: 1,
      note: "sold",
      castAt: NOW + 7,
    });
    expect(await actsOf(poll)).toMatchObject([
      { at: NOW + 7, who: "eve", what: "void", detail: { reason: "sold", votes: 1 } },
      { what: "define" },
    ]);
    expect((await flushed(poll)).accounts).toEqual({ ...plainAccounts(2, 2), voided: 1 });
  });

  it.each([false, true])(
    "tells its voter the reason, and lets no other be cast or withdrawn (revisable: %s)",
    async (revisable) => {
      const poll = await publishPoll({ revisable });
      await perform(poll, byReceipt("sold", await receiptOf(poll, "ann", "a")));
      const before = await ledgerOf(poll);
      const own = await ownOf(poll, "ann");
      expect(own).toMatchObject({ seq: 1, state: "voided", reason: "sold" });
      for (const revises of [null, 1, 2]) {
        const again = await vote(poll, "ann", "b", { revises });
        expect(again).toEqual({ outcome: "already-voted", vote: own });
      }
      expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "repeated", vote: own });
      expect((await withdraw(poll, "ann", 1)).outcome).toMatch(/^no/);
      expect((await withdraw(poll, "ann", 2)).outcome).toMatch(/^no/);
      expect(await ledgerOf(poll)).toEqual(before);
      await flushed(poll);
    },
  );

  it("is not voided twice: what does not stand is not found", async () => {
    const poll = await publishPoll({ revisable: true });
    const [one, two] = [await receiptOf(poll, "ann", "a"), await receiptOf(poll, "ben", "a")];
    const old = await receiptOf(poll, "cat", "a");
    await vote(poll, "cat", "b");
    await withdraw(poll, "ben", 2);
    await perform(poll, byReceipt("once", one, one));
    const before = await dump(poll);
    for (const act of [byReceipt("again", one, two, old, "no such"), byTime(NOW + 1, NOW + 2)]) {
      expect(await perform(poll, act)).toMatchObject({ outcome: "refused" });
    }
    expect(await dump(poll)).toEqual(before);
    expect((await flushed(poll)).accounts).toMatchObject({ voided: 1, withdrawn: 1, revised: 1 });
  });

  it("is the present one of a voter who has changed it", async () => {
    const poll = await publishPoll({ revisable: true });
    await vote(poll, "ann", "a");
    const present = await receiptOf(poll, "ann", "b");
    await perform(poll, byReceipt("sold", present));
    expect(await numbersOf(poll)).toEqual([0, 0, 0]);
    expect(await vote(poll, "ann", "a")).toMatchObject({
      outcome: "repeated",
      vote: { seq: 2, state: "voided" },
    });
    const shown = { seq: 1, receipt: (await entriesOf(poll))[0]?.receipt ?? "" };
    const view = await objectOf(poll).view(null, { shown });
    expect(view?.own).toMatchObject({ seq: 2, state: "voided", reason: "sold" });
    await flushed(poll);
  });

  it("can be voided after the poll has closed, and in a hidden poll", async () => {
    const poll = await publishPoll();
    const [one, two] = [await receiptOf(poll, "ann", "a"), await receiptOf(poll, "ben", "b")];
    await perform(poll, { act: "close" });
    expect(await perform(poll, byReceipt("late", one))).toMatchObject({ outcome: "done" });
    await perform(poll, { act: "hide" });
    expect(await perform(poll, byReceipt("later", two))).toMatchObject({ outcome: "done" });
    await perform(poll, { act: "show" });
    expect((await flushed(poll)).tally.votes).toBe(0);
    expect((await resultsOf(poll)).voids.map((v) => v.reason)).toEqual(["late", "later"]);
  });
});

describe("votes of a time", () => {
  it("are voided from its beginning to before its end, whatever happened to them since", async () => {
    const poll = await publishPoll({ revisable: true, results: "after-vote" });
    for (let i = 0; i < 6; i += 1) {
      vi.setSystemTime(NOW + 10 * i);
      await vote(poll, `voter ${i}`, "a");
    }
    await withdraw(poll, "voter 2", 3);
    await look(poll, "a looker");
    expect(await perform(poll, byTime(NOW + 10, NOW + 40))).toMatchObject({
      outcome: "done",
      detail: { votes: 2, from: "2040-01-01T00:00:00.010Z", to: "2040-01-01T00:00:00.040Z" },
    });
    const states = [];
    for (let i = 0; i < 6; i += 1) states.push((await ownOf(poll, `voter ${i}`))?.state);
    expect(states).toEqual(["counted", "voided", "withdrawn", "voided", "counted", "counted"]);
    expect(await ownOf(poll, "a looker")).toMatchObject({ state: "looked" });
    await flushed(poll);
  });

  it("and of one network alone are voided by the network's digest", async () => {
    const poll = await publishPoll({ revisable: true });
    await vote(poll, "ann", "a", { network: NETWORK });
    await vote(poll, "ann", "b", { network: NETWORK });
    await vote(poll, "ben", "b", { network: NETWORK });
    await vote(poll, "cat", "c", { network: "198.51.100.0/24" });
    await vote(poll, "dan", "c");
    await evict(poll);
    const [busiest] = await networksOf(poll);
    expect(busiest).toMatchObject({ votes: 3, first: NOW, last: NOW });
    const network = busiest?.network ?? "";
    expect(await perform(poll, byTime(NOW, NOW + 1, NETWORK))).toMatchObject({
      outcome: "refused",
    });
    await perform(poll, byTime(NOW, NOW + 1, network));
    expect(await numbersOf(poll)).toEqual([0, 0, 2]);
    expect((await flushed(poll)).accounts).toMatchObject({ voided: 2, revised: 1 });
    await perform(poll, { act: "close" });
    expect(await networksOf(poll)).toEqual([]);
    expect(await perform(poll, byTime(NOW, NOW + 1, network))).toMatchObject({
      outcome: "refused",
    });
  });

  it("and of one network are also those that a human being sent beyond its burst", async () => {
    const poll = await publishPoll();
    const who = { network: NETWORK, human: true };
    for (let i = 0; i < 205; i += 1)
      await objectOf(poll).cast({
        voter: `v${i}`,
        answers: [["q", ["a"]]],
        audience: null,
        ...who,
      });
    const [busiest] = await networksOf(poll);
    await perform(poll, byTime(NOW, NOW + 1, busiest?.network ?? ""));
    expect(await numbersOf(poll)).toEqual([0, 0, 0]);
  });

  it("are voided by thousands in one act", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3000);
    vi.setSystemTime(NOW + 1);
    await vote(poll, "ann", "c");
    expect(await perform(poll, byTime(NOW, NOW + 1))).toMatchObject({ detail: { votes: 3000 } });
    await evict(poll);
    expect(await numbersOf(poll)).toEqual([0, 0, 1]);
    expect((await flushed(poll)).accounts.voided).toBe(3000);
  });

  it("are all voided or none of them", async () => {
    const poll = await publishPoll();
    await castMany(poll, 20);
    const before = { rows: await dump(poll), audit: await auditOf(poll) };
    for (const table of ["act", "ledger", "state"]) {
      const repair = await breakWrites(poll, table, "INSERT");
      const error = await errorOf(poll, (i) => i.perform(byTime(NOW, NOW + 1), "eve"));
      expect(error).toContain("broken");
      await repair();
      expect({ rows: await dump(poll), audit: await auditOf(poll) }).toEqual(before);
    }
    await cutPower(poll, (instance) => {
      instance.perform(byTime(NOW, NOW + 1), "eve").catch(() => undefined);
    });
    expect({ rows: await dump(poll), audit: await auditOf(poll) }).toEqual(before);
    await perform(poll, byTime(NOW, NOW + 1));
    expect((await flushed(poll)).tally.votes).toBe(0);
  });
});
