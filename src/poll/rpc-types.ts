import type { Answers, RawBallot, Texts } from "../core/ballots/ballot.ts";
import type { BallotReason } from "../core/ballots/ballot-reason.ts";
import type { ActDetail } from "../core/polls/audit.ts";
import type { Control, Guard, PollDefinition } from "../core/polls/poll.ts";
import type { PollStatus } from "../core/polls/schedule.ts";
import type { Accounts, Results, Voiding } from "../core/results/results.ts";
import type { Tallies } from "../core/results/tally.ts";

// The types of the RPC between the Worker and the object, and between the objects of one poll. For minutes after a
// deploy, a new Worker calls old objects. From the first release on, only add optional members; never rename or remove.

/** The sender of a ballot, as far as the Worker could identify it. The poll's guard decides which credential counts. */
export interface Credentials {
  /** The voter by cookie or key: a digest that is meaningless outside of this poll. */
  voter: string | null;
  /** Digest of the invitation code. */
  invitation?: string | null;
  /** The voter by a signed token from the publication's own accounts: a digest, as for `voter`. */
  member?: string | null;
  /** The sender's network, as text. Never stored. */
  network?: string | null;
  /** Whether the sender has passed a check against bots. */
  human?: boolean;
}

/** A ballot as sent to the object. */
export interface CastInput extends RawBallot, Credentials {
  /** The number of the voter's current entry, if the voter knows it and intends to supersede it. */
  revises?: number | null;
}

/** The receipt that a voter gets for a counted vote. */
interface Receipt {
  /** Sequence number in the poll's ledger, from 1. */
  seq: number;
  /** Milliseconds since 1970 (UTC), never less than that of the previous entry. */
  castAt: number;
  /** Sixteen letters and digits, shown to the voter only. */
  receipt: string;
}

/** The state of a voter's entry. */
type OwnState = "counted" | "withdrawn" | "voided" | "looked";

/** A voter's own vote in its current state. */
export interface OwnVote extends Receipt {
  answers: Answers;
  texts?: Texts;
  audience: string | null;
  state: OwnState;
  /** Why it was voided. */
  reason?: string;
  /** Found by its receipt alone, so it may belong to somebody else. */
  byReceipt?: boolean;
}

/** Why a ballot cannot be counted. */
export type CastRefusal =
  /** Another ballot of this voter was counted before. `limit`: the number of revisions allowed, now used up. */
  | { outcome: "already-voted"; vote: OwnVote; limit?: number }
  /** The voter gave up the vote to see the results. */
  | { outcome: "looked"; vote: OwnVote }
  /** The entry that it revises has been superseded since. */
  | { outcome: "outdated"; vote: OwnVote }
  | { outcome: "not-open"; opensAt: number }
  | { outcome: "closed"; closesAt: number }
  /** `reason`: omitted if none of our forms can send such a ballot. */
  | { outcome: "invalid"; field: string; message: string; reason?: BallotReason }
  /** Too many ballots came from one network. */
  | { outcome: "throttled"; retryAfter: number }
  /** The invitation code is missing, or was not issued for this poll. */
  | { outcome: "invitation-needed"; known: boolean }
  | { outcome: "membership-needed" }
  /** The poll does not allow votes to be withdrawn (`not-revisable`), or the voter has no such vote (any more). */
  | { outcome: "not-revisable" }
  | { outcome: "no-vote" }
  /** This poll does not show its results in exchange for the vote. */
  | { outcome: "no-look" }
  /** The voter cannot be identified, so this does not count as a ballot received. */
  | { outcome: "voter-needed" }
  | { outcome: "no-such-poll" };

/** The outcome of a successful request, done now or earlier. */
export type DoneOutcome =
  /** Counted, and on disk. */
  | "counted"
  /** Counted; supersedes the voter's earlier vote. */
  | "revised"
  /** The same ballot was counted before. Returns its receipt again. */
  | "repeated"
  /** The vote is withdrawn, now or earlier. */
  | "withdrawn"
  /** The voter may see the results, and may not vote any more. */
  | "looking";

/** The outcome of a ballot. Refusals are values; an exception means that the object failed. */
export type CastOutcome =
  | {
      outcome: DoneOutcome;
      vote: OwnVote;
      guard: Guard;
      /** The number of objects that the poll is split over. */
      shards: number;
      /** The results as JSON, if requested; `null` if not, or if this voter may not see them yet. */
      numbers: string | null;
    }
  | CastRefusal;

/** A poll as one reader may see it. */
export interface PollView {
  definition: PollDefinition;
  status: PollStatus;
  /** `null` if this reader may not see the results yet. */
  results: Results | null;
  /** This reader's own vote, if there is one. */
  own: OwnVote | null;
  /** Changes whenever the part of this view that all readers share may have changed. */
  version: string;
}

/** The outcome of a definition. */
export type DefineOutcome =
  | { outcome: "created" | "changed" | "unchanged" }
  /** It would change the meaning of counted votes. Nothing was changed. */
  | { outcome: "refused"; reasons: string[] };

/** Credentials of a reader besides the voter key. */
export interface ViewInput {
  invitation?: string | null;
  member?: string | null;
  /** The number and receipt of a vote. Whoever has both may see the vote. */
  shown?: { seq: number; receipt: string } | null;
}

/** The last entry of a poll's ledger, and how much of the ledger D1 has. */
export interface Progress {
  /** The number of the last entry. */
  seq: number;
  version: number;
  projected: { seq: number; version: number };
  /** Time of the oldest entry that D1 lacks; `null` if it has all. */
  oldest: number | null;
  /** Whether the existence of the poll is hidden from readers. */
  hidden: boolean;
}

/** An act of the publication on a poll, after its definition was published. */
export type Act =
  /** Opens an upcoming poll now. */
  | { act: "open" }
  | { act: "close" }
  /** Reopens a closed poll until `closesAt` (`null`: without an end). */
  | { act: "reopen"; closesAt: number | null }
  /** Changes the end of an open or upcoming poll. */
  | { act: "extend"; closesAt: number | null }
  /** Hides the poll, and shows it again. */
  | { act: "hide" }
  | { act: "show" }
  /** Mends a typo in the text of a question (`option`: `null`) or an option after votes were counted. */
  | { act: "reword"; question: string; option: string | null; text: string; reason: string }
  /** Voids votes by receipt, or by time (`from` inclusive, `to` exclusive) and optionally network. */
  | { act: "void"; reason: string; receipts: string[] }
  | { act: "void"; reason: string; from: number; to: number; network: string | null }
  /** Approves a voter's own text for display, or revokes the approval. */
  | { act: "approve"; question: string; text: string }
  | { act: "disapprove"; question: string; text: string }
  /** Admits the holders of invitation codes with these digests. */
  | { act: "invite"; hashes: string[] };

/** The outcome of an act. */
export type ActOutcome =
  | { outcome: "done"; detail: ActDetail }
  /** There was nothing to do. */
  | { outcome: "refused"; reason: string }
  | { outcome: "no-such-poll" };

/** The counters of a ledger that change with every ballot. */
export interface Counts extends Accounts {
  /** The last sequence number assigned. */
  seq: number;
  /** Time of the last entry. */
  lastCastAt: number;
  /** Incremented by every change to what is published. */
  version: number;
  tallies: Tallies;
  voids: Voiding[];
}

/** One object's part of the poll's results. */
export interface Part {
  shard: number;
  counts: Counts;
  /** Question → approved texts that a standing vote of this object has. */
  texts: Record<string, string[]>;
}

/** The rules of a poll that is split, as its first object sends them to the others. */
export interface Rules {
  /** Increases with every change. */
  revision: number;
  definition: PollDefinition;
  control: Control;
  removed: boolean;
  approved: Record<string, string[]>;
  salt: string | null;
  /** Whether the number of objects is fixed. Another object than the first counts no votes before it knows this. */
  fixed: boolean;
}
