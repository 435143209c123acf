import {
  type Ballot,
  checkBallot,
  normalBallot,
  rankedQuestions,
} from "../../core/ballots/ballot.ts";
import type { EntryKind } from "../../core/polls/entry.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { pollStatus } from "../../core/polls/schedule.ts";
import { homeOf } from "../../core/polls/shards.ts";
import { changeTallies } from "../../core/results/tally.ts";
import type { Books } from "./poll-state.ts";
import type { NetworkCharge, Networks } from "../voting/networks.ts";
import type {
  CastInput,
  CastRefusal,
  Counts,
  Credentials,
  DoneOutcome,
  OwnVote,
} from "../rpc-types.ts";
import { newReceipt } from "./receipt.ts";
import type { NewEntry } from "./entry-row.ts";
import { voterKeyOf } from "../voting/voter-key.ts";
import { VoterEntries } from "./voter-entries.ts";

/** The outcome of a voter's request. */
export type LedgerOutcome = { outcome: DoneOutcome; vote: OwnVote } | CastRefusal;

/** Maximum revisions of a vote. A voter who exceeds it is presumed to be a bot. */
const MAX_REVISIONS = 50;

/**
 * A poll's votes, and the only code that counts them. Every method is synchronous: nothing else runs in the
 * object between its first read and its last write, and all its writes form one transaction.
 */
export class Ledger {
  readonly #books: Books;
  readonly #networks: Networks;
  readonly entries: VoterEntries;

  constructor(books: Books, networks: Networks) {
    this.#books = books;
    this.#networks = networks;
    this.entries = new VoterEntries(books.tables);
  }

  /**
   * Counts a ballot once, or returns the reason why not. Either way the accounts are written in the same commit:
   * received = counted + refused holds after a crash at any line.
   */
  cast(poll: PollDefinition, input: CastInput, now: number): LedgerOutcome {
    const found = this.#find(poll, input);
    if ("outcome" in found) return this.#refuse(found);
    const { voter, own } = found;
    // Check for a retry first. A retry of a counted ballot gets its receipt, even if the poll has since closed or
    // adopted stricter rules.
    if (own) {
      const sent = normalBallot(input, rankedQuestions(poll));
      if (this.entries.wasCounted(own, sent, input.revises ?? null)) {
        this.#account("repeated");
        return { outcome: "repeated", vote: this.entries.toVote(own) };
      }
    }
    const notNow = this.#closedOrUpcoming(poll, now);
    if (notNow) return this.#refuse(notNow);
    if (own && !this.#maySupersede(poll, own)) {
      const vote = this.entries.toVote(own);
      if (own.kind === "look") return this.#refuse({ outcome: "looked", vote });
      const limited = poll.revisable && vote.state !== "voided" ? { limit: MAX_REVISIONS } : {};
      return this.#refuse({ outcome: "already-voted", vote, ...limited });
    }
    if (input.revises != null && input.revises !== own?.seq) {
      // Sent from a page that does not show the current vote: it may be hours old, or show somebody else's vote.
      if (!own) return this.#refuse({ outcome: "no-vote" });
      return this.#refuse({ outcome: "outdated", vote: this.entries.toVote(own) });
    }
    const checked = checkBallot(poll, input);
    if (!checked.ok) {
      const { ok: _, ...wrong } = checked;
      return this.#refuse({ outcome: "invalid", ...wrong });
    }
    const { network } = input;
    const limited = poll.guard === "careful" && network != null;
    const charge = limited ? this.#networks.ask(network, now) : null;
    // A sender who passed the check against bots is not throttled.
    if (charge?.retryAfter != null && input.human !== true) {
      return this.#refuse({ outcome: "throttled", retryAfter: charge.retryAfter });
    }
    const vote = this.#count(poll, voter, own, checked.ballot, charge, now);
    return { outcome: own?.kind === "vote" ? "revised" : "counted", vote };
  }

  /**
   * Withdraws a voter's own vote, if the poll is `revisable` and open.
   *
   * @param seq the vote to withdraw: a delayed duplicate of the request must not withdraw a later vote
   */
  withdraw(poll: PollDefinition, who: Credentials, seq: number, now: number): LedgerOutcome {
    const found = this.#find(poll, who);
    if ("outcome" in found) return found;
    const { voter, own } = found;
    if (own?.kind === "withdrawal" && own.supersedes === seq) {
      return { outcome: "withdrawn", vote: this.entries.toVote(own) };
    }
    if (own?.kind !== "vote" || own.seq !== seq) return { outcome: "no-vote" };
    const notNow = this.#closedOrUpcoming(poll, now);
    if (notNow) return notNow;
    // A voter who has used up all revisions may still withdraw.
    if (!this.#maySupersede(poll, own, MAX_REVISIONS + 1)) return { outcome: "not-revisable" };
    const entry = this.#newEntry("withdrawal", now, { supersedes: own.seq });
    const { withdrawn, tallies } = this.#books.state.counts;
    this.#write(voter, own, entry, {
      withdrawn: withdrawn + 1,
      tallies: changeTallies(tallies, own, rankedQuestions(poll), -1),
    });
    return { outcome: "withdrawn", vote: this.entries.toVote(entry) };
  }

  /** Shows a reader the results of an `after-vote` poll in exchange for the right to vote. */
  look(poll: PollDefinition, who: Credentials, now: number): LedgerOutcome {
    const found = this.#find(poll, who);
    if ("outcome" in found) return found;
    const { voter, own } = found;
    if (poll.results !== "after-vote") return { outcome: "no-look" };
    if (own && own.kind !== "withdrawal")
      return { outcome: "looking", vote: this.entries.toVote(own) };
    const notNow = this.#closedOrUpcoming(poll, now);
    if (notNow) return notNow;
    const entry = this.#newEntry("look", now, { supersedes: own?.seq ?? null });
    this.#write(voter, own, entry, { looked: this.#books.state.counts.looked + 1 });
    return { outcome: "looking", vote: this.entries.toVote(entry) };
  }

  /** A reader's own vote in its current state. */
  own(poll: PollDefinition, who: Credentials): OwnVote | null {
    const voter = voterKeyOf(this.#books.tables, poll, who);
    const own = typeof voter === "string" ? this.entries.present(voter) : null;
    return own && this.entries.toVote(own);
  }

  /** Closes the poll if it is due. A clock that jumps back does not reopen it. */
  closeInTime(now: number): void {
    const closesAt = this.#books.poll?.closesAt ?? null;
    if (closesAt !== null && now >= closesAt) this.close(closesAt);
  }

  /** Records that `closesAt` was reached, so that a clock that jumps back does not reopen the poll. */
  close(closesAt: number): void {
    if (this.#books.state.closed === closesAt) return;
    this.#books.commit({ closed: closesAt, salt: null, counts: this.#books.nextCounts() }, () =>
      this.#networks.forget(),
    );
  }

  /** The voter key and current entry of a voter, or the refusal if the voter cannot be identified. */
  #find(
    poll: PollDefinition,
    who: Credentials,
  ): { voter: string; own: NewEntry | null } | CastRefusal {
    const voter = voterKeyOf(this.#books.tables, poll, who);
    if (typeof voter !== "string") return voter;
    return { voter, own: this.entries.present(voter) };
  }

  #maySupersede(poll: PollDefinition, own: NewEntry, limit = MAX_REVISIONS): boolean {
    if (!poll.revisable || own.kind === "look") return false;
    return this.entries.standsAndChangedLessThan(own, limit);
  }

  #closedOrUpcoming(poll: PollDefinition, now: number): CastRefusal | null {
    const status = pollStatus(poll, now, this.#books.state.closed);
    if (status === "closed" && poll.closesAt !== null) {
      this.close(poll.closesAt);
      return { outcome: "closed", closesAt: poll.closesAt };
    }
    if (status === "upcoming" && poll.opensAt !== null) {
      return { outcome: "not-open", opensAt: poll.opensAt };
    }
    return null;
  }

  #count(
    poll: PollDefinition,
    voter: string,
    own: NewEntry | null,
    ballot: Ballot,
    charge: NetworkCharge | null,
    now: number,
  ): OwnVote {
    const ranked = rankedQuestions(poll);
    const entry = this.#newEntry("vote", now, { ...ballot, supersedes: own?.seq ?? null });
    const { received, counted, revised, tallies } = this.#books.state.counts;
    const revises = own?.kind === "vote";
    const without = revises ? changeTallies(tallies, own, ranked, -1) : tallies;
    const change = {
      received: received + 1,
      counted: counted + 1,
      revised: revised + (revises ? 1 : 0),
      tallies: changeTallies(without, entry, ranked, 1),
    };
    this.#write(voter, own, entry, change, charge);
    return this.entries.toVote(entry, null);
  }

  /**
   * One transaction, and no `await` until the reply. A crash before its commit leaves no entry, voter or counts, and
   * no reply. A crash after it leaves all three, and the voter's retry is answered from them.
   */
  #write(
    voter: string,
    own: NewEntry | null,
    entry: NewEntry,
    change: Partial<Counts>,
    charge: NetworkCharge | null = null,
  ): void {
    const { shards, state } = this.#books;
    // The last guard against counting a voter in two objects. A voter of another object gets here only if the request
    // arrived while the poll was being split or opened. The next attempt reaches the right object.
    if (homeOf(voter, shards) !== state.shard && shards > 1) {
      throw new Error("this voter belongs to another object of the poll");
    }
    const counts = this.#books.nextCounts({ ...change, seq: entry.seq, lastCastAt: entry.castAt });
    this.#books.commit({ counts }, (tables) => {
      if (own) tables.moveVoter(voter, entry.seq);
      else tables.addVoter(voter, entry.seq);
      tables.addEntry(entry);
      if (charge) this.#networks.write(charge, entry.seq);
    });
  }

  #newEntry(kind: EntryKind, now: number, content: Partial<NewEntry>): NewEntry {
    const { seq, lastCastAt } = this.#books.state.counts;
    return {
      kind,
      seq: this.#books.nextSeq(seq),
      // Times never decrease, even if the clock jumps back.
      castAt: Math.max(now, lastCastAt),
      receipt: newReceipt(),
      answers: {},
      texts: null,
      audience: null,
      supersedes: null,
      note: null,
      ...content,
    };
  }

  /** Records a refusal in the accounts. A ballot whose voter is not identified is not accounted for. */
  #refuse(refusal: CastRefusal): CastRefusal {
    if (refusal.outcome !== "voter-needed") this.#account(refusal.outcome);
    return refusal;
  }

  #account(reason: string): void {
    const { received, refused } = this.#books.state.counts;
    const counts = this.#books.nextCounts({
      received: received + 1,
      refused: { ...refused, [reason]: (refused[reason] ?? 0) + 1 },
    });
    this.#books.commit({ counts });
  }
}
