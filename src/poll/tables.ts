import type { Answers } from "../core/ballot.ts";
import type { PollDefinition } from "../core/poll.ts";
import { emptyTally, type Tally } from "../core/tally.ts";
import type { LedgerVote, Receipt } from "./outcome.ts";

/** The keys of the `state` table. docs/storage.md lists what each holds. */
type StateKey = "definition" | "counts" | "closed" | "removed" | "watermark";

/**
 * All SQL of a poll's object. Nothing here decides anything.
 * The tables are made when the poll is first defined: asking for a poll that doesn't exist writes nothing.
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

  /** Makes the tables where there are none. A crash right after it leaves empty ones, which say "no such poll". */
  create(): void {
    if (this.#exists) return;
    // `voter` has no rowid: a text key beside a rowid would cost a second row write for each vote.
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS definition (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS ledger (
        seq INTEGER PRIMARY KEY, cast_at INTEGER NOT NULL, receipt TEXT NOT NULL, audience TEXT, answers TEXT NOT NULL
      );
      CREATE TABLE IF NOT EXISTS voter (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    `);
    this.#exists = true;
  }

  read<T>(key: StateKey): T | null {
    if (!this.#exists) return null;
    const row = this.#sql
      .exec<{ value: string }>("SELECT value FROM state WHERE key = ?", key)
      .toArray()[0];
    return row ? (JSON.parse(row.value) as T) : null;
  }

  write(key: StateKey, value: unknown): void {
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

  definitions(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM definition").one().n;
  }

  /** Throws where this voter has voted: the key is the last guard against counting twice. */
  addVoter(voter: string, seq: number): void {
    this.#sql.exec("INSERT INTO voter (key, seq) VALUES (?, ?)", voter, seq);
  }

  addVote(vote: Receipt, answers: string, audience: string | null): void {
    this.#sql.exec(
      "INSERT INTO ledger (seq, cast_at, receipt, audience, answers) VALUES (?, ?, ?, ?, ?)",
      vote.seq,
      vote.castAt,
      vote.receipt,
      audience,
      answers,
    );
  }

  voteOf(voter: string): (Receipt & { audience: string | null; answers: string }) | null {
    const row = this.#sql
      .exec<VoteRow>(
        "SELECT l.seq, l.cast_at, l.receipt, l.audience, l.answers FROM voter v JOIN ledger l ON l.seq = v.seq WHERE v.key = ?",
        voter,
      )
      .toArray()[0];
    return row
      ? {
          seq: row.seq,
          castAt: row.cast_at,
          receipt: row.receipt,
          audience: row.audience,
          answers: row.answers,
        }
      : null;
  }

  votesAfter(seq: number, limit: number): LedgerVote[] {
    return this.#sql
      .exec<VoteRow>(
        "SELECT seq, cast_at, receipt, audience, answers FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?",
        seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        seq: row.seq,
        castAt: row.cast_at,
        receipt: row.receipt,
        audience: row.audience,
        answers: JSON.parse(row.answers) as Answers,
      }));
  }

  fold(upTo: number): Tally {
    const tally = emptyTally();
    tally.votes = this.#sql
      .exec<{ n: number }>("SELECT count(*) AS n FROM ledger WHERE seq <= ?", upTo)
      .one().n;
    const voters = this.#sql.exec<{ question: string; n: number }>(
      "SELECT q.key AS question, count(*) AS n FROM ledger, json_each(answers) AS q WHERE seq <= ? GROUP BY q.key",
      upTo,
    );
    for (const { question, n } of voters) tally.voters[question] = n;
    const options = this.#sql.exec<{ question: string; option: string; n: number }>(
      "SELECT q.key AS question, o.value AS option, count(*) AS n FROM ledger, json_each(answers) AS q, json_each(q.value) AS o WHERE seq <= ? GROUP BY q.key, o.value",
      upTo,
    );
    for (const { question, option, n } of options) {
      tally.options[question] = { ...tally.options[question], [option]: n };
    }
    return tally;
  }

  voters(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM voter").one().n;
  }
}

type VoteRow = {
  seq: number;
  cast_at: number;
  receipt: string;
  audience: string | null;
  answers: string;
};
