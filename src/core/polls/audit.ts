import type { EntryKind } from "./entry.ts";
import type { Accounts } from "../results/results.ts";
import type { Tallies } from "../results/tally.ts";

/** A poll's own books, for `verify`. */
export interface Audit {
  /** The last sequence number assigned. */
  seq: number;
  /** The tallies maintained while voting. */
  tallies: Tallies;
  /** The tallies recounted from the ledger. */
  fold: Tallies;
  accounts: Accounts;
  /** The number of entries of each kind, of votes that revised another, and of entries that are their voter's first. */
  entries: Record<EntryKind | "revised" | "first", number>;
  /** The sequence number of the last entry, and how many entries have an unexpected one. */
  numbering: { last: number; strays: number };
  /** The number of distinct voters in the ledger. */
  voters: number;
  version: number;
  /** What D1 has acknowledged. */
  projected: { seq: number; version: number };
  /** Ids of ranked questions. */
  ranked: string[];
  /** The number of objects that the poll is split over. */
  shards: number;
}

/** The details of an act. */
export type ActDetail = Record<string, string | number | null>;

/** An act of the publication: who did what and when. */
export interface ActRecord {
  /** Milliseconds since 1970 (UTC). */
  at: number;
  who: string;
  what: string;
  detail: ActDetail;
}

/** A write of the publishing API, in the publication's log. */
export interface PublicationAct extends ActRecord {
  role: "editor" | "operator";
  /** `begun`: it is not known whether it was done. Logged before anything is changed. */
  outcome: "begun" | "done" | "refused" | "failed";
}

/** The data of a poll that only the publication may see. */
export interface Desk {
  /** Voters' own texts, with the number of standing votes for each. */
  texts: { question: string; text: string; votes: number }[];
  /** Question → texts approved for display. */
  approved: Record<string, string[]>;
  invitations: { made: number; used: number };
  /** The networks with the most votes, by digests that are meaningless outside of this poll. */
  networks: { network: string; votes: number; first: number; last: number }[];
}
