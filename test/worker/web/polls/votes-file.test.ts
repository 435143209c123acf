import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { noting, onlyFor } from "../../support/faults.ts";
import { castMany, castVote, objectOf, publishPoll, rowsOf } from "../../support/poll.ts";
import { ask, faultyD1, faultyKv, forgetAll } from "../../support/site.ts";
import { castFor, FORTY, optionOf } from "../../poll/shards-support.ts";

const READS_VOTES = /from "votes"/;

/** Asks for a poll's votes.csv in a new isolate. Notes the statements that read votes. */
async function askFile(
  poll: string,
  query = "",
  init: RequestInit = {},
  more: Partial<Env> = {},
  before: (sql: string) => Promise<void> = async () => undefined,
) {
  const calls: string[] = [];
  forgetAll();
  const DB = faultyD1(async (sql, proceed) => {
    await before(sql);
    calls.push(sql);
    return proceed();
  });
  const response = await ask(`/polls/${poll}/votes.csv${query}`, init, { DB, ...more });
  const reads = calls.filter((sql) => READS_VOTES.test(sql)).length;
  return { response, text: await response.text(), reads };
}

function rowsIn(text: string): string[] {
  return text.trim().split("\r\n").slice(1);
}

describe("votes.csv is built once", () => {
  it("for a version of the poll, whatever the query", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const first = await askFile(poll);
    expect(first.reads).toBeGreaterThan(0);
    expect(rowsIn(first.text)).toHaveLength(3);
    for (const query of ["", "?x=1", "?x=2&y"]) {
      const again = await askFile(poll, query);
      expect(again).toMatchObject({ text: first.text, reads: 0 });
      expect(again.response.headers.get("ETag")).toBe(first.response.headers.get("ETag"));
    }
    await castMany(poll, 1, 3);
    const next = await askFile(poll);
    expect(rowsIn(next.text)).toHaveLength(4);
    expect(next.response.headers.get("ETag")).not.toBe(first.response.headers.get("ETag"));
  });

  it("and is not built again for a ballot that is refused", async () => {
    const poll = await publishPoll();
    await castVote(poll, "ann", { q: ["a"] });
    const { text } = await askFile(poll);
    await objectOf(poll).cast({ voter: "ben", answers: [["q", ["nothing"]]], audience: null });
    expect(await askFile(poll)).toMatchObject({ text, reads: 0 });
  });

  it("and not at all for HEAD, nor for who has it", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const head = await askFile(poll, "", { method: "HEAD" });
    expect(head).toMatchObject({ text: "", reads: 0 });
    expect(head.response.status).toBe(200);
    expect(head.response.headers.get("Content-Type")).toContain("text/csv");
    const etag = (await askFile(poll)).response.headers.get("ETag") ?? "";
    expect((await askFile(poll, "", { method: "HEAD" })).response.headers.get("ETag")).toBe(etag);
    const keys: string[] = [];
    const kept = await askFile(
      poll,
      "",
      { headers: { "If-None-Match": etag } },
      { PAGES: faultyKv(noting(keys)) },
    );
    expect(kept).toMatchObject({ text: "", reads: 0 });
    expect(kept.response.status).toBe(304);
    expect(keys).toEqual([]);
  });

  it("by one request at a time, which the others wait for", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const all = await Promise.all(Array.from({ length: 4 }, (_, n) => askFile(poll, `?n=${n}`)));
    expect(all.map(({ response }) => response.status)).toEqual([200, 200, 200, 200]);
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    expect(all.filter(({ reads }) => reads > 0)).toHaveLength(1);
  });

  it("and not again by one that asked before another one was done", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const first: Awaited<ReturnType<typeof askFile>>[] = [];
    const late = await askFile(poll, "", {}, {}, async (sql) => {
      // It has read that there is no file, and is about to build it.
      const builds = sql.startsWith('insert into "state"');
      if (builds && first.length === 0) first.push(await askFile(poll));
    });
    expect(first).toMatchObject([{ text: late.text, reads: expect.any(Number) }]);
    expect(late.reads).toBe(0);
    expect(await keysLike(`votes-build:${poll}`)).toEqual([]);
  });

  it("while the others get the file before, if there is one", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const { text } = await askFile(poll);
    await castMany(poll, 1, 3);
    // Somebody builds it, and is not yet done.
    const key = `votes-build:${poll}`;
    const until = String(Date.now() + 30_000);
    const note = env.DB.prepare("INSERT INTO state (key, value) VALUES (?, ?)").bind(key, until);
    await note.run();
    expect(await askFile(poll)).toMatchObject({ text, reads: 0 });
    // One that has disappeared is waited for no longer.
    await env.DB.prepare("UPDATE state SET value = '1' WHERE key = ?").bind(key).run();
    expect(rowsIn((await askFile(poll)).text)).toHaveLength(4);
    expect(await keysLike(key)).toEqual([]);
  });

  it("and again if KV has lost it", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const first = await askFile(poll);
    const { keys } = await env.PAGES.list({ prefix: "votes:" });
    for (const { name } of keys) await env.PAGES.delete(name);
    // It may not have come here yet. Nothing is built anew for that.
    const early = await askFile(poll);
    expect([early.response.status, early.reads]).toEqual([503, 0]);
    expect(early.response.headers.get("Retry-After")).toBe("10");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    const again = await askFile(poll);
    vi.useRealTimers();
    expect(again.text).toBe(first.text);
    expect(again.reads).toBeGreaterThan(0);
  });

  it("and a build that fails leaves the next one free", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken = faultyD1(onlyFor('from "votes"', () => Promise.reject(new Error("D1 is away"))));
    const failed = await askFile(poll, "", {}, { DB: broken });
    expect(failed.response.status).toBe(503);
    expect(await keysLike(`votes-%:${poll}`)).toEqual([]);
    expect(rowsIn((await askFile(poll)).text)).toHaveLength(3);
    vi.restoreAllMocks();
  });
});

async function keysLike(pattern: string): Promise<unknown[]> {
  const rows = await env.DB.prepare("SELECT key FROM state WHERE key LIKE ?").bind(pattern).all();
  return rows.results;
}

describe("votes.csv of a poll over several objects", () => {
  it("has one numbering while votes are few, in an order that tells no object and no time", async () => {
    const poll = await publishPoll({ shards: 4, guard: "open" });
    for (const [n, name] of FORTY.entries()) {
      expect((await castFor(poll, name, optionOf(n))).outcome).toBe("counted");
    }
    const spread = await Promise.all(
      [0, 1, 2, 3].map((n) => countOf(n === 0 ? poll : `${poll}.${n}`)),
    );
    expect(spread.every((votes) => votes > 0)).toBe(true);
    const rows = rowsIn((await askFile(poll)).text);
    const answers = FORTY.map((_, n) => optionOf(n)).toSorted();
    expect(rows).toEqual(answers.map((option, n) => `${n + 1},,,${option}`));
  });
});

describe("votes.csv of a large poll over several objects", () => {
  it("has all votes in the order of counting, with the numbers of their ledgers", async () => {
    const poll = await publishPoll({ shards: 3, guard: "open" });
    const cast: number[] = [];
    for (let n = 0; n < 210; n += 1) {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2040, 0, 1) + n * 1000 });
      const outcome = await castFor(poll, `voter-${n}`, optionOf(n));
      if (outcome.outcome !== "counted") throw new Error(outcome.outcome);
      cast.push(outcome.vote.seq);
    }
    const rows = rowsIn((await askFile(poll)).text);
    vi.useRealTimers();
    expect(rows).toEqual(cast.map((seq, n) => `${seq},2040-01-01T00:00Z,,${optionOf(n)}`));
  });
});

async function countOf(ledger: string): Promise<number> {
  const [row] = await rowsOf(ledger, "SELECT count(*) AS n FROM ledger");
  return Number(row?.["n"]);
}
