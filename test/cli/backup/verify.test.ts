import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseFiles } from "../../support/stores.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { IN_D1, IN_LEDGER } from "./tampering.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../../support/site.ts";

const POLLS = ["sound", ...Object.keys(IN_D1), ...Object.keys(IN_LEDGER)].toSorted();
const FILES: Record<string, string> = {
  "site.yaml": SMALL["site.yaml"] ?? "",
  ...Object.fromEntries(POLLS.map((id) => [`polls/${id}.yaml`, poll(id)])),
};

let home: Home;
let content: string;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  content = await writeContent(home.folder, FILES);
  site = await startSite(home, ["--content", content]);
  for (const id of POLLS) {
    const key = randomUUID();
    await vote(id, "a", key);
    await vote(id, "b");
    await vote(id, "b");
    // Refused, and counted as such: who had the first key has voted.
    await vote(id, "c", key);
  }
}, 120_000);

afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

function poll(id: string): string {
  return (SMALL["polls/kill.yaml"] ?? "").replace("id: kill", `id: ${id}`);
}

async function vote(id: string, option: string, key: string = randomUUID()): Promise<number> {
  const response = await fetch(`${site.url}/polls/${id}/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ answers: { q: [option] } }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function results(id: string): Promise<unknown> {
  return (await fetch(`${site.url}/polls/${id}/results.json`)).json();
}

/** The lines that a command printed, and its exit code. */
async function run(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const { code, out } = await hustings(home, args);
  return { code, lines: out.trimEnd().split("\n") };
}

/** Does something to the databases of a kind that belong to a poll, or to all of them. */
async function alter(kind: "d1" | "do", sql: string, id?: string): Promise<void> {
  let changes = 0;
  for (const file of await databaseFiles(join(home.folder, "state"), kind)) {
    const database = new DatabaseSync(file);
    // The object of a poll that was never published has no tables.
    const tables = database.prepare("SELECT 1 FROM sqlite_master WHERE name IN ('state', 'votes')");
    const definition = "SELECT value ->> 'id' AS id FROM state WHERE key = 'definition'";
    if (tables.get() && (!id || database.prepare(definition).get()?.["id"] === id)) {
      changes += Number(database.prepare(sql).run().changes);
    }
    database.close();
  }
  if (changes === 0) throw new Error(`nothing was changed by ${sql}`);
}

test("verifies every poll of the local site, and prints one line for each", async () => {
  expect(await run("verify")).toEqual({
    code: 0,
    lines: [
      ...POLLS.map((id) => `${id}: 3 votes, ledger = tally = D1`),
      `${POLLS.length} polls verified.`,
    ],
  });
});

test("verifies one poll alone with --poll", async () => {
  const { code, lines } = await run("verify", "--poll", "sound", "--to", site.url);
  expect(lines[0]).toBe("sound: 3 votes, ledger = tally = D1");
  expect(lines).toHaveLength(2);
  expect(code).toBe(0);
});

test.each(["verify", "reproject"])("says in one line that %s knows no such poll", async (name) => {
  const { code, lines } = await run(name, "--poll", "nowhere");
  expect(lines).toEqual([expect.stringMatching(/^hustings: .*There is no poll/)]);
  expect(code).toBe(1);
});

test("asks which poll to reproject", async () => {
  const { code, lines } = await run("reproject");
  expect(lines).toEqual([expect.stringContaining("--poll P")]);
  expect(code).toBe(2);
});

test("tells nothing of any poll to who has not got the token", async () => {
  const { code, lines } = await run("verify", "--token", "not-the-token-not-the-token");
  expect(lines).toEqual([expect.stringContaining("does not know this publishing token")]);
  expect(code).toBe(1);
});

describe("publishing to polls that have votes", () => {
  const edition = (more: Record<string, string>): Promise<string> =>
    writeContent(join(home.folder, randomUUID()), { ...FILES, ...more });
  const publish = (folder: string): ReturnType<typeof run> => run("publish", "--content", folder);

  afterAll(() => publish(content));

  test("refuses to reword an option, and publishes nothing of the folder then", async () => {
    const reworded = poll("asked").replace("The first", "The opposite");
    const other = poll("other").replace("The poll of the test", "Another title");
    expect((await publish(await edition({ "polls/asked.yaml": reworded }))).code).toBe(0);
    // Nobody has voted yet: it may still say something else.
    const asked = { "polls/asked.yaml": poll("asked"), "polls/other.yaml": poll("other") };
    const before = await edition(asked);
    expect((await publish(before)).code).toBe(0);
    expect(await vote("asked", "a")).toBe(201);
    const name = { "site.yaml": (SMALL["site.yaml"] ?? "").replace("The Test", "Another name") };
    const polls = { "polls/asked.yaml": reworded, "polls/other.yaml": other };
    const folder = await edition({ ...name, ...polls });
    const { code, lines } = await publish(folder);
    const line = reworded.split("\n").findIndex((text) => text.includes("The opposite")) + 1;
    const reason = `${folder}/polls/asked.yaml:${line}: question “q”: option “a” is reworded`;
    expect(lines).toEqual([expect.stringContaining(reason)]);
    expect(code).toBe(1);
    expect(JSON.stringify(await results("asked"))).toContain('"The first"');
    // The folder as it was before brings nothing new: the site is still that.
    expect((await publish(before)).lines.slice(0, 2)).toEqual([
      "Articles: 0 added, 0 changed, 0 unchanged, 0 removed",
      `Polls: 0 added, 0 changed, ${POLLS.length + 2} unchanged, 0 removed`,
    ]);
  });

  test("moves the closing date, and keeps the votes", async () => {
    const until = (date: string): Promise<string> =>
      edition({ "polls/dated.yaml": `${poll("dated")}closesAt: ${date}\n` });
    await publish(await until("2998-01-01"));
    expect(await vote("dated", "a")).toBe(201);
    expect((await publish(await until("2026-01-01"))).code).toBe(0);
    expect(await vote("dated", "b")).toBe(409);
    const { code, lines } = await publish(await until("2999-01-01"));
    expect(lines).toContain(`Polls: 0 added, 1 changed, ${POLLS.length} unchanged, 0 removed`);
    expect(code).toBe(0);
    expect(await vote("dated", "b")).toBe(201);
    expect(await results("dated")).toMatchObject({ status: "open", counted: 2 });
  });

  test("takes a removed poll out of the site, and brings its votes back with its file", async () => {
    const folder = await edition({ "polls/gone.yaml": poll("gone") });
    await publish(folder);
    expect(await vote("gone", "a")).toBe(201);
    await rm(join(folder, "polls/gone.yaml"));
    const { lines } = await publish(folder);
    expect(lines).toContain(`Polls: 0 added, 0 changed, ${POLLS.length} unchanged, 1 removed`);
    expect((await fetch(`${site.url}/polls/gone`)).status).toBe(404);
    expect(await vote("gone", "b")).toBe(404);
    await writeFile(join(folder, "polls/gone.yaml"), poll("gone"));
    await publish(folder);
    expect(await results("gone")).toMatchObject({ counted: 1 });
  });
});

describe("after the site was stopped and its databases were altered", () => {
  beforeAll(async () => {
    await run("verify");
    await site.interrupt();
    for (const { sql } of Object.values(IN_D1)) await alter("d1", sql);
    for (const [id, { sql }] of Object.entries(IN_LEDGER)) await alter("do", sql, id);
    site = await startSite(home, ["--content", content]);
  }, 120_000);

  test("goes on to the other polls after one that differs, and ends with exit code 1", async () => {
    const { code, lines } = await run("verify");
    const different = [...Object.keys(IN_D1), ...Object.keys(IN_LEDGER)];
    for (const id of different) expect(lines).toContain(`${id}: DIFFERS`);
    expect(lines).toContain("sound: 3 votes, ledger = tally = D1");
    expect(lines.at(-1)).toContain(`${different.length} of ${POLLS.length} polls differ`);
    expect(code).toBe(1);
  });

  test.each(Object.entries(IN_D1))(
    "says what differs in D1 of poll “%s”, and reprojecting repairs it",
    async (id, { said }) => {
      const before = await run("verify", "--poll", id);
      expect(before.lines.slice(1, -1).map((line) => line.trim())).toEqual(said);
      expect(before.code).toBe(1);
      const repaired = await run("reproject", "--poll", id);
      expect(repaired.lines).toContain(`${id}: 3 votes, ledger = tally = D1`);
      expect(repaired.code).toBe(0);
      expect((await run("verify", "--poll", id)).code).toBe(0);
      expect(await results(id)).toMatchObject({ counted: 3, received: 4 });
    },
  );

  test.each(Object.entries(IN_LEDGER))(
    "says that the ledger of poll “%s” contradicts itself, and reprojecting does not hide it",
    async (id, { said }) => {
      const { code, lines } = await run("verify", "--poll", id);
      for (const line of said) expect(lines).toContain(`  ${line}`);
      expect(code).toBe(1);
      expect((await run("reproject", "--poll", id)).code).toBe(1);
      expect((await run("verify", "--poll", id)).code).toBe(1);
    },
  );
});
