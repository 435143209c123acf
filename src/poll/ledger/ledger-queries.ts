import type { Answers } from "../../core/ballots/ballot.ts";
import type { EntryKind } from "../../core/polls/entry.ts";
import { emptyTallies, emptyTally, type Tallies } from "../../core/results/tally.ts";

/** What an entry did to the rankings. */
export interface RankingChange {
  seq: number;
  added: Answers | null;
  removed: Answers | null;
}

/** Questions to a whole ledger. They read many rows, and write none. */
export class LedgerQueries {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Entries after `seq`, each with what it takes the place of. */
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

  /** Adds the ledger up to an entry up, without looking at the tallies that were kept. */
  fold(ranked: ReadonlySet<string>, upTo: number): Tallies {
    const tallies = emptyTallies();
    // As of that entry: what took a vote out later does not count.
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

  /** How many entries there are of each kind, votes that revised another, and entries that are their voter's first. */
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

  /** The last number there is, and how many entries have another than the one that comes `next` after the one before. */
  numbering(next: (last: number) => number): { last: number; strays: number } {
    let last = 0;
    let strays = 0;
    for (const { seq } of this.#sql.exec<{ seq: number }>("SELECT seq FROM ledger ORDER BY seq")) {
      if (seq !== next(last)) strays += 1;
      last = seq;
    }
    return { last, strays };
  }

  /** Votes that stand, by receipt. */
  findReceipts(receipts: readonly string[]): number[] {
    return this.#seqs("l.receipt IN (SELECT value FROM json_each(?))", JSON.stringify(receipts));
  }

  /** Votes that stand, of a time (`from` included, `to` not) and, where one is named, a network. */
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

  /** Those of some texts (by question) that a vote which stands has. */
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

  /** Every different text that voters wrote for a question's open option, with how many standing votes have it. */
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
