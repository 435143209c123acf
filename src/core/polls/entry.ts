import type { Answers } from "../ballots/ballot.ts";

/** What an entry of a poll's ledger is. A ballot that is counted is a `vote`. */
export type EntryKind = "vote" | "withdrawal" | "void" | "look";

/** An entry of a poll's ledger, without its voter key and the voter's own words. Entries are never changed. */
export interface LedgerEntry {
  /** Place in the ledger, from 1. */
  seq: number;
  /** Milliseconds since 1970 (UTC), never less than that of the entry before. */
  castAt: number;
  kind: EntryKind;
  /** Sixteen letters and digits that only the voter is shown. */
  receipt: string;
  audience: string | null;
  answers: Answers;
  /** The number of the entry that this one takes the place of, or takes out. */
  supersedes: number | null;
  /** Why a vote was voided. */
  note: string | null;
}

/** An entry without anything of the voter's own words, which never leave the poll's object unless an editor lets them. */
export function withoutTexts(entry: LedgerEntry): LedgerEntry {
  const { seq, castAt, kind, receipt, audience, answers, supersedes, note } = entry;
  return { seq, castAt, kind, receipt, audience, answers, supersedes, note };
}

/** The version of the tables of a poll's object, as `/health` and `deploy` know it. */
export const LEDGER_VERSION = 2;
