import { createHash, randomUUID } from "node:crypto";
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseFiles } from "../../support/stores.ts";
import {
  type Home,
  hustings,
  makeHome,
  PROJECT,
  type RunningSite,
  startSite,
} from "../../support/site.ts";

// The sample publication with its pictures, an open poll in which is being voted, and a second site that is empty.

const PAGES = [
  "/",
  "/articles/a-long-view-from-the-neva",
  "/polls",
  "/feed.xml",
  "/about",
  "/sitemap.xml",
];
const POLL = "next-summit";
const ANN = randomUUID();

let home: Home;
let content: string;
let site: RunningSite;
let otherHome: Home;
let other: RunningSite;
let folder: string;

beforeAll(async () => {
  [home, otherHome] = [await makeHome(), await makeHome()];
  content = join(home.folder, "content");
  await cp(join(PROJECT, "content"), content, { recursive: true });
  // Both name the same address in their pages.
  await appendFile(join(content, "site.yaml"), "\nbaseUrl: https://review.example\n");
  site = await startSite(home, ["--content", content]);
  await appendFile(
    join(content, "articles/a-long-view-from-the-neva.md"),
    "\nOne paragraph more.\n",
  );
  await hustings(home, ["publish", "--content", content]);
  await vote(site, ANN);
  for (let n = 0; n < 20; n += 1) await vote(site);
  await hustings(home, ["hide", "--poll", "arctic-route"]);
  folder = join(home.folder, "backup");
  other = await startSite(otherHome, ["--empty"]);
}, 120_000);

afterAll(async () => {
  await Promise.all([site.interrupt(), other.interrupt()]);
  await Promise.all([home.remove(), otherHome.remove()]);
});

async function vote(at: RunningSite, key: string = randomUUID()): Promise<number> {
  const response = await fetch(`${at.url}/polls/${POLL}/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ answers: { "first-item": ["arms"] } }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function pages(at: RunningSite): Promise<string[]> {
  const texts = [];
  for (const path of PAGES) {
    const response = await fetch(at.url + path);
    expect(response.status).toBe(200);
    texts.push(await response.text());
  }
  return texts;
}

/** Files of a backup: path → bytes. What the site has done since is not of the copy. */
async function filesOf(of: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(of, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(of.length + 1), await readFile(path));
  }
  return files;
}

describe("a backup", () => {
  it("is made while the poll is voted in, for its owner's eyes alone", async () => {
    const end = new AbortController();
    const voting = (async () => {
      let n = 0;
      for (; !end.signal.aborted; n += 1) expect(await vote(site)).toBe(201);
      return n;
    })();
    const { code, out } = await hustings(home, ["backup", folder, "--json"]);
    end.abort();
    expect(await voting).toBeGreaterThan(1);
    expect(code, out).toBe(0);
    const answer = JSON.parse(out.slice(out.indexOf("{"))) as Record<string, number>;
    expect(answer).toMatchObject({ articles: 10, revisions: 11, polls: 6, missing: [] });
    expect(answer["entries"]).toBeGreaterThanOrEqual(21);
    expect(answer["pictures"]).toBeGreaterThan(20);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "manifest.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, `ledgers/${POLL}/voter.ndjson`))).mode & 0o777).toBe(0o600);
  });

  it("is put back into no site that has something", async () => {
    const before = await pages(site);
    const { code, out } = await hustings(home, ["restore", folder]);
    expect(code).toBe(1);
    expect(out).toContain("Nothing was done");
    expect(await pages(site)).toEqual(before);
  });

  it("is refused where a byte of it is another, and nothing is sent", async () => {
    const damaged = join(home.folder, "damaged");
    await cp(folder, damaged, { recursive: true });
    const file = join(damaged, `ledgers/${POLL}/ledger.ndjson`);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('\\"arms\\"', '\\"none\\"'));
    await rm(join(damaged, `ledgers/${POLL}/act.ndjson`));
    const { code, out } = await hustings(otherHome, ["restore", damaged]);
    expect(code).toBe(1);
    expect(out).toContain("Nothing was sent");
    expect(out).toContain(`ledgers/${POLL}/ledger.ndjson`);
    expect(out).toContain(`ledgers/${POLL}/act.ndjson`);
    expect((await fetch(`${other.url}/polls/${POLL}`)).status).toBe(404);
  });

  it("that was cut off is none", async () => {
    const half = join(home.folder, "half");
    await cp(folder, half, { recursive: true });
    await rm(join(half, "manifest.json"));
    const { code, out } = await hustings(otherHome, ["restore", half]);
    expect([code, out]).toEqual([1, expect.stringContaining("cut off before its end")]);
    await mkdir(join(half, "x"), { recursive: true });
    expect((await hustings(home, ["backup", half])).out).toContain("is not empty");
  });

  it("put back is the same site to the byte, and its poll goes on", async () => {
    const { code, out } = await hustings(otherHome, ["restore", folder]);
    expect(code, out).toBe(0);
    expect(out).toContain("6 polls verified.");
    const again = join(home.folder, "again");
    expect((await hustings(otherHome, ["backup", again])).code).toBe(0);
    const [before, after] = [await filesOf(folder), await filesOf(again)];
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    // What was done to a site is in its log: the restore itself, and when the backup was made, is not in the first.
    const differ = [...before].filter(([path, bytes]) => !after.get(path)?.equals(bytes));
    expect(differ.map(([path]) => path).toSorted()).toEqual([
      "d1/activity.ndjson",
      "manifest.json",
    ]);
    const log = String(after.get("d1/activity.ndjson"));
    expect(log.startsWith(String(before.get("d1/activity.ndjson")))).toBe(true);
    expect(await vote(other, ANN)).toBe(200);
    expect(await vote(other)).toBe(201);
    expect((await fetch(`${other.url}/polls/arctic-route`)).status).toBe(404);
    expect((await hustings(otherHome, ["verify"])).code).toBe(0);
  }, 60_000);

  it("put back has the pages that were there", async () => {
    // Numbers in them are of the moment.
    const plain = (text: string): string => text.replace(/\d+/g, "0");
    expect((await pages(other)).map(plain)).toEqual((await pages(site)).map(plain));
  });

  it("put back twice is put back once", async () => {
    const before = (await hustings(otherHome, ["verify"])).out;
    const { code, out } = await hustings(otherHome, ["restore", folder]);
    expect(code, out).toBe(0);
    expect(out).toContain("It was put back here before");
    expect((await hustings(otherHome, ["verify"])).out).toBe(before);
  });

  it("is put back over one that was killed in the middle", async () => {
    const third = await makeHome();
    const empty = await startSite(third, ["--empty"]);
    try {
      // So that its end is not reached: a ledger that the site refuses.
      const broken = join(home.folder, "broken");
      await cp(folder, broken, { recursive: true });
      const path = `ledgers/${POLL}/state.json`;
      const text = await readFile(join(broken, path), "utf8");
      await writeFile(join(broken, path), text.replace(/("rows":\{[^}]*"ledger":)\d+/, "$1 1"));
      await resign(broken, path);
      const failed = await hustings(third, ["restore", broken]);
      expect([failed.code, failed.out]).toEqual([1, expect.stringContaining("table ledger has")]);
      expect((await fetch(`${empty.url}/`)).status).not.toBe(200);
      expect((await hustings(third, ["restore", folder])).code).toBe(0);
      expect(await vote(empty, ANN)).toBe(200);
      expect((await hustings(third, ["verify"])).code).toBe(0);
    } finally {
      await empty.interrupt();
      await third.remove();
    }
  }, 120_000);
});

describe("rebuild", () => {
  it("makes KV again from D1, and D1's votes from the ledgers, to the byte", async () => {
    const before = await pages(site);
    await site.interrupt();
    await emptyKv();
    await alterD1();
    site = await startSite(home, ["--content", content]);
    expect((await hustings(home, ["verify"])).code).toBe(1);
    const { code, out } = await hustings(home, ["rebuild"]);
    expect(code, out).toBe(0);
    expect(out).toContain("6 polls verified.");
    // The pictures are in no other store of the site's: the content folder has them.
    expect(out).toContain("publish the content folder with --all");
    expect((await hustings(home, ["publish", "--content", content, "--all"])).code).toBe(0);
    expect((await hustings(home, ["rebuild"])).out).not.toContain("--all");
    expect(await pages(site)).toEqual(before);
    const found = await (await fetch(`${site.url}/search?q=Neva`)).text();
    expect(found).toContain("/articles/a-long-view-from-the-neva");
  }, 90_000);
});

/** Writes a file's new digest into a backup's manifest. */
async function resign(backup: string, path: string): Promise<void> {
  const file = join(backup, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as {
    files: Record<string, { sha256: string }>;
  };
  const sha256 = createHash("sha256")
    .update(await readFile(join(backup, path)))
    .digest("hex");
  Object.assign(manifest.files[path] ?? {}, { sha256 });
  await writeFile(file, JSON.stringify(manifest));
}

async function databases(kind: "d1" | "kv"): Promise<DatabaseSync[]> {
  const files = await databaseFiles(join(home.folder, "state"), kind);
  return files.map((file) => new DatabaseSync(file));
}

async function emptyKv(): Promise<void> {
  let deleted = 0;
  for (const db of await databases("kv")) {
    deleted += Number(db.prepare("DELETE FROM _mf_entries").run().changes);
    db.close();
  }
  expect(deleted).toBeGreaterThan(40);
}

async function alterD1(): Promise<void> {
  let altered = 0;
  for (const db of await databases("d1")) {
    altered += Number(
      db.prepare("UPDATE votes SET answers = '{}' WHERE seq % 2 = 0").run().changes,
    );
    altered += Number(db.prepare("DELETE FROM votes WHERE seq % 5 = 0").run().changes);
    db.close();
  }
  expect(altered).toBeGreaterThan(8);
}
