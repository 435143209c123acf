import { DurableObject } from "cloudflare:workers";
import type { ActRecord, Audit, Desk } from "../core/audit.ts";
import { rankedQuestions } from "../core/ballot.ts";
import { type LedgerEntry, withoutTexts } from "../core/entry.ts";
import type { PollDefinition } from "../core/poll.ts";
import { pollStatus, resultsVisible } from "../core/schedule.ts";
import { emptyTally, type Tally } from "../core/tally.ts";
import { database } from "../store/database.ts";
import { type Act, type ActOutcome, Acts } from "./acts.ts";
import { Alarm } from "./alarm.ts";
import { Books } from "./books.ts";
import { isDone, Ledger, type LedgerOutcome } from "./ledger.ts";
import { Networks } from "./networks.ts";
import type {
  BriefOutcome,
  CastInput,
  CastOutcome,
  CastRefusal,
  Credentials,
  DefineOutcome,
  OwnVote,
  PollView,
  Progress,
  ViewInput,
} from "./outcome.ts";
import { project } from "./project.ts";
import { PublicNumbers } from "./public-numbers.ts";
import { Turns } from "./turns.ts";

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
  readonly #numbers: PublicNumbers;
  readonly #turns: Turns;
  readonly #alarm: Alarm;
  #projecting: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#books = new Books(ctx.storage);
    this.#networks = new Networks(this.#books, ctx.storage.sql);
    this.#ledger = new Ledger(this.#books, this.#networks);
    this.#acts = new Acts(this.#books, this.#ledger);
    this.#numbers = new PublicNumbers(this.#books);
    this.#alarm = new Alarm(ctx.storage, this.#books);
    this.#turns = new Turns(this.#books, (now) => this.#alarm.arm(now));
    // An alarm that was lost with the instance before this one is set again by the code that sets any other.
    void ctx.blockConcurrencyWhile(() => this.#alarm.recall(Date.now()));
  }

  /**
   * Takes the poll's definition at publish.
   *
   * @param dryRun only say what would happen
   */
  async define(definition: PollDefinition, dryRun: boolean, who = ""): Promise<DefineOutcome> {
    const now = Date.now();
    const outcome = this.#acts.define(definition, who, now, dryRun);
    await this.#alarm.arm(now);
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
    await this.#alarm.arm(now);
    return outcome;
  }

  /** Counts a ballot, or says why not. */
  async cast(input: CastInput): Promise<CastOutcome> {
    return this.#answer((poll, now) => this.#ledger.cast(poll, input, now));
  }

  /**
   * Counts a ballot as `cast` does, and answers with less.
   *
   * @param numbers whether the voter is to be told the poll's numbers
   */
  async castBrief(input: CastInput, numbers: boolean): Promise<BriefOutcome> {
    const found = await this.#inTurn((poll, now) => this.#ledger.cast(poll, input, now));
    if ("refusal" in found) return found.refusal;
    const { poll, done } = found;
    const { guard } = poll;
    if (!numbers) return { ...done, guard, numbers: null };
    const { results } = await this.#view(poll, done.vote, Date.now());
    return { ...done, guard, numbers: this.#numbers.json(results) };
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
    await this.#alarm.arm(now);
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

  /** How far the ledger has come, and how much of it D1 has. Reads no entry but one. */
  progress(): Progress | null {
    const { definition, counts, watermark } = this.#books.state;
    if (!definition) return null;
    const { seq, version } = counts;
    const oldest = this.#books.tables.entriesAfter(watermark.seq, 1)[0]?.castAt ?? null;
    return { seq, version, projected: { ...watermark }, oldest };
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
      await this.#alarm.arm(Date.now());
    }
  }

  /** Has everything sent to D1 again. */
  async resend(): Promise<void> {
    if (!this.#books.state.definition) return;
    this.#books.commit({ watermark: { seq: 0, version: 0 } });
    await this.#alarm.arm(Date.now());
  }

  /** Closes the poll when its time has come, and sends D1 what it lacks. Never throws: the platform gives up on an alarm that fails six times. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    try {
      this.#closeInTime(now);
      await this.#project();
      this.#alarm.failures = 0;
    } catch (error) {
      this.#alarm.failures += 1;
      console.error({
        event: "projection failed",
        poll: this.#books.state.definition?.id,
        failures: this.#alarm.failures,
        error: messageOf(error),
      });
    }
    await this.#alarm.arm(Date.now());
  }

  /** Whoever sees that the poll is closed by the clock makes it so: a clock that jumps back changes nothing then. */
  #closeInTime(now: number): void {
    const closesAt = this.#books.poll?.closesAt ?? null;
    if (closesAt !== null && now >= closesAt) this.#ledger.close(closesAt);
  }

  async #answer(work: (poll: PollDefinition, now: number) => LedgerOutcome): Promise<CastOutcome> {
    const found = await this.#inTurn(work);
    if ("refusal" in found) return found.refusal;
    const { poll, done } = found;
    return { ...done, view: await this.#view(poll, done.vote, Date.now()) };
  }

  /** What a voter asks for, done together with what others ask for at the same moment. */
  async #inTurn(
    work: (poll: PollDefinition, now: number) => LedgerOutcome,
  ): Promise<
    { refusal: CastRefusal } | { poll: PollDefinition; done: Exclude<LedgerOutcome, CastRefusal> }
  > {
    return this.#turns.do((now) => {
      const poll = this.#books.published;
      if (!poll) return { refusal: { outcome: "no-such-poll" } };
      const result = work(poll, now);
      return isDone(result) ? { poll, done: result } : { refusal: result };
    });
  }

  /** One projection at a time: the alarm and `flush` share one that is under way. */
  #project(): Promise<void> {
    this.#projecting ??= project(this.#books, database(this.env.DB)).finally(() => {
      this.#projecting = null;
    });
    return this.#projecting;
  }

  async #view(definition: PollDefinition, own: OwnVote | null, now: number): Promise<PollView> {
    const { closed } = this.#books.state;
    const status = pollStatus(definition, now, closed);
    if (!resultsVisible(definition.results, status, maySee(own))) {
      // Where the numbers are hidden, their version is too: it would tell how many ballots came.
      const version = `d${this.#books.tables.revision()}-${status}`;
      return { definition, status, results: null, own, version };
    }
    const { results, version } = await this.#numbers.of(definition, status);
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
