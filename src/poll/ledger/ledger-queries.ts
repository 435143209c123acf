import type { Answers } from "../../core/ballots/ballot.ts";
import type { EntryKind } from "../../core/polls/entry.ts";
import { emptyTallies, emptyTally, type Tallies } from "../../core/results/tally.ts";

/** The effect of an entry on the rankings. */
interface RankingChange {
  seq: number;
  added: Answers | null;
  removed: Answers | null;
}

/** Read-only queries over a whole ledger. They read many rows. */
export class LedgerQueries {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The ranking changes of the entries after `seq`: each with the answers it adds and those it supersedes. */
  changesAfter(seq: number, limit: number): RankingChange[] {
    return this.#sql
      .exec<{
        seq: number;
        kind: EntryKind;
        answers: string;
        was: string | null;
        old: string | null;
      }>(
        `SELECT l.seq, l.kind, l.answers, t.kind AS was, t.answers AS old
          FROM ledger l LEFT JOIN ledger t ON t.seq = l.supersedes WHERE l.seq > ? ORDER BY l.seq LIMIT ?`,
        seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        seq: row.seq,
        added: row.kind === "vote" ? (JSON.parse(row.answers) as Answers) : null,
        removed: row.was === "vote" && row.old !== null ? (JSON.parse(row.old) as Answers) : null,
      }));
  }

  /** Recounts the ledger up to an entry, ignoring the stored tallies. */
  fold(ranked: ReadonlySet<string>, upTo: number): Tallies {
    const tallies = emptyTallies();
    // Snapshot as of that entry: a later withdrawal, void or revision does not count.
    const standing = `l.kind = 'vote' AND l.seq <= ?1
      AND NOT EXISTS (SELECT 1 FROM ledger AS s WHERE s.supersedes = l.seq AND s.seq <= ?1)`;
    const votes = this.#sql.exec<{ audience: string; n: number }>(
      `SELECT coalesce(audience, '') AS audience, count(*) AS n FROM ledger AS l WHERE ${standing} GROUP BY 1`,
      upTo,
    );
    for (const { audience, n } of votes) {
      tallies.all.votes += n;
      tallies.audiences[audience] = { ...emptyTally(), votes: n };
    }
    const voters = this.#sql.exec<{ audience: string; question: string; n: number }>(
      `SELECT coalesce(audience, '') AS audience, q.key AS question, count(*) AS n
        FROM ledger AS l, json_each(answers) AS q WHERE ${standing} GROUP BY 1, 2`,
      upTo,
    );
    for (const { audience, question, n } of voters) {
      for (const tally of [tallies.all, tallies.audiences[audience]]) {
        if (tally) tally.voters[question] = (tally.voters[question] ?? 0) + n;
      }
    }
    const options = this.#sql.exec<{
      audience: string;
      question: string;
      option: string;
      n: number;
    }>(
      `SELECT coalesce(audience, '') AS audience, q.key AS question, o.value AS option, count(*) AS n
        FROM ledger AS l, json_each(answers) AS q, json_each(q.value) AS o WHERE ${standing}
        AND (o.key = 0 OR q.key NOT IN (SELECT value FROM json_each(?2))) GROUP BY 1, 2, 3`,
      upTo,
      JSON.stringify([...ranked]),
    );
    for (const { audience, question, option, n } of options) {
      for (const tally of [tallies.all, tallies.audiences[audience]]) {
        if (!tally) continue;
        const counts = (tally.options[question] ??= {});
        counts[option] = (counts[option] ?? 0) + n;
      }
    }
    return tallies;
  }

  /** The number of entries of each kind, of votes that revised another, and of entries that are their voter's first. */
  countKinds(): Record<EntryKind | "revised" | "first", number> {
    const counts = { vote: 0, withdrawal: 0, void: 0, look: 0, revised: 0, first: 0 };
    const rows = this.#sql.exec<{ kind: EntryKind; n: number; first: number }>(
      "SELECT kind, count(*) AS n, sum(supersedes IS NULL) AS first FROM ledger GROUP BY kind",
    );
    for (const { kind, n, first } of rows) {
      counts[kind] = n;
      counts.first += first;
    }
    counts.revised = this.#sql
      .exec<{ n: number }>(
        "SELECT count(*) AS n FROM ledger l JOIN ledger t ON t.seq = l.supersedes WHERE l.kind = 'vote' AND t.kind = 'vote'",
      )
      .one().n;
    return counts;
  }

  /** The last sequence number, and how many entries do not have the number `next` returns for the previous one. */
  numbering(next: (last: number) => number): { last: number; strays: number } {
    let last = 0;
    let strays = 0;
    for (const { seq } of this.#sql.exec<{ seq: number }>("SELECT seq FROM ledger ORDER BY seq")) {
      if (seq !== next(last)) strays += 1;
      last = seq;
    }
    return { last, strays };
  }

  /** Standing votes by receipt. */
  findReceipts(receipts: readonly string[]): number[] {
    return this.#seqs("l.receipt IN (SELECT value FROM json_each(?))", JSON.stringify(receipts));
  }

  /** Standing votes of a period (`from` inclusive, `to` exclusive), optionally of one network. */
  findVotes(from: number, to: number, network: string | null): number[] {
    if (network === null) return this.#seqs("l.cast_at >= ? AND l.cast_at < ?", from, to);
    return this.#seqs(
      "l.cast_at >= ? AND l.cast_at < ? AND l.seq IN (SELECT seq FROM origin WHERE network = ?)",
      from,
      to,
      network,
    );
  }

  #seqs(where: string, ...values: (string | number)[]): number[] {
    return this.#sql
      .exec<{ seq: number }>(
        `SELECT l.seq FROM ledger l WHERE l.kind = 'vote' AND ${where}
          AND NOT EXISTS (SELECT 1 FROM ledger s WHERE s.supersedes = l.seq) ORDER BY l.seq`,
        ...values,
      )
      .toArray()
      .map((row) => row.seq);
  }

  /** Of the wanted texts (by question), those that a standing vote has. */
  standingTexts(wanted: Record<string, readonly string[]>): { question: string; text: string }[] {
    return this.#sql
      .exec<{ question: string; text: string }>(
        `SELECT DISTINCT t.key AS question, t.value AS text FROM ledger l, json_each(l.texts) AS t
          WHERE l.kind = 'vote' AND l.texts IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM ledger s WHERE s.supersedes = l.seq)
            AND EXISTS (SELECT 1 FROM json_each(?1) AS q, json_each(q.value) AS w
              WHERE q.key = t.key AND w.value = t.value)`,
        JSON.stringify(wanted),
      )
      .toArray();
  }

  /** The distinct texts that standing votes have for open options, with the number of votes for each; at most 2,000. */
  texts(): { question: string; text: string; votes: number }[] {
    return this.#sql
      .exec<{ question: string; text: string; votes: number }>(
        `SELECT t.key AS question, t.value AS text, count(*) AS votes FROM ledger l, json_each(l.texts) AS t
          WHERE l.kind = 'vote' AND l.texts IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM ledger s WHERE s.supersedes = l.seq)
          GROUP BY t.key, t.value ORDER BY votes DESC, text LIMIT 2000`,
      )
      .toArray();
  }
}
