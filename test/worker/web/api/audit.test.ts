import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Accounts } from "../../../../src/core/results/results.ts";
import { CHANGES, type Difference } from "./audit-changes.ts";
import { plainAccounts } from "../../support/poll.ts";
import {
  api,
  ask,
  castVote,
  fails,
  faultyD1,
  faultyPolls,
  onlyFor,
  modelPoll,
  poll,
  publish,
  question,
  quiet,
  send,
  site,
} from "../../support/site.ts";

interface Tally {
  votes: number;
  voters: Record<string, number>;
  options: Record<string, Record<string, number>>;
}

interface Audit {
  seq: number;
  tallies: { all: Tally; audiences: Record<string, Tally> };
  fold: { all: Tally; audiences: Record<string, Tally> };
  /** The ledger up to what D1 has acknowledged, and up to what D1's numbers are of. */
  atProjected: Tally;
  atKept: Tally;
  accounts: Accounts;
  entries: Record<string, number>;
  voters: number;
  failed: string | null;
  d1: { kept: Tally; fold: Tally; accounts: Accounts | null; seq: number };
}

interface Comparison {
  different: Difference[];
  next: number | null;
}

/** Four votes: a, a, b, c. */
const TALLY = { votes: 4, voters: { q: 4 }, options: { q: { a: 2, b: 1, c: 1 } } };

let polls = 0;
let id = "";

beforeAll(async () => {
  await send("PUT", "/site", site());
});

beforeEach(async () => {
  polls += 1;
  id = `audited-${polls}`;
  await send("PUT", `/polls/${id}`, poll(id));
  for (const [index, option] of ["a", "a", "b", "c"].entries()) {
    await castVote(id, `voter-${index}`, option);
  }
});

async function audit(): Promise<Audit> {
  return send<Audit>("GET", `/polls/${id}/audit`);
}

/** Kept, and added up anew, in the object and in D1. */
function fourTimes({ tallies, fold, d1 }: Audit): Tally[] {
  return [tallies.all, fold.all, d1.kept, d1.fold];
}

async function compare(after = 0): Promise<Comparison> {
  return send<Comparison>("GET", `/polls/${id}/audit/votes?after=${after}`);
}

/** Changes D1 by hand, as nobody should. */
async function tamper(sql: string, ...values: unknown[]): Promise<void> {
  const { meta } = await env.DB.prepare(sql)
    .bind(...values)
    .run();
  expect(meta.changes).toBeGreaterThan(0);
}

describe("the audit of a poll", () => {
  it("has the same numbers four times: kept, and added up anew, in the object and in D1", async () => {
    const found = await audit();
    expect(found.failed).toBeNull();
    expect(fourTimes(found)).toEqual([TALLY, TALLY, TALLY, TALLY]);
    expect([found.atProjected, found.atKept]).toEqual([TALLY, TALLY]);
    // Nobody said to which audience they belong.
    for (const { audiences } of [found.tallies, found.fold])
      expect(audiences).toEqual({ "": TALLY });
    expect([found.seq, found.d1.seq, found.voters]).toEqual([4, 4, 4]);
    const none = { withdrawal: 0, void: 0, look: 0, revised: 0 };
    expect(found.entries).toEqual({ ...none, vote: 4, first: 4 });
  });

  it("sends D1 what it lacks before it compares", async () => {
    expect((await audit()).d1.fold.votes).toBe(4);
    const count = env.DB.prepare("SELECT count(*) AS n FROM votes WHERE poll = ?");
    expect(await count.bind(id).first<number>("n")).toBe(4);
    expect(await compare()).toEqual({ different: [], next: null });
  });

  it("has accounts in which received is counted and refused, in D1 too", async () => {
    for (const option of ["b", "a"]) {
      const response = await ask(`/polls/${id}/votes`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": "voter-key-voter-0" },
        body: JSON.stringify({ answers: { q: [option] } }),
      });
      expect(response.status).toBe(option === "a" ? 200 : 409);
    }
    const { accounts, d1, tallies } = await audit();
    expect(accounts).toEqual(plainAccounts(6, 4, { "already-voted": 1, repeated: 1 }));
    expect(d1.accounts).toEqual(accounts);
    expect(tallies.all).toEqual(TALLY);
  });

  it("counts voters and selections apart where several options may be chosen", async () => {
    id = `${id}-multiple`;
    const multiple = question({ kind: "multiple" });
    await send(
      "PUT",
      `/polls/${id}`,
      poll(id, { questions: [multiple, question({ id: "r", min: 0 })] }),
    );
    const ballots = [{ q: ["a", "b"] }, { q: ["b"], r: ["c"] }];
    for (const [index, answers] of ballots.entries()) {
      const response = await ask(`/polls/${id}/votes`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": `multiple-${index}` },
        body: JSON.stringify({ answers }),
      });
      expect(response.status).toBe(201);
    }
    const tally = { votes: 2, voters: { q: 2, r: 1 }, options: { q: { a: 1, b: 2 }, r: { c: 1 } } };
    const found = await audit();
    expect(fourTimes(found)).toEqual([tally, tally, tally, tally]);
  });

  it("does not mix opening counts with votes", async () => {
    id = `${id}-opening`;
    await send("PUT", `/polls/${id}`, modelPoll(id));
    await castVote(id, "only-voter", "o1");
    const found = await audit();
    for (const tally of [found.tallies.all, found.d1.kept]) {
      expect(tally).toEqual({ votes: 1, voters: { q: 1 }, options: { q: { o1: 1 } } });
    }
  });

  it("goes on where the poll was taken out of the publication", async () => {
    await publish({ polls: [id] });
    const found = await audit();
    expect(found.tallies.all).toEqual(TALLY);
    expect(found.d1.fold).toEqual(TALLY);
    expect(await compare()).toEqual({ different: [], next: null });
  });

  it("is 404 where there is no such poll, and makes none", async () => {
    expect((await api("GET", "/polls/nowhere/audit")).status).toBe(404);
    expect((await ask("/polls/nowhere")).status).toBe(404);
    expect((await send<{ polls: string[] }>("GET", "/polls")).polls).not.toContain("nowhere");
  });

  it("has no voter key in it", async () => {
    const all = JSON.stringify([await audit(), await compare()]);
    expect(all).not.toContain("voter-key");
    expect(all).not.toMatch(/[0-9a-f]{32}/);
  });

  it("is 503 where D1 or the object fails", async () => {
    quiet();
    for (const path of [`/polls/${id}/audit`, `/polls/${id}/audit/votes`]) {
      for (const replaced of [{ DB: faultyD1(fails) }, { POLL: faultyPolls(fails) }]) {
        expect((await api("GET", path, undefined, replaced)).status).toBe(503);
      }
    }
  });
});

describe("a D1 that was changed by hand", () => {
  beforeEach(audit);

  it.each(CHANGES)("shows %s, and reproject repairs it", async (_, sql, different) => {
    await tamper(sql, id);
    expect(await compare()).toEqual({ different, next: null });
    expect(await send("POST", `/polls/${id}/reproject`)).toEqual({ failed: null });
    expect(await compare()).toEqual({ different: [], next: null });
    expect((await audit()).d1).toMatchObject({ kept: TALLY, fold: TALLY });
  });

  it.each([
    ["an option's votes", "UPDATE tallies SET votes = votes + 7 WHERE poll = ? AND option = 'a'"],
    ["an option's row", "DELETE FROM tallies WHERE poll = ? AND option = 'a'"],
    ["a question's voters", "UPDATE turnouts SET voters = voters + 7 WHERE poll = ?"],
    ["the number of votes", "UPDATE accounts SET counted = counted + 7 WHERE poll = ?"],
  ])("shows %s changed beside the votes, and reproject repairs it", async (_, sql) => {
    await tamper(sql, id);
    const before = await audit();
    expect(before.d1.kept).not.toEqual(TALLY);
    expect(before.d1.fold).toEqual(TALLY);
    await send("POST", `/polls/${id}/reproject`);
    expect((await audit()).d1).toMatchObject({ kept: TALLY, fold: TALLY });
  });

  it("does not touch the ledger, nor the copies of other polls", async () => {
    const other = "audited-other";
    await send("PUT", `/polls/${other}`, poll(other));
    await castVote(other, "elsewhere", "b");
    await send("GET", `/polls/${other}/audit`);
    await tamper("DELETE FROM votes WHERE poll = ?", id);
    const { tallies, fold, d1 } = await audit();
    expect([tallies.all, fold.all]).toEqual([TALLY, TALLY]);
    expect(d1.fold.votes).toBe(0);
    await send("POST", `/polls/${id}/reproject`);
    const { different } = await send<Comparison>("GET", `/polls/${other}/audit/votes`);
    expect(different).toEqual([]);
    expect((await audit()).d1.fold).toEqual(TALLY);
  });

  it("is compared from the vote on that was asked for", async () => {
    await tamper("DELETE FROM votes WHERE poll = ? AND seq IN (1, 4)", id);
    expect((await compare(1)).different.map((vote) => vote.seq)).toEqual([4]);
    expect((await compare(4)).different).toEqual([]);
  });

  it("takes new votes on after a reproject", async () => {
    await send("POST", `/polls/${id}/reproject`);
    await castVote(id, "late-voter", "b");
    const { d1, fold } = await audit();
    expect(d1.fold).toEqual(fold.all);
    expect(fold.all.votes).toBe(5);
    expect(await compare()).toEqual({ different: [], next: null });
  });
});

describe("a reproject that is interrupted", () => {
  it("after D1 was emptied is repaired by another", async () => {
    quiet();
    await audit();
    const broken = { POLL: faultyPolls(onlyFor("resend", fails)) };
    expect((await api("POST", `/polls/${id}/reproject`, undefined, broken)).status).toBe(503);
    expect((await compare()).different).toHaveLength(4);
    expect(await send("POST", `/polls/${id}/reproject`)).toEqual({ failed: null });
    expect(await compare()).toEqual({ different: [], next: null });
    expect((await audit()).d1).toMatchObject({ kept: TALLY, fold: TALLY });
  });
});
