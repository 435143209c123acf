import type { Ballot } from "../../core/ballots/ballot.ts";
import { canonicalJson } from "../../core/digest.ts";
import type { OwnVote } from "../rpc-types.ts";
import type { NewEntry } from "./entry-row.ts";
import type { LedgerTables } from "./tables.ts";

/** Reads the entries of one voter. Each supersedes the previous one, and the last is the current one. */
export class VoterEntries {
  readonly #tables: LedgerTables;

  constructor(tables: LedgerTables) {
    this.#tables = tables;
  }

  /** A voter's current entry. */
  present(voter: string): NewEntry | null {
    if (!this.#tables.exists) return null;
    const seq = this.#tables.seqOf(voter);
    return seq === null ? null : this.#tables.entry(seq);
  }

  /** The vote with this receipt, in its current state. */
  byReceipt(seq: number, receipt: string): OwnVote | null {
    if (!this.#tables.exists) return null;
    let entry = this.#tables.entry(seq);
    if (!entry || entry.receipt !== receipt) return null;
    for (;;) {
      const next = this.#tables.supersederOf(entry.seq);
      if (!next || next.kind === "void") return this.toVote(entry);
      entry = next;
    }
  }

  /** An entry as shown to its voter. `superseder`: the entry that superseded it; `null` for a new entry. */
  toVote(entry: NewEntry, superseder = this.#tables.supersederOf(entry.seq)): OwnVote {
    const { seq, castAt, receipt, answers, texts, audience, kind } = entry;
    const vote: OwnVote = { seq, castAt, receipt, answers, audience, state: "counted" };
    if (texts !== null) vote.texts = texts;
    if (kind === "withdrawal") return { ...vote, state: "withdrawn" };
    if (kind === "look") return { ...vote, state: "looked" };
    if (superseder?.kind !== "void") return vote;
    return { ...vote, state: "voided", reason: superseder.note ?? "" };
  }

  /**
   * Whether this very ballot of this voter was counted before. In a `revisable` poll, a ballot equal to one that the
   * voter has superseded since is treated as a delayed duplicate of it, unless it names the current entry.
   */
  wasCounted(present: NewEntry, ballot: Ballot, revises: number | null): boolean {
    let entry: NewEntry | null = present;
    while (entry) {
      if (entry.kind === "vote" && isOfBallot(entry, ballot)) return true;
      if (revises === present.seq || entry.supersedes === null) return false;
      entry = this.#tables.entry(entry.supersedes);
    }
    return false;
  }

  /** Whether the entry is not voided, and its voter has changed the vote fewer than `limit` times. */
  standsAndChangedLessThan(present: NewEntry, limit: number): boolean {
    if (this.#tables.supersederOf(present.seq)?.kind === "void") return false;
    let depth = 0;
    for (let seq = present.supersedes; seq !== null && depth <= limit; depth += 1) {
      seq = this.#tables.entry(seq)?.supersedes ?? null;
    }
    return depth < limit;
  }
}

function isOfBallot({ answers, texts, audience }: NewEntry, ballot: Ballot): boolean {
  return canonicalJson({ answers, texts, audience }) === canonicalJson(ballot);
}
