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
  #late: Late | null = null;

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
    if (this.#late) this.#late.voters.set(voter, seq);
    else this.#insertVoters([[voter, seq]]);
  }

  moveVoter(voter: string, seq: number): void {
    if (this.#late?.voters.has(voter)) {
      this.#late.voters.set(voter, seq);
      return;
    }
    this.#sql.exec("UPDATE voter SET seq = ? WHERE key = ?", seq, voter);
    this.#late?.known.set(voter, seq);
  }

  seqOf(voter: string): number | null {
    const late = this.#late?.voters.get(voter) ?? this.#late?.known.get(voter);
    if (late !== undefined) return late;
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
    if (!this.#late) {
      this.#insertEntries([entry]);
      return;
    }
    this.#late.entries.set(entry.seq, entry);
    if (entry.supersedes !== null) this.#late.superseders.set(entry.supersedes, entry);
  }

  entry(seq: number): NewEntry | null {
    const late = this.#late?.entries.get(seq);
    if (late) return late;
    const rows = this.#sql
      .exec<EntryRow>(`SELECT ${ENTRY} FROM ledger WHERE seq = ?`, seq)
      .toArray();
    return rows[0] ? toEntry(rows[0]) : null;
  }

  /** The entry that replaced, withdrew or voided this one. */
  supersederOf(seq: number): NewEntry | null {
    const late = this.#late?.superseders.get(seq);
    if (late) return late;
    const rows = this.#sql
      .exec<EntryRow>(`SELECT ${ENTRY} FROM ledger WHERE supersedes = ?`, seq)
      .toArray();
    return rows[0] ? toEntry(rows[0]) : null;
  }

  /**
   * Buffers new voters and entries during `work`, and then writes them by one statement per table. Call it in a
   * transaction. Until they are written, only `seqOf`, `entry` and `supersederOf` see them.
   *
   * @param voters the voters that `work` will look up, as far as known: one statement prefetches them
   */
  collect(work: () => void, voters: readonly string[]): void {
    const late: Late = {
      known: this.#seqsOf(voters),
      voters: new Map(),
      entries: new Map(),
      superseders: new Map(),
    };
    this.#late = late;
    try {
      work();
    } finally {
      this.#late = null;
    }
    if (late.entries.size > 0) this.#insertEntries([...late.entries.values()]);
    if (late.voters.size > 0) this.#insertVoters([...late.voters]);
  }

  #seqsOf(voters: readonly string[]): Map<string, number | null> {
    if (voters.length === 0 || !this.#exists) return new Map();
    const found = new Map<string, number | null>(voters.map((voter) => [voter, null]));
    const rows = this.#sql
      .exec<{ key: string; seq: number }>(
        "SELECT key, seq FROM voter WHERE key IN (SELECT value FROM json_each(?))",
        JSON.stringify(voters),
      )
      .toArray();
    for (const { key, seq } of rows) found.set(key, seq);
    return found;
  }

  #insertVoters(voters: readonly (readonly [voter: string, seq: number])[]): void {
    this.#sql.exec(
      "INSERT INTO voter (key, seq) SELECT value ->> 0, value ->> 1 FROM json_each(?)",
      JSON.stringify(voters),
    );
  }

  #insertEntries(entries: readonly NewEntry[]): void {
    const rows = entries.map(toRow);
    const columns = rows[0]?.map((_, i) => `value ->> ${i}`).join(", ");
    this.#sql.exec(
      `INSERT INTO ledger (${ENTRY}) SELECT ${columns} FROM json_each(?)`,
      JSON.stringify(rows),
    );
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

/** Writes buffered until the end of a turn, and voters prefetched at its beginning. */
interface Late {
  /** The current entries of voters; `null`: the voter has none. */
  known: Map<string, number | null>;
  voters: Map<string, number>;
  entries: Map<number, NewEntry>;
  superseders: Map<number, NewEntry>;
}
