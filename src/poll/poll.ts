import type { PollDefinition } from "../core/polls/poll.ts";
import { pollStatus, resultsVisible } from "../core/polls/schedule.ts";
import { shardsOf } from "../core/polls/shards.ts";
import { database } from "../store/database.ts";
import type { Act, ActOutcome } from "./admin/admin-actions.ts";
import { isDone, type LedgerOutcome } from "./ledger/ledger-outcome.ts";
import { PollObject } from "./object.ts";
import type {
  BriefOutcome,
  CastInput,
  CastOutcome,
  CastRefusal,
  Credentials,
  DefineOutcome,
  OwnVote,
  PollView,
  ViewInput,
} from "./rpc-types.ts";
import { project } from "./projection.ts";
import { Turns } from "./voting/batch.ts";

/**
 * One poll, or one of the objects that it is split over: the only writer of the votes of its voters.
 *
 * Guarantees: a vote that was acknowledged is on disk (the platform holds the reply back until the commit
 * is), is counted once, and reaches D1 exactly once however often it is sent.
 */
export class Poll extends PollObject {
  readonly #turns = new Turns(this.books, (now) => this.bell.arm(now));
  #projecting: Promise<void> | null = null;

  /**
   * Takes the poll's definition at publish.
   *
   * @param dryRun only say what would happen
   */
  async define(definition: PollDefinition, dryRun: boolean, who = ""): Promise<DefineOutcome> {
    const others = await this.others.counted();
    const now = Date.now();
    const outcome = this.deeds.define(definition, who, now, dryRun, others);
    await this.#spread(now);
    return outcome;
  }

  /** Takes the poll out of the publication: it is not found, and takes no ballots, until it is defined again. */
  async remove(who = ""): Promise<void> {
    const now = Date.now();
    this.deeds.remove(who, now);
    await this.#spread(now);
  }

  /** Does something with the poll in the publication's name, and writes down who did what when. */
  async perform(act: Act, who: string): Promise<ActOutcome> {
    const stands = act.act === "approve" && (await this.others.haveText(act.question, act.text));
    const now = Date.now();
    // First what the clock has done: an act is held against the poll as it is now.
    this.#closeInTime(now);
    const outcome = this.deeds.perform(act, who, now, stands);
    await this.#spread(now);
    // Each object strikes out its own. After a failure between two the act is done again: what is struck out stays so.
    return act.act === "void" ? this.others.alsoVoid(outcome, act, who) : outcome;
  }

  /** Counts a ballot, or says why not. */
  async cast(input: CastInput): Promise<CastOutcome> {
    return this.#answer(input, (poll, now) => this.ledger.cast(poll, input, now));
  }

  /**
   * Counts a ballot as `cast` does, and answers with less.
   *
   * @param numbers whether the voter is to be told the poll's numbers
   */
  async castBrief(input: CastInput, numbers: boolean): Promise<BriefOutcome> {
    const found = await this.#inTurn(input, (poll, now) => this.ledger.cast(poll, input, now));
    if ("refusal" in found) return found.refusal;
    const { poll, done } = found;
    const { guard } = poll;
    if (!numbers) return { ...done, guard, numbers: null };
    const { results } = await this.#view(poll, done.vote, Date.now());
    return { ...done, guard, numbers: this.numbers.json(results) };
  }

  /** Takes a voter's vote `seq` back. */
  async withdraw(who: Credentials, seq: number): Promise<CastOutcome> {
    return this.#answer(who, (poll, now) => this.ledger.withdraw(poll, who, seq, now));
  }

  /** Shows a reader the numbers in exchange for the vote. */
  async look(who: Credentials): Promise<CastOutcome> {
    return this.#answer(who, (poll, now) => this.ledger.look(poll, who, now));
  }

  /**
   * The poll as one reader may see it; `null` where there is none.
   *
   * @param voter who that is, by cookie or key, if known
   * @param more what else the reader has shown
   */
  async view(voter: string | null, more: ViewInput = {}): Promise<PollView | null> {
    const poll = this.books.published;
    if (!poll) return null;
    const now = Date.now();
    this.#closeInTime(now);
    await this.bell.arm(now);
    const { shown, ...credentials } = more;
    const [mine, seen] = await Promise.all([
      this.#own(poll, { voter, ...credentials }),
      shown ? this.#shown(shown.seq, shown.receipt) : null,
    ]);
    // Whoever has a receipt may see the vote, but is not its voter for that.
    const own = seen && seen.seq !== mine?.seq ? { ...seen, byReceipt: true } : mine;
    return this.#view(poll, own, now);
  }

  /**
   * Sends D1 what it lacks, now.
   *
   * @returns an error's message where D1 did not take it; the alarm will try again
   */
  async flush(): Promise<string | null> {
    try {
      await this.#project();
      return null;
    } catch (error) {
      return messageOf(error);
    } finally {
      await this.bell.arm(Date.now());
    }
  }

  /** Has everything sent to D1 again. */
  async resend(): Promise<void> {
    if (!this.books.state.definition) return;
    this.books.commit({ watermark: { seq: 0, version: 0 } });
    await this.bell.arm(Date.now());
  }

  /** Closes the poll when its time has come, and sends D1 what it lacks. Never throws: the platform gives up on an alarm that fails six times. */
  override async alarm(): Promise<void> {
    this.bell.rang();
    const now = Date.now();
    try {
      this.#closeInTime(now);
      const isSpread = await this.#spreadNow();
      await this.#project();
      this.bell.failures = isSpread ? 0 : this.bell.failures + 1;
    } catch (error) {
      this.bell.failures += 1;
      console.error({
        event: "projection failed",
        poll: this.books.name,
        failures: this.bell.failures,
        error: messageOf(error),
      });
    }
    await this.bell.arm(Date.now());
  }

  /** A reader's own vote, wherever it is. That it can't be found does not take the poll away. */
  async #own(poll: PollDefinition, who: Credentials): Promise<OwnVote | null> {
    return this.ledger.own(poll, who) ?? this.#elsewhere(() => this.others.own(poll, who));
  }

  async #shown(seq: number, receipt: string): Promise<OwnVote | null> {
    const own = this.ledger.byReceipt(seq, receipt);
    return own ?? this.#elsewhere(() => this.others.byReceipt(seq, receipt));
  }

  async #elsewhere(find: () => Promise<OwnVote | null>): Promise<OwnVote | null> {
    try {
      return await find();
    } catch (error) {
      console.error({ event: "vote not found", poll: this.books.name, error: messageOf(error) });
      return null;
    }
  }

  /** After what changes the rules: they are on their way to the poll's other objects when this is over, or the alarm brings them. */
  async #spread(now: number): Promise<void> {
    // In the same turn as the change, so in its commit: a crash after it leaves an alarm that brings the rules.
    await this.bell.arm(now);
    await this.#spreadNow();
  }

  /** Never throws: what is left to do keeps the alarm set. */
  async #spreadNow(): Promise<boolean> {
    try {
      await this.others.spread();
      return true;
    } catch (error) {
      console.error({
        event: "rules not spread",
        poll: this.books.name,
        error: messageOf(error),
      });
      return false;
    }
  }

  /** Whoever sees that the poll is closed by the clock makes it so: a clock that jumps back changes nothing then. */
  #closeInTime(now: number): void {
    const closesAt = this.books.poll?.closesAt ?? null;
    if (closesAt !== null && now >= closesAt) this.ledger.close(closesAt);
  }

  async #answer(
    who: Credentials,
    work: (poll: PollDefinition, now: number) => LedgerOutcome,
  ): Promise<CastOutcome> {
    const found = await this.#inTurn(who, work);
    if ("refusal" in found) return found.refusal;
    const { poll, done } = found;
    return { ...done, view: await this.#view(poll, done.vote, Date.now()) };
  }

  /** What a voter asks for, done together with what others ask for at the same moment. */
  async #inTurn(
    who: Credentials,
    work: (poll: PollDefinition, now: number) => LedgerOutcome,
  ): Promise<
    { refusal: CastRefusal } | { poll: PollDefinition; done: Exclude<LedgerOutcome, CastRefusal> }
  > {
    const rules = this.books.published;
    // Only of a poll that was split further while it ran; see there why this may be asked before.
    const shard = rules && (await this.others.formerHome(rules, who));
    if (rules && shard !== null) {
      const { guard } = rules;
      return { refusal: { outcome: "elsewhere", shard, shards: shardsOf(rules), guard } };
    }
    return this.#turns.do((now) => {
      const poll = this.books.published;
      if (!poll) return { refusal: { outcome: "no-such-poll" } };
      const result = work(poll, now);
      return isDone(result) ? { poll, done: result } : { refusal: result };
    }, who.voter);
  }

  /** One projection at a time: the alarm and `flush` share one that is under way. */
  #project(): Promise<void> {
    this.#projecting ??= project(this.books, database(this.env.DB)).finally(() => {
      this.#projecting = null;
    });
    return this.#projecting;
  }

  async #view(definition: PollDefinition, own: OwnVote | null, now: number): Promise<PollView> {
    const { closed } = this.books.state;
    const status = pollStatus(definition, now, closed);
    if (!resultsVisible(definition.results, status, maySee(own))) {
      // Where the numbers are hidden, their version is too: it would tell how many ballots came.
      const version = `d${this.books.tables.revision()}-${status}`;
      return { definition, status, results: null, own, version };
    }
    const { results, version } = await this.numbers.of(definition, status);
    return { definition, status, results, own, version };
  }
}

/** Whether somebody with this vote has done what an `after-vote` poll asks for before it shows its numbers. */
function maySee(own: OwnVote | null): boolean {
  return own !== null && own.state !== "withdrawn";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
