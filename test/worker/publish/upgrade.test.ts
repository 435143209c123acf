import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { copyOf } from "../poll/backup-support.ts";
import oldest from "../poll/oldest-state.json";
import { checkCopy, evict, inObject, objectOf } from "../support/poll.ts";
import {
  article,
  ask,
  forgetAll,
  page,
  poll,
  publish,
  quiet,
  send,
  site,
} from "../support/site.ts";

// Everything that the first version left in its three stores, written by that version itself: two articles of which
// one was revised and one taken out, a poll in which five had voted and three ballots were refused, one that is closed.

const KEY = "old-voter-number-1";
const PATHS = ["/", "/articles/kept", "/polls", "/for/students", "/feed.xml", "/sitemap.xml"];
type Rows = Record<string, Record<string, string | number | null>[]>;

beforeAll(async () => {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>();
  for (const name of ["search_texts", ...tables.results.map((table) => table.name)]) {
    await env.DB.prepare(`DROP TABLE IF EXISTS ${name}`).run();
  }
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, 1));
  for (const [table, rows] of Object.entries(oldest.d1 as Rows)) {
    for (const row of rows) {
      const names = Object.keys(row);
      const marks = names.map(() => "?").join(", ");
      await env.DB.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`)
        .bind(...Object.values(row))
        .run();
    }
  }
  for (const { key, metadata, value } of oldest.kv) {
    const known = metadata === null ? {} : { metadata: JSON.parse(metadata) as unknown };
    await env.PAGES.put(key, value, known);
  }
  for (const [id, { schema, rows }] of Object.entries(oldest.objects)) {
    await inObject(id, (_, { storage: { sql } }) => {
      for (const statement of schema) sql.exec(statement);
      for (const [table, all] of Object.entries(rows as Rows)) {
        for (const row of all) {
          sql.exec(
            `INSERT INTO ${table} VALUES (${Object.keys(row)
              .map(() => "?")
              .join(", ")})`,
            ...Object.values(row),
          );
        }
      }
    });
    await evict(id);
  }
  // What `npm run deploy` does: the Worker is there before its tables are.
});

async function vote(
  key: string,
  answers: Record<string, string[]>,
  more: Record<string, string> = {},
): Promise<Response> {
  return ask("/polls/open-one/votes", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ answers, ...more }),
  });
}

describe("the state of the first version", () => {
  it("is read and voted in before the database is migrated", async () => {
    quiet();
    for (const path of PATHS) expect((await ask(path)).status, path).toBe(200);
    expect(await page("/articles/kept")).toContain("Another paragraph after it");
    expect((await vote(KEY, { one: ["b"], many: ["x"] })).status).toBe(409);
    expect((await vote("a-new-voter-1", { one: ["a"], many: ["y"] })).status).toBe(201);
  });

  it("goes through all migrations, and every row is there", async () => {
    await applyD1Migrations(env.DB, env.MIGRATIONS);
    const count = async (table: string): Promise<unknown> =>
      env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n");
    expect(env.MIGRATIONS.length).toBeGreaterThan(4);
    for (const table of ["articles", "revisions", "polls", "images"] as const) {
      expect(await count(table)).toBe(oldest.d1[table].length);
    }
  });

  it("keeps every vote, and who has voted", async () => {
    expect(await objectOf("open-one").flush()).toBeNull();
    const books = await checkCopy("open-one");
    expect(books.tally.options).toEqual({ one: { a: 5, b: 1 }, many: { x: 2, y: 5 } });
    expect(books.accounts).toMatchObject({ received: 10, counted: 6 });
    const first = oldest.objects["open-one"].rows.ledger[0];
    const same = { one: ["a"], many: ["x"] };
    const repeated = await vote(KEY, same, { audience: "students" });
    expect(repeated.status).toBe(200);
    expect(await repeated.json()).toMatchObject({ seq: 1, receipt: first?.receipt });
    expect((await vote("a-new-voter-2", { one: ["b"], many: ["x", "y"] })).status).toBe(201);
    expect((await ask("/polls/closed-one")).status).toBe(200);
    expect(await objectOf("closed-one").flush()).toBeNull();
    await checkCopy("closed-one");
  });

  it("is published to", async () => {
    forgetAll();
    await send("PUT", "/site", site());
    await send("PUT", "/polls/open-two", poll("open-two"));
    await send("PUT", "/articles/fresh", article("fresh", {}, "Fresh words on wheat."));
    await publish();
    forgetAll();
    for (const path of [...PATHS, "/articles/fresh"]) expect((await ask(path)).status).toBe(200);
    expect(await page("/")).toContain("Title of fresh");
    expect(await page("/search?q=paragraph")).toContain("/articles/kept");
    const { revisions } = await send<{ revisions: unknown[] }>("GET", "/articles/kept/revisions");
    expect(revisions).toHaveLength(2);
    expect((await ask("/articles/taken-out")).status).toBe(410);
  });

  it("is backed up", async () => {
    const copy = await copyOf("open-one");
    expect(copy.tables.ledger).toHaveLength(7);
    expect(copy.tables.voter).toHaveLength(7);
    expect(copy.tables.definition).toHaveLength(1);
    const { rows } = await send<{ rows: unknown[] }>("GET", "/backup/tables/revisions");
    expect(rows).toHaveLength(4);
  });
});
