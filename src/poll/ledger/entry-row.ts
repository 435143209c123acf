import type { Answers, Texts } from "../../core/ballots/ballot.ts";
import type { EntryKind, LedgerEntry } from "../../core/polls/entry.ts";

/** An entry with the voter's own texts, as written to the ledger. */
export interface NewEntry extends LedgerEntry {
  texts: Texts | null;
}

/** The columns of an entry, in the order of {@link toRow}. */
export const ENTRY = "seq, cast_at, kind, receipt, audience, answers, texts, supersedes, note";

/** An entry as SQLite returns it. */
export type EntryRow = {
  seq: number;
  cast_at: number;
  kind: EntryKind;
  receipt: string;
  audience: string | null;
  answers: string;
  texts: string | null;
  supersedes: number | null;
  note: string | null;
};

/** Parses a row. */
export function toEntry(row: EntryRow): NewEntry {
  const { seq, cast_at: castAt, kind, receipt, audience, supersedes, note } = row;
  const answers = JSON.parse(row.answers) as Answers;
  const texts = row.texts === null ? null : (JSON.parse(row.texts) as Texts);
  return { seq, castAt, kind, receipt, audience, answers, texts, supersedes, note };
}

/** The column values of an entry, in the order of {@link ENTRY}. */
export function toRow(entry: NewEntry): (string | number | null)[] {
  return [
    entry.seq,
    entry.castAt,
    entry.kind,
    entry.receipt,
    entry.audience,
    JSON.stringify(entry.answers),
    entry.texts === null ? null : JSON.stringify(entry.texts),
    entry.supersedes,
    entry.note,
  ];
}
