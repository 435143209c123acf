/** The format version of backup files. Increased when older files can't be read any more. */
export const BACKUP_FORMAT = 1;

/**
 * The D1 tables in a backup: all data that neither another store nor a publish could recover. They are restored in this
 * order: the publication itself last, so that nothing is shown before everything is restored.
 */
export const COPIED_TABLES = [
  "activity",
  "articles",
  "revisions",
  "plain_pages",
  "redirects",
  "renames",
  "state",
  "polls",
  "images",
  "share_images",
  "sites",
] as const;

export type CopiedTable = (typeof COPIED_TABLES)[number];

/**
 * The tables of a poll's object in a backup. Data on networks is left out: it must not outlive the poll, and a backup
 * does.
 */
export const LEDGER_TABLES = ["definition", "act", "invitation", "voter", "ledger"] as const;

export type LedgerTable = (typeof LEDGER_TABLES)[number];

/** A row by column name, as stored in the database: JSON is text. */
export type CopiedRow = Record<string, string | number | null>;

/** A page of rows of a table. */
export interface CopiedRows {
  rows: CopiedRow[];
  /** The `after` of the next page; `null`: this was the last page. */
  next: string | null;
}

/**
 * A point in a ledger's history, as of which it is copied while voting goes on. Entries, definitions and acts are
 * append-only, so all of them up to these numbers are exactly those of that moment.
 */
export interface Cut {
  /** The numbers of the last entry, definition and act. */
  seq: number;
  definition: number;
  act: number;
  /** Milliseconds since 1970 (UTC). The copy has the invitations up to this time. */
  at: number;
}

/** The state rows of a poll's object in a backup: key → JSON. */
export type LedgerState = Record<string, string>;

/** The head of a ledger's backup. */
export interface LedgerHead {
  cut: Cut;
  state: LedgerState;
  /** The number of objects that the poll is split over, according to the first. */
  shards: number;
}

/** The outcome of restoring a ledger. */
export type RestoreOutcome =
  | { outcome: "restored" }
  /** A poll of that name already has a ledger here. It is left unchanged. */
  | { outcome: "kept" }
  | { outcome: "refused"; reason: string };

/** Whether a name is in a list. */
export function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}
