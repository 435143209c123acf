import type { Answers, RawBallot } from "../core/ballot.ts";
import type { PollDefinition } from "../core/poll.ts";
import type { Accounts, Results } from "../core/results.ts";
import type { PollStatus } from "../core/schedule.ts";
import type { Tally } from "../core/tally.ts";

// What crosses between the Worker and the object. A new Worker talks to an old object for minutes after a
// deploy, so: add optional members, never rename or remove one.

/** A ballot on its way to the object. */
export interface CastInput extends RawBallot {
  /** Who votes: a digest that means nothing outside of this poll. */
  voter: string;
}

/** What a voter is given for a counted vote. */
export interface Receipt {
  /** Place of the vote in the poll, from 1. */
  seq: number;
  /** Milliseconds since 1970 (UTC), never less than that of the vote before. */
  castAt: number;
  /** Sixteen letters and digits that only the voter is shown; the vote stands under it in the open data. */
  receipt: string;
}

/** A voter's own vote. */
export interface OwnVote extends Receipt {
  answers: Answers;
}

/** What became of a ballot. Refusals are values: an exception means that the object could not work. */
export type CastOutcome =
  /** Counted, and on disk. */
  | { outcome: "counted"; vote: OwnVote; view: PollView }
  /** The same ballot was counted before: its receipt again. */
  | { outcome: "repeated"; vote: OwnVote; view: PollView }
  /** The voter's other ballot was counted before. */
  | { outcome: "already-voted"; vote: OwnVote }
  | { outcome: "not-open"; opensAt: number }
  | { outcome: "closed"; closesAt: number }
  | { outcome: "invalid"; field: string; message: string }
  | { outcome: "no-such-poll" };

/** A poll as one reader may see it. */
export interface PollView {
  definition: PollDefinition;
  status: PollStatus;
  /** `null` where this reader may not see the numbers yet. */
  results: Results | null;
  /** This reader's own vote, if there is one. */
  own: OwnVote | null;
  /** Changes whenever anything of this view that is common to all readers may have changed. */
  version: string;
}

/** What became of a definition. */
export type DefineOutcome =
  | { outcome: "created" | "changed" | "unchanged" }
  /** It would change what counted votes mean. Nothing was changed. */
  | { outcome: "refused"; reasons: string[] };

/** A vote as the ledger has it, without its voter key. */
export interface LedgerVote extends Receipt {
  audience: string | null;
  answers: Answers;
}

/** A poll's own books, for `verify`. */
export interface Audit {
  /** Last sequence number given. */
  seq: number;
  /** The tally kept while voting. */
  tally: Tally;
  /** The ledger, added up anew. */
  fold: Tally;
  accounts: Accounts;
  /** How many different voters the ledger knows. */
  voters: number;
  version: number;
  /** What D1 has acknowledged. */
  projected: { seq: number; version: number };
}
