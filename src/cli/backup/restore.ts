import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  LEDGER_TABLES,
  type RestoreOutcome,
} from "../../core/backup.ts";
import { Api } from "../api/client.ts";
import { BackupReader } from "./backup-folder.ts";
import { CliError } from "../output/errors.ts";
import type { Target } from "../local/local.ts";
import { renderPages } from "../publishing/render-pages.ts";
import { picturesOf } from "./stored-pictures.ts";
import { type Verified, verify } from "./verify.ts";

/** What was restored. */
interface Restored {
  to: string;
  takenAt: string;
  /** Ledgers that were restored, and those that existed already and were left as they are. */
  ledgers: string[];
  kept: string[];
  pictures: number;
  pages: { written: number; deleted: number };
  verified: Verified;
}

/** Rows per request. Each D1 row is a statement, and a request may have about fifty. */
const D1_ROWS = 40;
const LEDGER_ROWS = 5000;

/**
 * Restores a backup into a site that nothing was ever published to. Polls that were open continue where they stood, and
 * the site still knows who has voted. It can be stopped at any point and run again; the publication is shown once all
 * of its parts are there.
 *
 * @throws CliError if the backup is not as it was written (nothing was sent then), if the site has content, or if
 *   verification finds a difference at the end
 */
export async function restoreSite(
  target: Target,
  folder: string,
  print: (line: string) => void,
): Promise<Restored> {
  const backup = await BackupReader.open(folder);
  const { id, manifest } = backup;
  const api = new Api(target.to, target.token, target.by);
  print(`Backup of ${manifest.from}, as of ${manifest.takenAt}: whole.`);
  const sites = await rowsOf(backup, "sites");
  if (sites.length === 0)
    throw new CliError(`${folder} has no publication: nothing was published where it was made.`);
  const { done } = await api.send<{ done: boolean }>("POST", "/api/restore", { id });
  let put: Pick<Restored, "ledgers" | "kept" | "pictures"> = { ledgers: [], kept: [], pictures: 0 };
  if (done) print("It was put back here before. What may be missing is rendered.");
  else put = await putBack(api, backup, print);
  const pages = await renderPages(api, {}, print);
  print(`Pages: ${pages.written} written, ${pages.deleted} deleted`);
  const verified = await verify(target, undefined, print);
  const { origin } = sites[0] ?? {};
  if (origin !== new URL(target.to).origin) {
    print(
      `Links and feeds point to ${origin}, as they did. Where the site has another address now, publish its content folder once.`,
    );
  }
  return { to: target.to, takenAt: manifest.takenAt, ...put, pages, verified };
}

/**
 * Restores everything that readers can see, and makes it visible at the end. Idempotent: whatever was restored before
 * is ignored. A crash anywhere in here leaves a site that shows nothing yet, or everything; the same command continues.
 */
async function putBack(
  api: Api,
  backup: BackupReader,
  print: (line: string) => void,
): Promise<Pick<Restored, "ledgers" | "kept" | "pictures">> {
  const { id } = backup;
  for (const table of COPIED_TABLES) {
    if (table !== "sites") await sendTable(api, backup, table);
  }
  print("Content: put back");
  const pictures = await sendPictures(api, backup, print);
  print(`Pictures: ${pictures} put back`);
  const ledgers: string[] = [];
  const kept: string[] = [];
  for (const ledger of ledgersOf(backup)) {
    const { outcome } = await sendLedger(api, backup, ledger);
    (outcome === "kept" ? kept : ledgers).push(ledger);
    if (outcome === "kept") {
      print(`${ledger}: a poll of that name has a ledger here already, which is left as it is.`);
    } else if (ledgers.length % 20 === 0) print(`Ledgers: ${ledgers.length} put back`);
  }
  print(`Ledgers: ${ledgers.length} put back`);
  await sendTable(api, backup, "sites");
  await api.send("POST", "/api/restore/done", { id });
  return { ledgers, kept, pictures };
}

async function sendTable(api: Api, backup: BackupReader, table: CopiedTable): Promise<void> {
  for await (const rows of backup.rows(`d1/${table}.ndjson`, D1_ROWS)) {
    await api.send("POST", `/api/restore/tables/${table}`, { id: backup.id, rows });
  }
}

async function sendPictures(
  api: Api,
  backup: BackupReader,
  print: (line: string) => void,
): Promise<number> {
  const named = [...(await rowsOf(backup, "images")), ...(await rowsOf(backup, "share_images"))];
  const types = new Map(named.flatMap((row) => picturesOf(row)));
  let sent = 0;
  for (const path of backup.paths("images/")) {
    const wanted = path.slice("images/".length);
    const type = types.get(wanted) ?? "";
    const bytes = await backup.bytes(path);
    const { digest } = await api.sendBytes<{ digest: string }>("POST", "/api/files", bytes, type);
    if (digest !== wanted) throw new CliError(`${path} is not the picture that it is named after.`);
    sent += 1;
    if (sent % 100 === 0) print(`Pictures: ${sent} put back`);
  }
  return sent;
}

async function sendLedger(api: Api, backup: BackupReader, ledger: string): Promise<RestoreOutcome> {
  const { id } = backup;
  const path = `/api/restore/ledgers/${encodeURIComponent(ledger)}`;
  for (const table of LEDGER_TABLES) {
    for await (const rows of backup.rows(`ledgers/${ledger}/${table}.ndjson`, LEDGER_ROWS)) {
      const { outcome } = await api.send<RestoreOutcome>("POST", `${path}/${table}`, { id, rows });
      if (outcome === "kept") return { outcome };
    }
  }
  const copy = await backup.json<object>(`ledgers/${ledger}/state.json`);
  return api.send<RestoreOutcome>("POST", path, { id, ...copy });
}

/**
 * Names of the ledgers. For a split poll the first object comes last: as soon as it exists, it brings the others its
 * rules.
 */
function ledgersOf(backup: BackupReader): string[] {
  const names = backup
    .paths("ledgers/")
    .filter((path) => path.endsWith("/state.json"))
    .map((path) => path.split("/")[1] ?? "");
  const shard = (name: string): number => Number(name.split(".")[1] ?? 0);
  return names.toSorted((a, b) => shard(b) - shard(a) || (a < b ? -1 : 1));
}

async function rowsOf(backup: BackupReader, table: CopiedTable): Promise<CopiedRow[]> {
  const rows: CopiedRow[] = [];
  for await (const some of backup.rows(`d1/${table}.ndjson`, D1_ROWS)) rows.push(...some);
  return rows;
}
