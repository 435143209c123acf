import type { Answers, RawBallot, Texts } from "../core/ballots/ballot.ts";
import type { BallotReason } from "../core/ballots/ballot-reason.ts";
import type { ActDetail } from "../core/polls/audit.ts";
import type { Control, Guard, PollDefinition } from "../core/polls/poll.ts";
import type { PollStatus } from "../core/polls/schedule.ts";
import type { Accounts, Results, Voiding } from "../core/results/results.ts";
import type { Tallies } from "../core/results/tally.ts";

// What crosses between the Worker and the object, and between the objects of one poll. For minutes after a deploy a
// new Worker talks to old objects. So, from the first release on: add optional members, never rename or remove one.

/** Who sends a ballot, as far as the Worker could find out. The poll's guard says which of it counts. */
export interface Credentials {
  /** Who votes, by cookie or key: a digest that means nothing outside of this poll. */
  voter: string | null;
  /** Digest of the code of an invitation. */
  invitation?: string | null;
  /** Who votes, by a signed token of the publication's own accounts: a digest as for `voter`. */
  member?: string | null;
  /** The network it comes from, as text. Never stored. */
  network?: string | null;
  /** Whether it was shown that no machine sends it. */
  human?: boolean;
}

/** A ballot on its way to the object. */
export interface CastInput extends RawBallot, Credentials {
  /** The number of the voter's present entry, where the voter knows it and means to supersede it. */
  revises?: number | null;
}

/** What a voter is given for a counted vote. */
export interface Receipt {
  /** Place in the poll's ledger, from 1. */
  seq: number;
  /** Milliseconds since 1970 (UTC), never less than that of the entry before. */
  castAt: number;
  /** Sixteen letters and digits that only the voter is shown. */
  receipt: string;
}

/** What has become of a voter's entry. */
export type OwnState = "counted" | "withdrawn" | "voided" | "looked";

/** A voter's own vote, as it is now. */
export interface OwnVote extends Receipt {
  answers: Answers;
  texts?: Texts;
  audience: string | null;
  state: OwnState;
  /** Why it was voided. */
  reason?: string;
  /** Known by its receipt alone: it may be somebody else's. */
  byReceipt?: boolean;
}

/** Why a ballot cannot be counted. */
export type CastRefusal =
  /** The voter's other ballot was counted before; `limit`: it was changed as often as that, and may not be again. */
  | { outcome: "already-voted"; vote: OwnVote; limit?: number }
  /** The voter gave up the vote to see the numbers. */
  | { outcome: "looked"; vote: OwnVote }
  /** It means to take the place of an entry that another has taken the place of since. */
  | { outcome: "outdated"; vote: OwnVote }
  | { outcome: "not-open"; opensAt: number }
  | { outcome: "closed"; closesAt: number }
  /** `reason`: left out where no form of ours sends such a ballot. */
  | { outcome: "invalid"; field: string; message: string; reason?: BallotReason }
  /** Too many came from one network. */
  | { outcome: "throttled"; retryAfter: number }
  /** The code is missing, or none that was made for this poll. */
  | { outcome: "invitation-needed"; known: boolean }
  | { outcome: "membership-needed" }
  /** The poll does not let votes be withdrawn, or the voter has no such vote (any more). */
  | { outcome: "not-revisable" }
  | { outcome: "no-vote" }
  /** The numbers cannot be had in exchange for the vote. */
  | { outcome: "no-look" }
  /** It cannot be told who votes: no ballot of the poll yet. */
  | { outcome: "voter-needed" }
  | { outcome: "no-such-poll" };

/** What was done for a voter, now or before. */
export type DoneOutcome =
  /** Counted, and on disk. */
  | "counted"
  /** Counted in place of the voter's earlier vote. */
  | "revised"
  /** The same ballot was counted before: its receipt again. */
  | "repeated"
  /** The vote is withdrawn, now or before. */
  | "withdrawn"
  /** The voter may see the numbers, and not vote any more. */
  | "looking";

/** What became of a ballot. Refusals are values: an exception means that the object could not work. */
export type CastOutcome =
  | {
      outcome: DoneOutcome;
      vote: OwnVote;
      guard: Guard;
      /** Over how many objects the poll is split. */
      shards: number;
      /** The numbers as JSON text, where they were asked for; `null` where this voter may not see them yet. */
      numbers: string | null;
    }
  | CastRefusal;

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

/** Credentials of a reader besides the voter key. */
export interface ViewInput {
  invitation?: string | null;
  member?: string | null;
  /** The number and receipt of a vote: whoever has both may see it. */
  shown?: { seq: number; receipt: string } | null;
}

/** How far a poll's ledger has come, and how much of it D1 has. */
export interface Progress {
  /** The last entry. */
  seq: number;
  version: number;
  projected: { seq: number; version: number };
  /** When the first entry was made that D1 has not got; `null` where it has all. */
  oldest: number | null;
  /** Whether readers may not know that there is such a poll. */
  hidden: boolean;
}

/** Something that the publication does with a poll after its definition was published. */
export type Act =
  /** Opens an upcoming poll now. */
  | { act: "open" }
  | { act: "close" }
  /** Opens a closed poll again, until `closesAt` (`null`: with no end). */
  | { act: "reopen"; closesAt: number | null }
  /** Moves the end of an open or upcoming poll. */
  | { act: "extend"; closesAt: number | null }
  /** Takes the poll out of sight, and brings it back. */
  | { act: "hide" }
  | { act: "show" }
  /** Strikes out votes, by receipt, or by time (`from` included, `to` not) and, if named, network. */
  | { act: "void"; reason: string; receipts: string[] }
  | { act: "void"; reason: string; from: number; to: number; network: string | null }
  /** Lets a voter's own text be shown, or no longer. */
  | { act: "approve"; question: string; text: string }
  | { act: "disapprove"; question: string; text: string }
  /** Lets in the holders of codes with these digests. */
  | { act: "invite"; hashes: string[] };

/** What became of an act. */
export type ActOutcome =
  | { outcome: "done"; detail: ActDetail }
  /** There was nothing to do. */
  | { outcome: "refused"; reason: string }
  | { outcome: "no-such-poll" };

/** The numbers of a ledger that change with every ballot. */
export interface Counts extends Accounts {
  /** Last sequence number given. */
  seq: number;
  /** Time of the last entry. */
  lastCastAt: number;
  /** Grows by one with every change of what is published. */
  version: number;
  tallies: Tallies;
  voids: Voiding[];
}

/** What one object of a poll adds to the poll's numbers. */
export interface Part {
  shard: number;
  counts: Counts;
  /** Question → approved texts that a vote of this object has. */
  texts: Record<string, string[]>;
}

/** The rules of a poll that is split, as its first object brings them to the others. */
export interface Rules {
  /** Grows with every change. */
  revision: number;
  definition: PollDefinition;
  control: Control;
  removed: boolean;
  approved: Record<string, string[]>;
  salt: string | null;
  /** Whether the number of objects is fixed: an object counts nobody before it knows so. */
  fixed: boolean;
}
