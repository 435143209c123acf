import { DurableObject } from "cloudflare:workers";
import type { ActRecord, Audit, Desk } from "../core/audit.ts";
import { rankedQuestions } from "../core/ballot.ts";
import { type LedgerEntry, withoutTexts } from "../core/entry.ts";
import type { PollDefinition } from "../core/poll.ts";
import { pollResults } from "../core/results.ts";
import { pollStatus, resultsVisible } from "../core/schedule.ts";
import { emptyTally, type Tally } from "../core/tally.ts";
import { database } from "../store/database.ts";
import { type Act, type ActOutcome, Acts } from "./acts.ts";
import { Books } from "./books.ts";
import { isDone, Ledger, type LedgerOutcome } from "./ledger.ts";
import { Networks } from "./networks.ts";
import type {
  CastInput,
  CastOutcome,
  Credentials,
  DefineOutcome,
  OwnVote,
  PollView,
  ViewInput,
} from "./outcome.ts";
import { isBehind, project } from "./project.ts";
import { Runoffs } from "./runoffs.ts";

/** How long after a commit D1 is told: votes of this time travel together. */
const PROJECT_AFTER_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_ALARM_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * One poll: the only writer of its votes.
 *
 * Guarantees: a vote that was acknowledged is on disk (the platform holds the reply back until the commit
 * is), is counted once, and reaches D1 exactly once however often it is sent.
 */
export class Poll extends DurableObject<Env> {
  readonly #books: Books;
  readonly #networks: Networks;
  readonly #ledger: Ledger;
  readonly #acts: Acts;
  readonly #runoffs: Runoffs;
  // When the alarm is set to ring, as this instance knows it.
  #alarmAt: number | null = null;
  #failures = 0;
  #projecting: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#books = new Books(ctx.storage);
    this.#networks = new Networks(this.#books, ctx.storage.sql);
    this.#ledger = new Ledger(this.#books, this.#networks);
    this.#acts = new Acts(this.#books, this.#ledger);
    this.#runoffs = new Runoffs(this.#books);
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
  async define(definition: PollDefinition, dryRun: boolean, who = ""): Promise<DefineOutcome> {
    const now = Date.now();
    const outcome = this.#acts.define(definition, who, now, dryRun);
    await this.#arm(now);
    return outcome;
  }

  /** Takes the poll out of the publication: it is not found, and takes no ballots, until it is defined again. */
  remove(who = ""): void {
    this.#acts.remove(who, Date.now());
  }

  /** Does something with the poll in the publication's name, and writes down who did what when. */
  async perform(act: Act, who: string): Promise<ActOutcome> {
    const now = Date.now();
    // First what the clock has done: an act is held against the poll as it is now.
    this.#closeInTime(now);
    const outcome = this.#acts.perform(act, who, now);
    await this.#arm(now);
    return outcome;
  }

  /** Counts a ballot, or says why not. */
  async cast(input: CastInput): Promise<CastOutcome> {
    return this.#answer((poll, now) => this.#ledger.cast(poll, input, now));
  }

  /** Takes a voter's vote `seq` back. */
  async withdraw(who: Credentials, seq: number): Promise<CastOutcome> {
    return this.#answer((poll, now) => this.#ledger.withdraw(poll, who, seq, now));
  }

  /** Shows a reader the numbers in exchange for the vote. */
  async look(who: Credentials): Promise<CastOutcome> {
    return this.#answer((poll, now) => this.#ledger.look(poll, who, now));
  }

  /**
   * The poll as one reader may see it; `null` where there is none.
   *
   * @param voter who that is, by cookie or key, if known
   * @param more what else the reader has shown
   */
  async view(voter: string | null, more: ViewInput = {}): Promise<PollView | null> {
    const poll = this.#books.published;
    if (!poll) return null;
    const now = Date.now();
    this.#closeInTime(now);
    await this.#arm(now);
    const { shown, ...credentials } = more;
    const mine = this.#ledger.own(poll, { voter, ...credentials });
    const seen = shown ? this.#ledger.byReceipt(shown.seq, shown.receipt) : null;
    // Whoever has a receipt may see the vote, but is not its voter for that.
    const own = seen && seen.seq !== mine?.seq ? { ...seen, byReceipt: true } : mine;
    return this.#view(poll, own, now);
  }

  /** The books, added up anew. Reads every entry. */
  audit(): Audit | null {
    const { definition, counts, watermark } = this.#books.state;
    if (!definition) return null;
    const { seq, tallies, version } = counts;
    const { received, counted, refused, revised, withdrawn, voided, looked } = counts;
    return {
      seq,
      tallies,
      fold: this.#books.readings.fold(rankedQuestions(definition), seq),
      accounts: { received, counted, refused, revised, withdrawn, voided, looked },
      entries: this.#books.readings.countKinds(),
      voters: this.#books.tables.voters(),
      version,
      projected: watermark,
      ranked: [...rankedQuestions(definition)],
    };
  }

  /** Whether a poll was ever defined here. */
  isDefined(): boolean {
    return this.#books.state.definition !== null;
  }

  /** The entries up to `seq`, added up anew. */
  foldTo(seq: number): Tally {
    const { definition } = this.#books.state;
    return definition
      ? this.#books.readings.fold(rankedQuestions(definition), seq).all
      : emptyTally();
  }

  /** Entries of the ledger after `seq`, in order, at most `limit`. */
  entriesAfter(seq: number, limit: number): LedgerEntry[] {
    if (!this.#books.tables.exists) return [];
    return this.#books.tables.entriesAfter(seq, limit).map(withoutTexts);
  }

  /** What was done with the poll, the newest first. */
  acts(limit: number): ActRecord[] {
    return this.#books.tables.exists ? this.#books.tables.acts(limit) : [];
  }

  /** What only the publication may see. `from`, `to`: the time in which busy networks are looked for. */
  desk(from: number, to: number): Desk | null {
    if (!this.#books.state.definition) return null;
    return {
      texts: this.#books.readings.texts(),
      approved: this.#books.state.approved,
      invitations: this.#books.tables.countInvitations(),
      networks: this.#networks.busiest(from, to),
    };
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
    if (!this.#books.state.definition) return;
    this.#books.commit({ watermark: { seq: 0, version: 0 } });
    await this.#arm(Date.now());
  }

  /** Closes the poll when its time has come, and sends D1 what it lacks. Never throws: the platform gives up on an alarm that fails six times. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    try {
      this.#closeInTime(now);
      await this.#project();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      console.error({
        event: "projection failed",
        poll: this.#books.state.definition?.id,
        failures: this.#failures,
        error: messageOf(error),
      });
    }
    await this.#arm(Date.now());
  }

  /** Whoever sees that the poll is closed by the clock makes it so: a clock that jumps back changes nothing then. */
  #closeInTime(now: number): void {
    const closesAt = this.#books.poll?.closesAt ?? null;
    if (closesAt !== null && now >= closesAt) this.#ledger.close(closesAt);
  }

  async #answer(work: (poll: PollDefinition, now: number) => LedgerOutcome): Promise<CastOutcome> {
    const poll = this.#books.published;
    if (!poll) return { outcome: "no-such-poll" };
    const now = Date.now();
    const result = work(poll, now);
    // In the same turn as the writes above, so in the same commit. A crash before it leaves neither.
    await this.#arm(now);
    if (!isDone(result)) return result;
    return { ...result, view: await this.#view(poll, result.vote, now) };
  }

  /** One projection at a time: the alarm and `flush` share one that is under way. */
  #project(): Promise<void> {
    this.#projecting ??= project(this.#books, database(this.env.DB)).finally(() => {
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
    const { poll } = this.#books;
    if (!poll) return null;
    const { closesAt } = poll;
    const isClosed = closesAt === null || this.#books.state.closed === closesAt;
    // The platform takes no alarm that is centuries away: one that rings too early sets the next.
    const closes = isClosed ? null : Math.min(closesAt, now + LONGEST_ALARM_MS);
    if (!isBehind(this.#books)) return closes;
    const projects = now + Math.min(PROJECT_AFTER_MS * 2 ** this.#failures, LONGEST_BACKOFF_MS);
    // The closing waits for no D1.
    return Math.min(projects, closes ?? projects);
  }

  async #view(definition: PollDefinition, own: OwnVote | null, now: number): Promise<PollView> {
    const { closed } = this.#books.state;
    const status = pollStatus(definition, now, closed);
    const visible = resultsVisible(definition.results, status, maySee(own));
    const runoffs = visible ? await this.#runoffs.results(definition) : {};
    const { counts } = this.#books.state;
    const texts = visible ? this.#books.shownTexts() : {};
    const results = visible ? pollResults(definition, status, { ...counts, runoffs, texts }) : null;
    // Where the numbers are hidden, their version is too: it would tell how many ballots came.
    // A runoff may be counted later than the votes that it is of.
    const counted = Object.values(runoffs).map((runoff) => `.${runoff.seq}`);
    const seen = visible
      ? `${counts.version}${counted.join("")}`
      : `d${this.#books.tables.revision()}`;
    return { definition, status, results, own, version: `${seen}-${status}` };
  }
}

/** Whether somebody with this vote has done what an `after-vote` poll asks for before it shows its numbers. */
function maySee(own: OwnVote | null): boolean {
  return own !== null && own.state !== "withdrawn";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
