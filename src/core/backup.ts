/** The format of a backup's files. It grows when those of before can't be read any more. */
export const BACKUP_FORMAT = 1;

/**
 * Tables of D1 that a backup has: what no other store could give back, and no publish. In the order in which they are
 * put back: the publication itself last, so that nothing is shown before all of it is there.
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
 * Tables of a poll's object that a backup has. What is kept of networks is not among them: it must not outlive the
 * poll, and a backup does.
 */
export const LEDGER_TABLES = ["definition", "act", "invitation", "voter", "ledger"] as const;

export type LedgerTable = (typeof LEDGER_TABLES)[number];

/** A row, by the names of its columns, as the database has it: JSON is text. */
export type CopiedRow = Record<string, string | number | null>;

/** Some rows of a table. */
export interface CopiedRows {
  rows: CopiedRow[];
  /** What to ask for next; `null`: that was all. */
  next: string | null;
}

/**
 * A moment in a ledger, to which it is copied while voting goes on: entries, definitions and acts are only ever added,
 * so what there is up to these is what there was at this moment.
 */
export interface Cut {
  /** The last entry, definition and act. */
  seq: number;
  definition: number;
  act: number;
  /** Milliseconds since 1970 (UTC): invitations until then. */
  at: number;
}

/** What the object knows of its poll beside the rows of its tables: key → JSON. */
export type LedgerState = Record<string, string>;

/** The beginning of a ledger's copy. */
export interface LedgerHead {
  cut: Cut;
  state: LedgerState;
  /** Over how many objects the poll is split, as the first of them says. */
  shards: number;
}

/** What became of a ledger that was to be put back. */
export type RestoreOutcome =
  | { outcome: "restored" }
  /** A poll of that name has a ledger here. It is left as it is. */
  | { outcome: "kept" }
  | { outcome: "refused"; reason: string };

/** Whether a name is one of a list. */
export function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}
