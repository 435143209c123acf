import type { PollDefinition } from "../../core/polls/poll.ts";
import { pollStatus } from "../../core/polls/schedule.ts";
import type { Ledger, LedgerOutcome } from "../ledger/ledger.ts";
import type { Books } from "../ledger/poll-state.ts";
import type { PollViews } from "../poll-views.ts";
import type { CastInput, CastOutcome, CastRefusal, Credentials } from "../rpc-types.ts";
import type { PollStub, Shards } from "../shards/shards.ts";
import type { BallotBatcher } from "./batch.ts";

/** A request of a voter. */
interface VoterRequest {
  who: Credentials;
  /** Whether to return the results to the voter. */
  numbers: boolean;
  /** Handles it in this object, synchronously. */
  here: (poll: PollDefinition, now: number) => LedgerOutcome;
  /** Forwards it to the voter's home object. */
  there: (stub: PollStub) => Promise<CastOutcome>;
}

/** Handles voters' requests. The voter's home object answers each, in one turn with others that arrive together. */
export class Voting {
  readonly #books: Books;
  readonly #ledger: Ledger;
  readonly #shards: Shards;
  readonly #views: PollViews;
  readonly #batcher: BallotBatcher;
  readonly #arm: (now: number) => Promise<void>;

  /** @param arm sets the object's alarm, in the same commit as the preceding writes */
  constructor(
    books: Books,
    ledger: Ledger,
    shards: Shards,
    views: PollViews,
    batcher: BallotBatcher,
    arm: (now: number) => Promise<void>,
  ) {
    this.#books = books;
    this.#ledger = ledger;
    this.#shards = shards;
    this.#views = views;
    this.#batcher = batcher;
    this.#arm = arm;
  }

  cast(input: CastInput, numbers: boolean): Promise<CastOutcome> {
    return this.#answer({
      who: input,
      numbers,
      here: (poll, now) => this.#ledger.cast(poll, input, now),
      there: async (stub): Promise<CastOutcome> => stub.cast(input, numbers),
    });
  }

  withdraw(who: Credentials, seq: number): Promise<CastOutcome> {
    return this.#answer({
      who,
      numbers: true,
      here: (poll, now) => this.#ledger.withdraw(poll, who, seq, now),
      there: async (stub): Promise<CastOutcome> => stub.withdraw(who, seq),
    });
  }

  look(who: Credentials): Promise<CastOutcome> {
    return this.#answer({
      who,
      numbers: true,
      here: (poll, now) => this.#ledger.look(poll, who, now),
      there: async (stub): Promise<CastOutcome> => stub.look(who),
    });
  }

  async #answer(request: VoterRequest): Promise<CastOutcome> {
    const { who } = request;
    const rules = this.#books.answered;
    if (!rules) return { outcome: "no-such-poll" };
    const { shard } = this.#books.state;
    const home = this.#shards.homeOf(rules, who);
    if (home !== shard) {
      // Only the first object has the authoritative rules, so only it forwards.
      if (shard !== 0) return { outcome: "no-such-poll" };
      if (await this.#mayPass(rules)) return this.#shards.pass(home, request.there);
    }
    const found = await this.#batcher.do((now) => {
      const poll = this.#books.answered;
      if (!poll) return { refusal: { outcome: "no-such-poll" as const } };
      const done = request.here(poll, now);
      return isAccepted(done) ? { poll, done } : { refusal: done };
    });
    if ("refusal" in found) return found.refusal;
    const { poll, done } = found;
    const { guard } = poll;
    const numbers = request.numbers ? await this.#views.numbers(poll, done.vote) : null;
    return { ...done, guard, shards: this.#books.shards, numbers };
  }

  /**
   * Whether to forward to another object. The first request for another object while the poll is open fixes the number
   * of objects. Before that, no other object has an entry, so the first object itself refuses early requests.
   */
  async #mayPass(poll: PollDefinition): Promise<boolean> {
    if (this.#books.state.fixed) return true;
    const now = Date.now();
    if (pollStatus(poll, now, this.#books.state.closed) !== "open") return false;
    // A crash after this commit leaves the number fixed, and an alarm that informs the others.
    this.#books.commit({ fixed: true });
    await this.#arm(now);
    return true;
  }
}

function isAccepted(outcome: LedgerOutcome): outcome is Exclude<LedgerOutcome, CastRefusal> {
  return ["counted", "revised", "repeated", "withdrawn", "looking"].includes(outcome.outcome);
}
