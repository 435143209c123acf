import { type Answers, checkBallot, normalAnswers, type RawBallot } from "../core/ballot.ts";
import { forbiddenChanges } from "../core/change.ts";
import type { PollDefinition } from "../core/poll.ts";
import type { Accounts } from "../core/results.ts";
import { pollStatus } from "../core/schedule.ts";
import { addVote, emptyTally, type Tally } from "../core/tally.ts";
import type { CastInput, DefineOutcome, LedgerVote, OwnVote, Receipt } from "./outcome.ts";
import { LedgerTables } from "./tables.ts";

/** The numbers of a poll that change with every ballot. One row, written in the commit of the ballot. */
export interface Counts extends Accounts {
  /** Last sequence number given. */
  seq: number;
  /** Time of the last vote. */
  lastCastAt: number;
  /** Grows by one with every change of this row. */
  version: number;
  tally: Tally;
}

/** How much of the ledger D1 has acknowledged: votes up to `seq`, numbers as of `version`. */
interface Watermark {
  seq: number;
  version: number;
}

/** What the ledger says of a ballot. */
export type LedgerOutcome =
  | { outcome: "counted"; vote: OwnVote }
  | { outcome: "repeated"; vote: OwnVote }
  | { outcome: "already-voted"; vote: OwnVote }
  | { outcome: "not-open"; opensAt: number }
  | { outcome: "closed"; closesAt: number }
  | { outcome: "invalid"; field: string; message: string };

/**
 * A poll's votes, and the only code that counts them. Every method is synchronous: nothing else runs in the
 * object between its first read and its last write, and all its writes are one transaction.
 */
export class Ledger {
  readonly #storage: DurableObjectStorage;
  readonly #tables: LedgerTables;
  // Copies of rows that only this class writes. They are replaced after a transaction, never in it: one that
  // throws leaves them as they were. If the commit itself fails later, the platform drops the whole object.
  #definition: PollDefinition | null;
  #counts: Counts;
  #closedFor: number | null;
  #removed: boolean;
  #watermark: Watermark;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#tables = new LedgerTables(storage.sql);
    this.#definition = this.#tables.read<PollDefinition>("definition");
    this.#counts = this.#tables.read<Counts>("counts") ?? noCounts();
    this.#closedFor = this.#tables.read<number>("closed");
    this.#removed = this.#tables.read<boolean>("removed") ?? false;
    this.#watermark = this.#tables.read<Watermark>("watermark") ?? { seq: 0, version: 0 };
  }

  /** The poll, or `null` where none was ever defined here (nothing is on disk then). */
  get definition(): PollDefinition | null {
    return this.#definition;
  }

  /** Whether the poll was taken out of the publication. Its votes stay. */
  get removed(): boolean {
    return this.#removed;
  }

  /** The numbers so far. */
  get counts(): Readonly<Counts> {
    return this.#counts;
  }

  /** The `closesAt` that was reached, if any. */
  get closedFor(): number | null {
    return this.#closedFor;
  }

  /**
   * Takes a new definition, unless it would change what counted votes mean.
   *
   * @param dryRun say what would happen, change nothing
   */
  define(next: PollDefinition, now: number, dryRun: boolean): DefineOutcome {
    const before = this.#definition;
    if (before && !this.#removed && JSON.stringify(before) === JSON.stringify(next)) {
      return { outcome: "unchanged" };
    }
    if (before && this.#counts.counted > 0) {
      const reasons = forbiddenChanges(before, next);
      if (reasons.length > 0) return { outcome: "refused", reasons };
    }
    if (!dryRun) {
      const counts = { ...this.#counts, version: this.#counts.version + 1 };
      this.#tables.create();
      this.#storage.transactionSync(() => {
        this.#tables.addDefinition(next, now);
        this.#tables.write("definition", next);
        this.#tables.write("removed", false);
        this.#tables.write("counts", counts);
      });
      this.#definition = next;
      this.#removed = false;
      this.#counts = counts;
    }
    return { outcome: before ? "changed" : "created" };
  }

  /** Takes the poll out of the publication, until it is defined again. Nothing that was counted goes. */
  remove(): void {
    if (!this.#definition || this.#removed) return;
    this.#tables.write("removed", true);
    this.#removed = true;
  }

  /**
   * Counts a ballot once, or says why not. Either way the accounts are on disk in the same commit:
   * received = counted + refused holds after a crash at any line.
   */
  cast(poll: PollDefinition, input: CastInput, now: number): LedgerOutcome {
    const own = this.ownVote(input.voter);
    // Before everything else: a retry of a ballot that was counted must hear so, also after the poll has closed or
    // asks for more than it did then.
    if (own && own.key === ballotKey(normalAnswers(input.answers), input.audience)) {
      this.#refuse("repeated");
      return { outcome: "repeated", vote: own.vote };
    }
    const status = pollStatus(poll, now, this.#closedFor);
    if (status === "closed" && poll.closesAt !== null) {
      this.close(poll.closesAt);
      this.#refuse("closed");
      return { outcome: "closed", closesAt: poll.closesAt };
    }
    if (status === "upcoming" && poll.opensAt !== null) {
      this.#refuse("not-open");
      return { outcome: "not-open", opensAt: poll.opensAt };
    }
    if (own) {
      this.#refuse("already-voted");
      return { outcome: "already-voted", vote: own.vote };
    }
    const checked = checkBallot(poll, input);
    if (!checked.ok) {
      this.#refuse("invalid");
      return { outcome: "invalid", field: checked.field, message: checked.message };
    }
    const vote = this.#count(input.voter, checked.ballot.answers, input.audience, now);
    return { outcome: "counted", vote };
  }

  /** A voter's own vote, with the key under which equal ballots are equal. */
  ownVote(voter: string): { vote: OwnVote; key: string } | null {
    if (!this.#definition) return null;
    const row = this.#tables.voteOf(voter);
    if (!row) return null;
    const { seq, castAt, receipt, answers, audience } = row;
    const vote: OwnVote = { seq, castAt, receipt, answers: JSON.parse(answers) as Answers };
    return { vote, key: ballotKey(answers, audience) };
  }

  /** Notes that `closesAt` was reached, so that a clock that jumps back does not reopen the poll. */
  close(closesAt: number): void {
    if (this.#closedFor === closesAt) return;
    const counts = { ...this.#counts, version: this.#counts.version + 1 };
    this.#storage.transactionSync(() => {
      this.#tables.write("closed", closesAt);
      this.#tables.write("counts", counts);
    });
    this.#closedFor = closesAt;
    this.#counts = counts;
  }

  /** Votes after `seq`, at most `limit`, in order. */
  votesAfter(seq: number, limit: number): LedgerVote[] {
    return this.#definition ? this.#tables.votesAfter(seq, limit) : [];
  }

  /** The ledger added up anew, without looking at the tally that was kept: all votes, or those up to one. */
  fold(upTo: number = Number.MAX_SAFE_INTEGER): Tally {
    return this.#definition ? this.#tables.fold(upTo) : emptyTally();
  }

  /** How many definitions the poll has had. */
  revision(): number {
    return this.#definition ? this.#tables.definitions() : 0;
  }

  /** How many different voters have voted. */
  voters(): number {
    return this.#definition ? this.#tables.voters() : 0;
  }

  /** How much of all this D1 has. */
  get watermark(): Readonly<Watermark> {
    return this.#watermark;
  }

  /** Moves the watermark to what D1 has acknowledged, or back to nothing, to send everything again. */
  setWatermark(seq: number, version: number): void {
    const watermark = { seq, version };
    this.#tables.write("watermark", watermark);
    this.#watermark = watermark;
  }

  #count(voter: string, answers: string, audience: string | null, now: number): OwnVote {
    const before = this.#counts;
    const receipt: Receipt = {
      seq: before.seq + 1,
      // A clock that jumps back must not put a later vote before an earlier one.
      castAt: Math.max(now, before.lastCastAt),
      receipt: newReceipt(),
    };
    const parsed = JSON.parse(answers) as Answers;
    const counts: Counts = {
      ...before,
      seq: receipt.seq,
      lastCastAt: receipt.castAt,
      version: before.version + 1,
      received: before.received + 1,
      counted: before.counted + 1,
      tally: addVote(before.tally, parsed),
    };
    // One transaction, and no `await` until the reply: a crash before its commit leaves none of the three rows
    // and no reply, a crash after it leaves all three, and the voter's retry is answered from them.
    this.#storage.transactionSync(() => {
      this.#tables.addVoter(voter, receipt.seq);
      this.#tables.addVote(receipt, answers, audience);
      this.#tables.write("counts", counts);
    });
    this.#counts = counts;
    return { ...receipt, answers: parsed };
  }

  #refuse(reason: string): void {
    const before = this.#counts;
    const counts: Counts = {
      ...before,
      version: before.version + 1,
      received: before.received + 1,
      refused: { ...before.refused, [reason]: (before.refused[reason] ?? 0) + 1 },
    };
    this.#tables.write("counts", counts);
    this.#counts = counts;
  }
}

function noCounts(): Counts {
  const accounts: Accounts = { received: 0, counted: 0, refused: {} };
  return { ...accounts, seq: 0, lastCastAt: 0, version: 0, tally: emptyTally() };
}

function ballotKey(answers: string, audience: RawBallot["audience"]): string {
  return JSON.stringify([answers, audience]);
}

/** 80 random bits in Crockford's base 32 (no I, L, O, U), in groups of four. */
function newReceipt(): string {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const letters = Array.from(bytes, (b) => alphabet[b & 31]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}
