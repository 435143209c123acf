import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedRows,
  LEDGER_TABLES,
  type LedgerHead,
} from "../../core/backup.ts";
import { shardName } from "../../core/polls/shards.ts";
import { Api } from "../api/client.ts";
import { BackupWriter } from "./backup-folder.ts";
import type { Target } from "../local/local.ts";
import { picturePath, picturesOf } from "./stored-pictures.ts";

/** The contents of a backup. */
interface BackedUp {
  folder: string;
  takenAt: string;
  articles: number;
  revisions: number;
  polls: number;
  /** Entries of all ledgers. */
  entries: number;
  pictures: number;
  /** Digests of pictures that the site refers to but has no bytes of. */
  missing: string[];
}

/** How many pictures are fetched concurrently. */
const AT_ONCE = 4;

/**
 * Writes everything that makes up a site into a folder: content with revisions, pictures, polls, and every poll's
 * ledger as it was at one moment. Voting and publishing continue meanwhile. Anything else in KV and D1 is rebuilt from
 * these.
 *
 * @throws CliError if the folder is not empty, or the site stops answering; the backup is then incomplete
 */
export async function backup(
  target: Target,
  folder: string,
  print: (line: string) => void,
): Promise<BackedUp> {
  const api = new Api(target.to, target.token);
  // Requested before the folder is made: if the site refuses, nothing is left behind.
  await api.send("GET", "/api/backup/tables/sites");
  const takenAt = new Date().toISOString();
  const writer = await BackupWriter.create(folder);
  const rows: Partial<Record<(typeof COPIED_TABLES)[number], number>> = {};
  const polls: string[] = [];
  const pictures = new Map<string, string>();
  // In the reverse of the order of a restore: a row that others refer to is read after them, so it is in the backup.
  for (const table of COPIED_TABLES.toReversed()) {
    const pages = pagesOf(api, `/api/backup/tables/${table}?`, (row) => {
      if (table === "polls") polls.push(String(row["id"]));
      for (const [digest, type] of picturesOf(row)) pictures.set(digest, type);
    });
    rows[table] = await writer.rows(`d1/${table}.ndjson`, pages);
  }
  print(`Content: ${rows.articles} articles, ${rows.revisions} revisions, ${polls.length} polls`);
  let entries = 0;
  let done = 0;
  for (const poll of polls) {
    entries += await copyLedgers(api, writer, poll);
    done += 1;
    if (done % 20 === 0) print(`Ledgers: ${done} of ${polls.length}`);
  }
  print(`Ledgers: ${entries} entries`);
  const missing = await copyPictures(api, writer, [...pictures.keys()], print);
  for (const digest of missing) print(`The site has no bytes of picture ${digest}.`);
  await writer.finish({ takenAt, from: target.to, missing });
  print(`Backup: ${folder}, as of ${takenAt}. It has voter keys: keep it where nobody else reads.`);
  return {
    folder,
    takenAt,
    articles: rows.articles ?? 0,
    revisions: rows.revisions ?? 0,
    polls: polls.length,
    entries,
    pictures: pictures.size - missing.length,
    missing,
  };
}

/**
 * Copies all ledgers of a poll. Each object's ledger is a snapshot of its own moment; on restore, the first object
 * brings the others its rules again.
 */
async function copyLedgers(api: Api, writer: BackupWriter, poll: string): Promise<number> {
  const head = await api.find<LedgerHead>(ledgerPath(poll));
  if (head === null) return 0;
  let entries = await copyLedger(api, writer, poll, head);
  for (let shard = 1; shard < head.shards; shard += 1) {
    const name = shardName(poll, shard);
    const own = await api.find<LedgerHead>(ledgerPath(name));
    // None if the first object has not brought it the rules yet: nobody has voted there.
    if (own) entries += await copyLedger(api, writer, name, own);
  }
  return entries;
}

async function copyLedger(
  api: Api,
  writer: BackupWriter,
  ledger: string,
  { cut, state }: LedgerHead,
): Promise<number> {
  const rows = new Map<string, number>();
  const upTo = new URLSearchParams({
    seq: String(cut.seq),
    definition: String(cut.definition),
    act: String(cut.act),
    at: String(cut.at),
  });
  for (const table of LEDGER_TABLES) {
    const pages = pagesOf(api, `${ledgerPath(ledger)}/${table}?${upTo.toString()}&`);
    rows.set(table, await writer.rows(`ledgers/${ledger}/${table}.ndjson`, pages));
  }
  const copy = { state, rows: Object.fromEntries(rows) };
  await writer.file(`ledgers/${ledger}/state.json`, `${JSON.stringify(copy)}\n`);
  return rows.get("ledger") ?? 0;
}

/** @returns digests of pictures that the site does not have */
async function copyPictures(
  api: Api,
  writer: BackupWriter,
  digests: readonly string[],
  print: (line: string) => void,
): Promise<string[]> {
  const missing: string[] = [];
  const waiting = [...digests];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
      const bytes = await api.findBytes(picturePath(digest));
      if (bytes) await writer.file(`images/${digest}`, bytes);
      else missing.push(digest);
      done += 1;
      if (done % 100 === 0) print(`Pictures: ${done} of ${digests.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return missing.toSorted();
}

async function* pagesOf(
  api: Api,
  path: string,
  see: (row: CopiedRow) => void = () => undefined,
): AsyncGenerator<CopiedRow[]> {
  for (let after: string | null = ""; after !== null;) {
    const from: string = after === "" ? "" : `after=${encodeURIComponent(after)}`;
    const page: CopiedRows = await api.send<CopiedRows>("GET", path + from);
    page.rows.forEach((row) => see(row));
    yield page.rows;
    after = page.next;
  }
}

function ledgerPath(ledger: string): string {
  return `/api/backup/ledgers/${encodeURIComponent(ledger)}`;
}
