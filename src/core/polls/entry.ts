import type { Answers } from "../ballots/ballot.ts";

/** The kind of a ledger entry. A counted ballot is a `vote`. */
export type EntryKind = "vote" | "withdrawal" | "void" | "look";

/** An entry of a poll's ledger, without voter key and the voter's own texts. Entries are immutable. */
export interface LedgerEntry {
  /** Sequence number in the ledger, from 1. */
  seq: number;
  /** Milliseconds since 1970 (UTC), never less than that of the previous entry. */
  castAt: number;
  kind: EntryKind;
  /** Sixteen letters and digits, shown to the voter only. */
  receipt: string;
  audience: string | null;
  answers: Answers;
  /** The number of the entry that this one replaces, withdraws or voids. */
  supersedes: number | null;
  /** Why a vote was voided. */
  note: string | null;
}

/** An entry without the voter's own texts, which never leave the poll's object unless an editor approves them. */
export function withoutTexts(entry: LedgerEntry): LedgerEntry {
  const { seq, castAt, kind, receipt, audience, answers, supersedes, note } = entry;
  return { seq, castAt, kind, receipt, audience, answers, supersedes, note };
}

/** The schema version of a poll's object, as used by `/health` and `deploy`. */
export const LEDGER_VERSION = 2;
