import type { ActRecord } from "../../core/polls/audit.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { ENTRY, type EntryRow, type NewEntry, toEntry, toRow } from "./entry-row.ts";

/**
 * The SQL of a poll's ledger, without any decisions.
 * The tables are created when the poll is first defined: a request for a poll that doesn't exist writes nothing.
 */
export class LedgerTables {
  readonly #sql: SqlStorage;
  #exists: boolean;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#exists =
      sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'state'").toArray()
        .length > 0;
  }

  get exists(): boolean {
    return this.#exists;
  }

  /** Creates the tables if missing. A crash right after it leaves empty tables, which mean "no such poll". */
  create(): void {
    if (this.#exists) return;
    // Tables with a text key are WITHOUT ROWID: a rowid would cost a second row write for each vote.
    // `superseded` is the last guard against superseding an entry twice. It indexes only entries that supersede one.
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS definition (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS ledger (
        seq INTEGER PRIMARY KEY, cast_at INTEGER NOT NULL, kind TEXT NOT NULL, receipt TEXT NOT NULL,
        audience TEXT, answers TEXT NOT NULL, texts TEXT, supersedes INTEGER, note TEXT
      );
      CREATE UNIQUE INDEX IF NOT EXISTS superseded ON ledger (supersedes) WHERE supersedes IS NOT NULL;
      CREATE INDEX IF NOT EXISTS with_texts ON ledger (seq) WHERE texts IS NOT NULL;
      CREATE TABLE IF NOT EXISTS voter (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS invitation (hash TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS network (key TEXT PRIMARY KEY, tokens REAL NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS origin (seq INTEGER PRIMARY KEY, network TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS act (
        n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL
      );
    `);
    this.#exists = true;
  }

  read<T>(key: string): T | null {
    const text = this.text(key);
    return text === null ? null : (JSON.parse(text) as T);
  }

  /** A state row as stored: JSON. */
  text(key: string): string | null {
    if (!this.#exists) return null;
    const rows = this.#sql
      .exec<{ value: string }>("SELECT value FROM state WHERE key = ?", key)
      .toArray();
    return rows[0]?.value ?? null;
  }

  write(key: string, value: unknown): void {
    this.#sql.exec(
      "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key,
      JSON.stringify(value),
    );
  }

  addDefinition(definition: PollDefinition, at: number): void {
    this.#sql.exec(
      "INSERT INTO definition (at, body) VALUES (?, ?)",
      at,
      JSON.stringify(definition),
    );
  }

  /** Changes with every definition and every act, and never because of voters. */
  revision(): string {
    const { definitions, acts } = this.#sql
      .exec<{ definitions: number; acts: number }>(
        "SELECT (SELECT max(revision) FROM definition) AS definitions, (SELECT coalesce(max(n), 0) FROM act) AS acts",
      )
      .one();
    return `${definitions}.${acts}`;
  }

  /** The number of the last act. A definition is an act, too. */
  lastAct(): number {
    return this.#sql.exec<{ n: number }>("SELECT coalesce(max(n), 0) AS n FROM act").one().n;
  }

  addAct({ at, who, what, detail }: ActRecord): void {
    this.#sql.exec(
      "INSERT INTO act (at, who, what, detail) VALUES (?, ?, ?, ?)",
      at,
      who,
      what,
      JSON.stringify(detail),
    );
  }

  acts(limit: number): ActRecord[] {
    return this.#sql
      .exec<{ at: number; who: string; what: string; detail: string }>(
        "SELECT at, who, what, detail FROM act ORDER BY n DESC LIMIT ?",
        limit,
      )
      .toArray()
      .map((row) => ({ ...row, detail: JSON.parse(row.detail) as ActRecord["detail"] }));
  }

  /** Throws if this voter has an entry: the primary key is the last guard against counting twice. */
  addVoter(voter: string, seq: number): void {
    this.#sql.exec("INSERT INTO voter (key, seq) VALUES (?, ?)", voter, seq);
  }

  moveVoter(voter: string, seq: number): void {
    this.#sql.exec("UPDATE voter SET seq = ? WHERE key = ?", seq, voter);
  }

  seqOf(voter: string): number | null {
    const rows = this.#sql
      .exec<{ seq: number }>("SELECT seq FROM voter WHERE key = ?", voter)
      .toArray();
    return rows[0]?.seq ?? null;
  }

  voters(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM voter").one().n;
  }

  isInvited(hash: string): boolean {
    return this.#sql.exec("SELECT 1 FROM invitation WHERE hash = ?", hash).toArray().length > 0;
  }

  addInvitations(hashes: readonly string[], at: number): void {
    this.#sql.exec(
      "INSERT INTO invitation (hash, at) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
      at,
      JSON.stringify(hashes),
    );
  }

  /** The number of invitations issued, and how many of them were used. */
  countInvitations(): { made: number; used: number } {
    return this.#sql
      .exec<{ made: number; used: number }>(
        "SELECT (SELECT count(*) FROM invitation) AS made, (SELECT count(*) FROM voter WHERE key >= 'i' AND key < 'j') AS used",
      )
      .one();
  }

  addEntry(entry: NewEntry): void {
    this.#sql.exec(
      `INSERT INTO ledger (${ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...toRow(entry),
    );
  }

  entry(seq: number): NewEntry | null {
    const rows = this.#sql
      .exec<EntryRow>(`SELECT ${ENTRY} FROM ledger WHERE seq = ?`, seq)
      .toArray();
    return rows[0] ? toEntry(rows[0]) : null;
  }

  /** The entry that replaced, withdrew or voided this one. */
  supersederOf(seq: number): NewEntry | null {
    const rows = this.#sql
      .exec<EntryRow>(`SELECT ${ENTRY} FROM ledger WHERE supersedes = ?`, seq)
      .toArray();
    return rows[0] ? toEntry(rows[0]) : null;
  }

  /** @param characters no entries follow once answers and texts exceed this length in total */
  entriesAfter(seq: number, limit: number, characters = Number.MAX_SAFE_INTEGER): NewEntry[] {
    const rows = this.#sql
      .exec<EntryRow>(`SELECT ${ENTRY} FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit)
      .toArray();
    let length = 0;
    const end = rows.findIndex(({ answers, texts }) => {
      length += answers.length + (texts?.length ?? 0);
      return length > characters;
    });
    return (end === -1 ? rows : rows.slice(0, end + 1)).map(toEntry);
  }
}
