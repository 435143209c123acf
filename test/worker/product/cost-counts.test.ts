import { beforeAll, expect, it } from "vitest";
import { env } from "cloudflare:workers";
import { Books } from "../../../src/poll/ledger/poll-state.ts";
import { Ledger } from "../../../src/poll/ledger/ledger.ts";
import { Networks } from "../../../src/poll/voting/networks.ts";
import { COUNTS } from "../../bench/counts.ts";
import { ballotOf, castMany, d1With, evict, giveD1, inObject, objectOf } from "../support/poll.ts";
import {
  article,
  ask,
  embed,
  faultyD1,
  faultyKv,
  faultyPolls,
  forgetAll,
  modelPoll,
  noting,
  ORIGIN,
  publish,
  send,
  site,
} from "../support/site.ts";

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/model", modelPoll("model"));
  await send("PUT", "/articles/polled", article("polled", {}, embed("model")));
  await publish();
});

/** Asks with counters at the bindings. */
async function counting(work: (replaced: Partial<Env>) => Promise<unknown>) {
  const kv: string[] = [];
  const polls: string[] = [];
  const d1: string[] = [];
  await work({
    PAGES: faultyKv(noting(kv)),
    POLL: faultyPolls(noting(polls)),
    DB: faultyD1(noting(d1)),
  });
  return { kv: kv.length, polls: polls.length, d1: d1.length };
}

it("a page that is not in memory takes as many readings of KV and calls of an object", async () => {
  forgetAll();
  const { kvReads, objectRequests } = COUNTS.coldView;
  const view = (replaced: Partial<Env>) => ask("/articles/polled", {}, replaced);
  expect(await counting(view)).toEqual({ kv: kvReads, polls: objectRequests, d1: 0 });
  // A page that is in memory takes nothing.
  expect(await counting(view)).toEqual({ kv: 0, polls: 0, d1: 0 });
});

it.each([
  [
    "in a new isolate, which asks for the site's name, and whether there is such a poll,",
    forgetAll,
    { objectRequests: COUNTS.vote.objectRequests, kv: 1, d1: 1 },
  ],
  [
    "in an isolate that has shown the poll",
    () => ask("/articles/polled"),
    { objectRequests: 2, kv: 0, d1: 0 },
  ],
])(
  "a vote of a new reader %s takes as many requests and calls of the object",
  async (_, before, expected) => {
    await before();
    let requests = 0;
    const counts = await counting(async (replaced) => {
      const form = new URLSearchParams({ "q.q": "o1" });
      const headers = { Origin: ORIGIN };
      const go = (path: string, init: RequestInit) => {
        requests += 1;
        return ask(path, init, replaced);
      };
      const post = { method: "POST", body: form, headers };
      const first = await go("/polls/model/votes", post);
      expect(first.status).toBe(307);
      const cookie = (first.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
      const withCookie = { ...headers, Cookie: cookie };
      const again = first.headers.get("Location") ?? "";
      const second = await go(again, { ...post, headers: withCookie });
      expect(second.status).toBe(303);
      const page = await go("/polls/model", { headers: withCookie });
      expect(page.status).toBe(200);
    });
    expect({ requests, objectRequests: counts.polls, kv: counts.kv, d1: counts.d1 }).toEqual({
      requests: COUNTS.vote.requests,
      ...expected,
    });
  },
);

it("a vote takes as many rows of the object, read and written", async () => {
  await castMany("model", 0);
  const { read, written } = await inObject("model", (_, { storage }) => {
    let [rowsRead, rowsWritten] = [0, 0];
    const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const sql = new Proxy(storage.sql, {
      get: (target, key) =>
        key === "exec"
          ? (...args: Parameters<SqlStorage["exec"]>) => {
              const cursor = target.exec(...args);
              cursors.push(cursor);
              return cursor;
            }
          : Reflect.get(target, key),
    });
    const counted = {
      sql,
      transactionSync: storage.transactionSync.bind(storage),
    } as unknown as DurableObjectStorage;
    const books = new Books(counted);
    const ledger = new Ledger(books, new Networks(books, sql));
    cursors.length = 0;
    const rules = books.poll;
    if (!rules) throw new Error("no poll");
    books.together(() => {
      const ballot = ballotOf("f".repeat(32), { q: ["o1"] });
      expect(ledger.cast(rules, ballot, Date.now()).outcome).toBe("counted");
    });
    for (const cursor of cursors) {
      rowsRead += cursor.rowsRead;
      rowsWritten += cursor.rowsWritten;
    }
    return { read: rowsRead, written: rowsWritten };
  });
  expect({ read, written }).toEqual({
    read: COUNTS.vote.objectRowsRead,
    written: COUNTS.vote.objectRowsWritten,
  });
});

it("votes take as many rows of D1 each, and all that travel together as many more", async () => {
  const project = async (votes: number, from: number): Promise<number> => {
    let rows = 0;
    const db = d1With(async (statements) => {
      const results = await env.DB.batch(statements);
      rows += results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
      return results as never;
    });
    await giveD1("model", db);
    // At once: no alarm comes between two of them.
    await inObject("model", (instance) =>
      Promise.all(
        Array.from({ length: votes }, (_, n) =>
          instance.cast(ballotOf(`d1-${from + n}`.padEnd(32, "0"), { q: ["o1"] })),
        ),
      ),
    );
    expect(await objectOf("model").flush()).toBeNull();
    return rows;
  };
  // The test before has written beside the instance.
  await evict("model");
  await objectOf("model").flush();
  const one = await project(1, 0);
  const eleven = await project(11, 100);
  expect((eleven - one) / 10).toBe(COUNTS.vote.d1RowsWritten);
  expect(one - COUNTS.vote.d1RowsWritten).toBe(COUNTS.vote.d1RowsWrittenTogether);
});
