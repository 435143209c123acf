import { contradictions } from "../core/polls/audit-check.ts";
import {
  type CopiedRow,
  type CopiedRows,
  type Cut,
  LEDGER_TABLES,
  type LedgerHead,
  type LedgerState,
  type LedgerTable,
  type RestoreOutcome,
} from "../core/backup.ts";
import { shardsOf } from "../core/polls/shards.ts";
import { auditOf } from "./ledger/audit.ts";
import type { Books, BookState } from "./ledger/poll-state.ts";

/**
 * The state rows in a backup. Left out are the watermark (the D1 of a restored ledger starts empty), the salt of the
 * network digests (it must not outlive the poll), and the revision of the rules: in a poll that is split, the first
 * object sends its rules to the others again, as their backups may be from another moment.
 */
const COPIED_STATE = [
  "definition",
  "control",
  "counts",
  "closed",
  "removed",
  "shard",
  "approved",
] as const satisfies (keyof BookState)[];

const MAX_ROWS = 5000;
const MAX_CHARACTERS = 1_000_000;

const KEYS: Record<LedgerTable, string> = {
  definition: "revision",
  act: "n",
  invitation: "hash",
  voter: "key",
  ledger: "seq",
};

/** Backs up a ledger, and restores it. */
export class Copies {
  readonly #books: Books;
  readonly #sql: SqlStorage;

  constructor(books: Books, sql: SqlStorage) {
    this.#books = books;
    this.#sql = sql;
  }

  /** The head of a backup as of now: everything but the rows. `null` if there is no ledger. */
  head(now: number): LedgerHead | null {
    const { definition, counts, restore } = this.#books.state;
    if (!definition || restore?.done === false) return null;
    const last = (table: LedgerTable): number =>
      this.#sql.exec<{ n: number | null }>(`SELECT max(${KEYS[table]}) AS n FROM ${table}`).one()
        .n ?? 0;
    const state: LedgerState = {};
    for (const key of COPIED_STATE) {
      const value = this.#books.tables.text(key);
      if (value !== null) state[key] = value;
    }
    const cut = { seq: counts.seq, definition: last("definition"), act: last("act"), at: now };
    return { cut, state, shards: this.#books.shards };
  }

  /**
   * Rows of a table as they were at the cut, in key order.
   *
   * @param after the key of the previous row; `null`: from the beginning
   */
  rows(table: LedgerTable, cut: Cut, after: string | null): CopiedRows {
    if (!this.#books.tables.exists) return { rows: [], next: null };
    const key = KEYS[table];
    // Numeric keys are compared as numbers: as text they would sort differently.
    const from = after === null || typeOf(table) === "text" ? after : Number(after);
    const found = this.#sql.exec<CopiedRow>(
      `SELECT * FROM ${table} WHERE (?1 IS NULL OR ${key} > ?1) AND ${within(table)} ORDER BY ${key} LIMIT ?3`,
      from,
      bound(table, cut),
      MAX_ROWS,
    );
    const rows: CopiedRow[] = [];
    let [read, characters, last] = [0, 0, after];
    for (const row of found) {
      read += 1;
      last = String(row[key]);
      const then = table === "voter" ? this.#voterAt(row, cut) : row;
      if (!then) continue;
      rows.push(then);
      characters += lengthOf(then);
      if (characters > MAX_CHARACTERS) return { rows, next: last };
    }
    return { rows, next: read === MAX_ROWS ? last : null };
  }

  /** A voter as of the cut: with the entry that was current then; `null` if the voter had none. */
  #voterAt({ key, seq }: CopiedRow, cut: Cut): CopiedRow | null {
    let entry: number | null = Number(seq);
    while (entry !== null && entry > cut.seq) {
      entry = this.#books.tables.entry(entry)?.supersedes ?? null;
    }
    return entry === null ? null : { key: key ?? null, seq: entry };
  }

  /**
   * Imports rows of a backup. Until all are imported and `finish` was called, there is no poll here and nobody can
   * vote. A crash between two calls leaves some rows. Idempotent: rows already imported are ignored. Another `id`
   * starts over.
   */
  takeIn(id: string, table: LedgerTable, rows: readonly CopiedRow[]): RestoreOutcome {
    const { definition, restore } = this.#books.state;
    if (restore?.id === id && restore.done) return { outcome: "restored" };
    if (definition) return { outcome: "kept" };
    const columns = Object.keys(rows[0] ?? {});
    const unknown = this.#unknown(table, columns);
    if (unknown.length > 0) {
      return refused(
        `table ${table} has no column ${unknown.join(", ")} in this version. Deploy the one that the backup was made with`,
      );
    }
    this.#books.commit({ restore: { id, done: false } }, () => {
      if (restore !== null && restore.id !== id) {
        for (const name of LEDGER_TABLES) this.#sql.exec(`DELETE FROM ${name}`);
      }
      if (columns.length === 0) return;
      this.#sql.exec(
        `INSERT OR IGNORE INTO ${table} (${columns.join(", ")})
          SELECT ${columns.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each(?)`,
        JSON.stringify(rows),
      );
    });
    return { outcome: "restored" };
  }

  /**
   * Turns the imported rows into the poll's ledger in one commit, if they are complete and consistent. A crash before
   * that commit leaves no poll here; a crash after it leaves the poll as it was at the time of the backup.
   *
   * @param counts the number of rows in the backup of each table
   */
  finish(id: string, state: LedgerState, counts: Record<LedgerTable, number>): RestoreOutcome {
    const { definition, restore } = this.#books.state;
    if (restore?.id === id && restore.done) return { outcome: "restored" };
    if (definition) return { outcome: "kept" };
    if (restore?.id !== id) return refused("nothing of it was taken in");
    for (const table of LEDGER_TABLES) {
      const { n } = this.#sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one();
      if (n !== counts[table]) {
        return refused(`table ${table} has ${n} rows, and its copy ${counts[table]}`);
      }
    }
    const known = COPIED_STATE.flatMap((key) => {
      const text = state[key];
      return text === undefined ? [] : [[key, JSON.parse(text)] as const];
    });
    let found: string[] = [];
    try {
      this.#books.together(() => {
        const copied = Object.fromEntries(known) as Partial<BookState>;
        // Another object's backup may have votes that were counted after the first object was backed up.
        const fixed = (copied.shard ?? 0) === 0 && shardsOf(copied.definition ?? null) > 1;
        this.#books.commit({ ...copied, fixed, restore: { id, done: true } });
        const audit = auditOf(this.#books);
        found = audit ? contradictions(audit) : ["it has no definition"];
        if (found.length > 0) throw new Error("the copy contradicts itself");
      });
    } catch (error) {
      if (found.length === 0) throw error;
      return refused(found.join("; "));
    }
    return { outcome: "restored" };
  }

  #unknown(table: LedgerTable, columns: readonly string[]): string[] {
    this.#books.tables.create();
    const known = this.#sql
      .exec<{ name: string }>("SELECT name FROM pragma_table_info(?)", table)
      .toArray()
      .map(({ name }) => name);
    return columns.filter((name) => !known.includes(name));
  }
}

function typeOf(table: LedgerTable): "text" | "number" {
  return table === "voter" || table === "invitation" ? "text" : "number";
}

/** The SQL condition for rows that existed at the cut. All voters match; `#voterAt` filters them. */
function within(table: LedgerTable): string {
  if (table === "voter") return "?2 IS NOT NULL";
  return `${table === "invitation" ? "at" : KEYS[table]} <= ?2`;
}

function bound(table: LedgerTable, cut: Cut): number {
  switch (table) {
    case "definition":
      return cut.definition;
    case "act":
      return cut.act;
    case "invitation":
      return cut.at;
    case "voter":
    case "ledger":
      return cut.seq;
    default:
      return table satisfies never;
  }
}

function lengthOf(row: CopiedRow): number {
  return Object.values(row).reduce<number>((sum, value) => sum + String(value).length, 0);
}

function refused(reason: string): RestoreOutcome {
  return { outcome: "refused", reason };
}
