import { DurableObject } from "cloudflare:workers";
import type { PollDefinition } from "../core/poll.ts";
import { pollResults } from "../core/results.ts";
import { pollStatus, resultsVisible } from "../core/schedule.ts";
import type { Tally } from "../core/tally.ts";
import { database } from "../store/database.ts";
import { Ledger } from "./ledger.ts";
import type {
  Audit,
  CastInput,
  CastOutcome,
  DefineOutcome,
  LedgerVote,
  OwnVote,
  PollView,
} from "./outcome.ts";
import { isBehind, project } from "./project.ts";

/** How long after a commit D1 is told: votes of this time travel together. */
const PROJECT_AFTER_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * One poll: the only writer of its votes.
 *
 * Guarantees: a vote that was acknowledged is on disk (the platform holds the reply back until the commit
 * is), is counted once, and reaches D1 exactly once however often it is sent.
 */
export class Poll extends DurableObject<Env> {
  readonly #ledger: Ledger;
  // When the alarm is set to ring, as this instance knows it.
  #alarmAt: number | null = null;
  #failures = 0;
  #projecting: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#ledger = new Ledger(ctx.storage);
    // An alarm that was lost with the instance before this one is set again by the code that sets any other.
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
      await this.#arm(Date.now());
    });
  }

  /**
   * Takes the poll's definition at publish.
   *
   * @param dryRun only say what would happen
   */
  async define(definition: PollDefinition, dryRun: boolean): Promise<DefineOutcome> {
    const now = Date.now();
    const outcome = this.#ledger.define(definition, now, dryRun);
    await this.#arm(now);
    return outcome;
  }

  /** Takes the poll out of the publication: it is not found, and takes no ballots, until it is defined again. */
  remove(): void {
    this.#ledger.remove();
  }

  /** Counts a ballot, or says why not. */
  async cast(input: CastInput): Promise<CastOutcome> {
    const poll = this.#published();
    if (!poll) return { outcome: "no-such-poll" };
    const now = Date.now();
    const result = this.#ledger.cast(poll, input, now);
    // In the same turn as the writes above, so in the same commit. A crash before it leaves neither.
    await this.#arm(now);
    if (result.outcome === "counted" || result.outcome === "repeated") {
      return { ...result, view: this.#view(poll, result.vote, now) };
    }
    return result;
  }

  /** The poll as one reader may see it (`voter`: who that is, if known); `null` where there is none. */
  async view(voter: string | null): Promise<PollView | null> {
    const poll = this.#published();
    if (!poll) return null;
    const now = Date.now();
    this.#closeInTime(now);
    await this.#arm(now);
    const own = voter === null ? null : this.#ledger.ownVote(voter);
    return this.#view(poll, own?.vote ?? null, now);
  }

  /** The books, added up anew. Reads every vote. */
  audit(): Audit | null {
    if (!this.#ledger.definition) return null;
    const { seq, tally, version, received, counted, refused } = this.#ledger.counts;
    return {
      seq,
      tally,
      fold: this.#ledger.fold(),
      accounts: { received, counted, refused },
      voters: this.#ledger.voters(),
      version,
      projected: this.#ledger.watermark,
    };
  }

  /** Whether a poll was ever defined here. */
  isDefined(): boolean {
    return this.#ledger.definition !== null;
  }

  /** The votes up to `seq`, added up anew. */
  foldTo(seq: number): Tally {
    return this.#ledger.fold(seq);
  }

  /** Votes after `seq`, in order, at most `limit`. */
  votesAfter(seq: number, limit: number): LedgerVote[] {
    return this.#ledger.votesAfter(seq, limit);
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
      await this.#arm(Date.now());
    }
  }

  /** Has everything sent to D1 again. */
  async resend(): Promise<void> {
    if (!this.#ledger.definition) return;
    this.#ledger.setWatermark(0, 0);
    await this.#arm(Date.now());
  }

  /** Closes the poll when its time has come, and sends D1 what it lacks. Never throws: the platform gives up on an alarm that fails six times. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    const poll = this.#ledger.definition;
    try {
      this.#closeInTime(now);
      await this.#project();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      console.error({
        event: "projection failed",
        poll: poll?.id,
        failures: this.#failures,
        error: messageOf(error),
      });
    }
    await this.#arm(Date.now());
  }

  /** Whoever sees that the poll is closed by the clock makes it so: a clock that jumps back changes nothing then. */
  #closeInTime(now: number): void {
    const closesAt = this.#ledger.definition?.closesAt ?? null;
    if (closesAt !== null && now >= closesAt) this.#ledger.close(closesAt);
  }

  #published(): PollDefinition | null {
    return this.#ledger.removed ? null : this.#ledger.definition;
  }

  /** One projection at a time: the alarm and `flush` share one that is under way. */
  #project(): Promise<void> {
    this.#projecting ??= project(this.#ledger, database(this.env.DB)).finally(() => {
      this.#projecting = null;
    });
    return this.#projecting;
  }

  /** Sets the alarm for the next thing to do, unless it rings early enough already. */
  async #arm(now: number): Promise<void> {
    const next = this.#nextWork(now);
    if (next === null) return;
    // An alarm that should have rung a minute ago was lost.
    const rings = this.#alarmAt !== null && this.#alarmAt > now - 60_000 ? this.#alarmAt : null;
    if (rings !== null && rings <= next) return;
    this.#alarmAt = next;
    await this.ctx.storage.setAlarm(next);
  }

  #nextWork(now: number): number | null {
    const poll = this.#ledger.definition;
    if (!poll) return null;
    if (isBehind(this.#ledger)) {
      return now + Math.min(PROJECT_AFTER_MS * 2 ** this.#failures, LONGEST_BACKOFF_MS);
    }
    const closed = poll.closesAt === null || this.#ledger.closedFor === poll.closesAt;
    return closed ? null : poll.closesAt;
  }

  #view(definition: PollDefinition, own: OwnVote | null, now: number): PollView {
    const { tally, version, received, counted, refused } = this.#ledger.counts;
    const status = pollStatus(definition, now, this.#ledger.closedFor);
    const visible = resultsVisible(definition.results, status, own !== null);
    const results = visible
      ? pollResults(definition, status, tally, { received, counted, refused }, version)
      : null;
    // Where the numbers are hidden, their version is too: it would tell how many ballots came.
    const seen = visible ? version : `d${this.#ledger.revision()}`;
    return { definition, status, results, own, version: `${seen}-${status}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
