import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { migrateLocal } from "../../../src/cli/local/migrate.ts";
import { databaseFiles } from "../../support/stores.ts";
import { PROJECT } from "../../support/site.ts";

let folder: string;
let names: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hustings-migrate-"));
  const files = await readdir(join(PROJECT, "migrations"));
  names = files.filter((name) => name.endsWith(".sql")).toSorted();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Does something with the local database while nothing else has it open. */
async function withDatabase<T>(work: (db: DatabaseSync) => T): Promise<T> {
  const [file = ""] = await databaseFiles(folder, "d1");
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const applied = (): Promise<unknown[]> =>
  withDatabase((db) => db.prepare("SELECT id, name, applied_at FROM d1_migrations").all());
const schema = (): Promise<unknown[]> =>
  withDatabase((db) => db.prepare("SELECT name, sql FROM sqlite_master ORDER BY name").all());

it("applies all migrations once, in the order of their names, and notes them as wrangler does", async () => {
  await migrateLocal(folder);
  const first = await applied();
  expect(first).toMatchObject(names.map((name, i) => ({ id: i + 1, name })));
  const tables = await schema();
  await migrateLocal(folder);
  expect(await applied()).toEqual(first);
  expect(await schema()).toEqual(tables);
});

it("says which migration the database could not take, and leaves nothing of it", async () => {
  await migrateLocal(folder);
  const last = names.at(-1) ?? "";
  // The migration makes `accounts` again, then meets a table that is there: the first must be undone.
  await withDatabase((db) => {
    db.exec("DROP TABLE accounts");
    db.prepare("DELETE FROM d1_migrations WHERE name = ?").run(last);
  });
  const [before, tables] = [await applied(), await schema()];
  await expect(migrateLocal(folder)).rejects.toThrow(`could not take migrations/${last}: `);
  expect(await applied()).toEqual(before);
  expect(await schema()).toEqual(tables);
});
