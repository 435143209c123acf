import type { EntryKind } from "./entry.ts";
import type { Accounts } from "../results/results.ts";
import type { Tallies } from "../results/tally.ts";

/** A poll's own books, for `verify`. */
export interface Audit {
  /** Last sequence number given. */
  seq: number;
  /** The tallies kept while voting. */
  tallies: Tallies;
  /** The ledger, added up anew. */
  fold: Tallies;
  accounts: Accounts;
  /** Entries of each kind; votes that revised another; entries that are their voter's first. */
  entries: Record<EntryKind | "revised" | "first", number>;
  /** The last number that an entry has, and how many have another than the one that was to come. */
  numbering: { last: number; strays: number };
  /** How many different voters the ledger knows. */
  voters: number;
  version: number;
  /** What D1 has acknowledged. */
  projected: { seq: number; version: number };
  /** Ids of ranked questions. */
  ranked: string[];
  /** Over how many objects the poll is split. */
  shards: number;
}

/** What there is to say of an act. */
export type ActDetail = Record<string, string | number | null>;

/** A deed of the publication: who did what, when. */
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
  /** `begun`: nobody knows whether it was done. It stands in the log before anything is changed. */
  outcome: "begun" | "done" | "refused" | "failed";
}

/** What of a poll only the publication may see. */
export interface Desk {
  /** What voters wrote, with how many votes that stand have it. */
  texts: { question: string; text: string; votes: number }[];
  /** Question → texts that may be shown. */
  approved: Record<string, string[]>;
  invitations: { made: number; used: number };
  /** The networks with the most votes; named by digests that mean nothing outside of this poll. */
  networks: { network: string; votes: number; first: number; last: number }[];
}
