import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { emptyTallies, type Tallies } from "../../src/core/results/tally.ts";

const OPTIONS = ["a", "b", "c", "d"];
const QUESTIONS = ["q1", "q2", "q3"];

/** The files of a stopped site's poll objects, by poll. */
export async function objectFiles(folder: string): Promise<Map<string, string>> {
  const objects = join(folder, "v3/do/hustings-Poll");
  const files = new Map<string, string>();
  for (const name of await readdir(objects)) {
    if (!name.endsWith(".sqlite") || name.startsWith("metadata")) continue;
    const file = join(objects, name);
    const db = new DatabaseSync(file);
    const row = tablesOf(db).has("state")
      ? db.prepare("SELECT value FROM state WHERE key = 'definition'").get()
      : undefined;
    db.close();
    if (row) files.set((JSON.parse(String(row["value"])) as { id: string }).id, file);
  }
  return files;
}

function tablesOf(db: DatabaseSync): Set<string> {
  return new Set(
    db
      .prepare("SELECT name FROM sqlite_master")
      .all()
      .map((row) => String(row["name"])),
  );
}

/**
 * Fills the ledger of a stopped site's poll with votes, as if they had been cast and copied to D1. Returns its size in
 * bytes.
 */
export async function seedVotes(file: string, votes: number, ranked: boolean): Promise<number> {
  const db = new DatabaseSync(file);
  const answers = (n: number): Record<string, string[]> =>
    ranked ? { r: ranking(n) } : Object.fromEntries(QUESTIONS.map((q, i) => [q, [option(n + i)]]));
  db.exec("BEGIN");
  const ledger = db.prepare(
    "INSERT INTO ledger (seq, cast_at, kind, receipt, audience, answers) VALUES (?, ?, 'vote', ?, ?, ?)",
  );
  const voter = db.prepare("INSERT INTO voter (key, seq) VALUES (?, ?)");
  const tallies: Tallies = emptyTallies();
  tallies.audiences["students"] = emptyTallies().all;
  const sums = [tallies.all, tallies.audiences["students"]];
  for (let n = 1; n <= votes; n += 1) {
    const chosen = answers(n);
    ledger.run(n, 1_793_000_000_000 + n, "ABCD-ABCD-ABCD-ABCD", "students", JSON.stringify(chosen));
    // Distributed like digests.
    voter.run(
      ((n * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0").padEnd(24, "0") +
        n.toString(16).padStart(8, "0"),
      n,
    );
    for (const sum of sums) {
      sum.votes += 1;
      for (const [question, [first = ""]] of Object.entries(chosen)) {
        sum.voters[question] = (sum.voters[question] ?? 0) + 1;
        const counts = (sum.options[question] ??= {});
        counts[first] = (counts[first] ?? 0) + 1;
      }
    }
  }
  const counts = {
    received: votes,
    counted: votes,
    refused: {},
    revised: 0,
    withdrawn: 0,
    voided: 0,
    looked: 0,
    seq: votes,
    lastCastAt: 1_793_000_000_000 + votes,
    version: votes + 1,
    tallies,
    voids: [],
  };
  const write = db.prepare(
    "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  write.run("counts", JSON.stringify(counts));
  write.run("watermark", JSON.stringify({ seq: votes, version: votes + 1 }));
  db.exec("COMMIT");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  return (await stat(file)).size;
}

function option(n: number): string {
  return OPTIONS[(n * 7) % OPTIONS.length] ?? "a";
}

/** One of the 24 orders of four options. */
function ranking(n: number): string[] {
  const left = [...OPTIONS];
  const order: string[] = [];
  for (let k = n % 24; left.length > 0;) {
    order.push(...left.splice(k % left.length, 1));
    k = Math.floor(k / Math.max(1, left.length));
  }
  return order;
}
