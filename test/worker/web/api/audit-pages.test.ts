import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { poll, send, site } from "../../support/site.ts";

const VOTES = 4500;

/** Votes 1 to n, as SQL of SQLite that both the object and D1 take. */
const ROWS = `
  WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ${VOTES})
  SELECT seq, 1795519930000 + seq AS cast_at, 'vote' AS kind, 'R' || seq AS receipt, NULL AS audience,
    '{"q":["a"]}' AS answers FROM n`;

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/long", poll("long"));
  await runInDurableObject(env.POLL.getByName("long"), (_, { storage }) => {
    storage.sql.exec(`INSERT INTO ledger (seq, cast_at, kind, receipt, audience, answers) ${ROWS}`);
  });
  await env.DB.prepare(
    `INSERT INTO votes (poll, seq, cast_at, kind, receipt, audience, answers) SELECT 'long', * FROM (${ROWS})`,
  ).run();
});

/** What differs, read to the end as `verify` does, and how many requests that took. */
async function walk(): Promise<{ different: number[]; requests: number }> {
  const different: number[] = [];
  for (let after: number | null = 0, requests = 0; ; requests += 1) {
    if (after === null) return { different, requests };
    const page: { different: { seq: number }[]; next: number | null } = await send(
      "GET",
      `/polls/long/audit/votes?after=${after}`,
    );
    different.push(...page.different.map((vote) => vote.seq));
    if (page.next !== null && page.next <= after) throw new Error(`no way on from ${after}`);
    after = page.next;
  }
}

it("compares thousands of votes in several requests, and finds no difference in equal ones", async () => {
  const { different, requests } = await walk();
  expect(different).toEqual([]);
  expect(requests).toBeGreaterThan(1);
});

it("finds each difference once, wherever it lies", async () => {
  const altered = [1, 1999, 2000, 2001, 4000, 4001, VOTES];
  const list = altered.join(",");
  await env.DB.prepare(`UPDATE votes SET receipt = 'X' WHERE seq IN (${list})`).run();
  expect((await walk()).different).toEqual(altered);
  // Rows that one side lacks move its pages against the other's.
  await env.DB.prepare(`DELETE FROM votes WHERE seq BETWEEN 1000 AND 1500`).run();
  await env.DB.prepare(
    `INSERT INTO votes (poll, seq, cast_at, kind, receipt, audience, answers)
      SELECT poll, seq + ${VOTES}, cast_at, kind, receipt, audience, answers FROM votes WHERE seq <= 700`,
  ).run();
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  expect((await walk()).different).toEqual([
    1,
    ...range(1000, 1500),
    ...altered.slice(1),
    ...range(VOTES + 1, VOTES + 700),
  ]);
});
