import { DurableObject } from "cloudflare:workers";
import { rankedQuestions } from "../core/ballots/ballot.ts";
import type {
  CopiedRow,
  CopiedRows,
  Cut,
  LedgerHead,
  LedgerState,
  LedgerTable,
  RestoreOutcome,
} from "../core/backup.ts";
import type { ActRecord, Audit, Desk } from "../core/polls/audit.ts";
import { type LedgerEntry, withoutTexts } from "../core/polls/entry.ts";
import type { PollDefinition } from "../core/polls/poll.ts";
import { emptyTally, type Tally } from "../core/results/tally.ts";
import { database } from "../store/database.ts";
import { AdminActions } from "./admin/admin-actions.ts";
import { deskOf, logOf } from "./admin/moderation.ts";
import { Alarm } from "./alarm.ts";
import { auditOf } from "./ledger/audit.ts";
import { Ledger } from "./ledger/ledger.ts";
import { Books } from "./ledger/poll-state.ts";
import { Copies } from "./ledger-backup.ts";
import { PollViews } from "./poll-views.ts";
import { progressOf, Projection } from "./projection.ts";
import { PublicNumbers } from "./results-cache.ts";
import type {
  Act,
  ActOutcome,
  CastInput,
  CastOutcome,
  Credentials,
  DefineOutcome,
  OwnVote,
  Part,
  PollView,
  Progress,
  Rules,
  ViewInput,
} from "./rpc-types.ts";
import { followRules } from "./shards/replicate-rules.ts";
import { Shards } from "./shards/shards.ts";
import { BallotBatcher } from "./voting/batch.ts";
import { Networks } from "./voting/networks.ts";
import { Voting } from "./voting/voting.ts";

/**
 * One poll, or one of the objects that it is split over: the only writer of the votes of its voters. Its methods are
 * what the Worker, and the poll's other objects, can call; the work is done by what it is made of.
 *
 * Guarantees: a vote that was acknowledged is on disk (the platform holds the reply back until the commit
 * is), is counted once, and reaches D1 exactly once however often it is sent.
 */
export class Poll extends DurableObject<Env> {
  readonly #books: Books;
  readonly #networks: Networks;
  readonly #ledger: Ledger;
  readonly #actions: AdminActions;
  readonly #shards: Shards;
  readonly #numbers: PublicNumbers;
  readonly #views: PollViews;
  readonly #voting: Voting;
  readonly #alarm: Alarm;
  readonly #copies: Copies;
  readonly #projection: Projection;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const books = new Books(ctx.storage);
    const arm = (now: number): Promise<void> => this.#alarm.arm(now);
    this.#books = books;
    this.#networks = new Networks(books, ctx.storage.sql);
    this.#ledger = new Ledger(books, this.#networks);
    this.#actions = new AdminActions(books, this.#ledger);
    this.#shards = new Shards(books, env);
    this.#numbers = new PublicNumbers(books, this.#shards);
    this.#views = new PollViews(books, this.#ledger, this.#shards, this.#numbers);
    const batcher = new BallotBatcher(books, arm);
    this.#voting = new Voting(books, this.#ledger, this.#shards, this.#views, batcher, arm);
    this.#alarm = new Alarm(ctx.storage, books);
    this.#copies = new Copies(books, ctx.storage.sql);
    this.#projection = new Projection(books, () => database(this.env.DB));
    // An alarm that was lost with the instance before this one is set again by the code that sets any other.
    void ctx.blockConcurrencyWhile(() => this.#alarm.recall(Date.now()));
  }

  /** Counts a ballot, or says why not. `numbers`: whether the voter is to be told the poll's numbers. */
  async cast(input: CastInput, numbers = false): Promise<CastOutcome> {
    return this.#voting.cast(input, numbers);
  }

  /** Takes a voter's vote `seq` back. */
  async withdraw(who: Credentials, seq: number): Promise<CastOutcome> {
    return this.#voting.withdraw(who, seq);
  }

  /** Shows a reader the numbers in exchange for the vote. */
  async look(who: Credentials): Promise<CastOutcome> {
    return this.#voting.look(who);
  }

  /**
   * The poll as one reader may see it; `null` where there is none, or where only the first object of the poll may answer.
   *
   * @param voter who that is, by cookie or key, if known
   * @param more what else the reader has shown
   */
  async view(voter: string | null, more: ViewInput = {}): Promise<PollView | null> {
    const poll = this.#books.answered;
    if (!poll) return null;
    const now = Date.now();
    this.#ledger.closeInTime(now);
    await this.#alarm.arm(now);
    return this.#views.of(poll, voter, more, now);
  }

  /**
   * Takes the poll's definition at publish.
   *
   * @param dryRun only say what would happen
   */
  async define(definition: PollDefinition, dryRun: boolean, who = ""): Promise<DefineOutcome> {
    const lastElsewhere = await this.#shards.lastCastAt();
    const now = Date.now();
    const outcome = this.#actions.define(definition, who, now, dryRun, lastElsewhere);
    await this.#spread(now);
    return outcome;
  }

  /** Takes the poll out of the publication: it is not found, and takes no ballots, until it is defined again. */
  async remove(who = ""): Promise<void> {
    const now = Date.now();
    this.#actions.remove(who, now);
    await this.#spread(now);
  }

  /** Does something with the poll in the publication's name, and writes down who did what when. */
  async perform(act: Act, who: string): Promise<ActOutcome> {
    const stands = act.act === "approve" && (await this.#shards.haveText(act.question, act.text));
    const now = Date.now();
    // First what the clock has done: an act is held against the poll as it is now.
    this.#ledger.closeInTime(now);
    const outcome = this.#actions.perform(act, who, now, stands);
    await this.#spread(now);
    // Each object strikes out its own. After a failure between two the act is done again: what is struck out stays so.
    return act.act === "void" ? this.#shards.alsoVoid(outcome, act, who) : outcome;
  }

  /** What was done with the poll, the newest first. */
  async acts(limit: number): Promise<ActRecord[]> {
    return logOf(this.#books, this.#shards, limit);
  }

  /** What only the publication may see. `from`, `to`: the time in which busy networks are looked for. */
  async desk(from: number, to: number): Promise<Desk | null> {
    return deskOf(this.#books, this.#shards, this.#networks, from, to);
  }

  /** This object's books, added up anew. Reads every entry. */
  audit(): Audit | null {
    return auditOf(this.#books);
  }

  /** Over how many objects the poll is split; 0 where none was ever defined here. */
  shards(): number {
    return this.#books.state.definition ? this.#books.shards : 0;
  }

  /** The entries up to `seq`, added up anew. */
  foldTo(seq: number): Tally {
    const { definition } = this.#books.state;
    return definition
      ? this.#books.queries.fold(rankedQuestions(definition), seq).all
      : emptyTally();
  }

  /** Entries of this ledger after `seq`, in order, at most `limit`. */
  entriesAfter(seq: number, limit: number): LedgerEntry[] {
    if (!this.#books.tables.exists) return [];
    return this.#books.tables.entriesAfter(seq, limit).map(withoutTexts);
  }

  /** How far this ledger has come, and how much of it D1 has. */
  progress(): Progress | null {
    return progressOf(this.#books);
  }

  /**
   * Sends D1 what it lacks, now.
   *
   * @returns an error's message where D1 did not take it; the alarm will try again
   */
  async flush(): Promise<string | null> {
    try {
      await this.#projection.run();
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

  /** The beginning of a copy of this ledger, to be kept elsewhere. */
  copyHead(): LedgerHead | null {
    return this.#copies.head(Date.now());
  }

  /** Rows of such a copy. See {@link Copies.rows}. */
  copyRows(table: LedgerTable, cut: Cut, after: string | null): CopiedRows {
    return this.#copies.rows(table, cut, after);
  }

  /** Takes rows of a copy in. See {@link Copies.takeIn}. */
  restoreRows(id: string, table: LedgerTable, rows: CopiedRow[]): RestoreOutcome {
    return this.#copies.takeIn(id, table, rows);
  }

  /** Makes what was taken in this poll's ledger. See {@link Copies.finish}. */
  async restore(
    id: string,
    state: LedgerState,
    counts: Record<LedgerTable, number>,
  ): Promise<RestoreOutcome> {
    const outcome = this.#copies.finish(id, state, counts);
    // In the same turn as the commit, so in it: D1 is told of all entries, and the poll closes in time.
    await this.#alarm.arm(Date.now());
    return outcome;
  }

  /** Takes over the rules of the poll's first object. Idempotent; older rules are ignored. */
  async follow(rules: Rules, shard: number): Promise<void> {
    const now = Date.now();
    followRules(this.#books, this.#ledger, rules, shard, now);
    await this.#alarm.arm(now);
  }

  /** What this object adds to the poll's numbers. */
  part(): Part | null {
    return this.#books.state.definition && this.#numbers.part();
  }

  /** What all objects of the poll add to its numbers. */
  async parts(): Promise<Part[]> {
    return this.#shards.parts(this.#numbers.part());
  }

  /** A reader's own vote in this object. */
  ownVote(who: Credentials): OwnVote | null {
    const { poll } = this.#books;
    return poll && this.#ledger.own(poll, who);
  }

  /** The vote of this object that whoever shows its receipt may see. */
  voteByReceipt(seq: number, receipt: string): OwnVote | null {
    return this.#ledger.entries.byReceipt(seq, receipt);
  }

  /** Whether a vote that stands here has this text. */
  hasText(question: string, text: string): boolean {
    const { exists } = this.#books.tables;
    return exists && this.#books.queries.standingTexts({ [question]: [text] }).length > 0;
  }

  /** Closes the poll when its time has come, and sends D1 what it lacks. Never throws: the platform gives up on an alarm that fails six times. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    try {
      this.#ledger.closeInTime(now);
      const isSpread = await this.#shards.spread();
      await this.#projection.run();
      this.#alarm.failures = isSpread ? 0 : this.#alarm.failures + 1;
    } catch (error) {
      const failures = (this.#alarm.failures += 1);
      const { name: poll } = this.#books;
      console.error({ event: "projection failed", poll, failures, error: messageOf(error) });
    }
    await this.#alarm.arm(Date.now());
  }

  /** After what changes the rules: they are with the poll's other objects when this is over, or the alarm brings them. */
  async #spread(now: number): Promise<void> {
    // In the same turn as the change, so in its commit: a crash after it leaves an alarm that brings the rules.
    await this.#alarm.arm(now);
    await this.#shards.spread();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
