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
 * One poll, or one object of a poll that is split. It is the only writer of its voters' votes. The Worker and the
 * poll's other objects call its methods, which delegate to its components.
 *
 * Guarantees: an acknowledged vote is on disk (the platform holds the reply until the commit is), is counted once,
 * and reaches D1 exactly once however often it is sent.
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
    // If the previous instance lost its alarm, this sets it again by the same code that sets every alarm.
    void ctx.blockConcurrencyWhile(() => this.#alarm.recall(Date.now()));
  }

  /** Counts a ballot, or returns the reason why not. `numbers`: whether to return the results to the voter. */
  async cast(input: CastInput, numbers = false): Promise<CastOutcome> {
    return this.#voting.cast(input, numbers);
  }

  /** Withdraws the voter's vote `seq`. */
  async withdraw(who: Credentials, seq: number): Promise<CastOutcome> {
    return this.#voting.withdraw(who, seq);
  }

  /** Shows a reader the results in exchange for the right to vote. */
  async look(who: Credentials): Promise<CastOutcome> {
    return this.#voting.look(who);
  }

  /**
   * The poll as one reader may see it; `null` if there is none, or if only the first object of the poll may answer.
   *
   * @param voter who the reader is, by cookie or key, if known
   * @param more further credentials of the reader
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
   * Adopts the poll's definition at publish.
   *
   * @param dryRun report what would happen, without changing anything
   */
  async define(definition: PollDefinition, dryRun: boolean, who = ""): Promise<DefineOutcome> {
    const lastElsewhere = await this.#shards.lastCastAt();
    const now = Date.now();
    const outcome = this.#actions.define(definition, who, now, dryRun, lastElsewhere);
    await this.#spread(now);
    return outcome;
  }

  /** Unpublishes the poll: until it is defined again, it is not found and accepts no ballots. */
  async remove(who = ""): Promise<void> {
    const now = Date.now();
    this.#actions.remove(who, now);
    await this.#spread(now);
  }

  /** Performs an act of the publication on the poll, and records who did what and when. */
  async perform(act: Act, who: string): Promise<ActOutcome> {
    const stands = act.act === "approve" && (await this.#shards.haveText(act.question, act.text));
    const now = Date.now();
    // Apply a due closing first: the act is checked against the current status of the poll.
    this.#ledger.closeInTime(now);
    const outcome = this.#actions.perform(act, who, now, stands);
    await this.#spread(now);
    // Each object voids its own votes. If one fails, repeat the act: votes already voided stay voided.
    return act.act === "void" ? this.#shards.alsoVoid(outcome, act, who) : outcome;
  }

  /** The acts on this poll, newest first. */
  async acts(limit: number): Promise<ActRecord[]> {
    return logOf(this.#books, this.#shards, limit);
  }

  /** What only the publication may see. `from`, `to`: the period in which to look for busy networks. */
  async desk(from: number, to: number): Promise<Desk | null> {
    return deskOf(this.#books, this.#shards, this.#networks, from, to);
  }

  /** This object's books, recounted from the ledger. Reads every entry. */
  audit(): Audit | null {
    return auditOf(this.#books);
  }

  /** The number of objects that the poll is split over; 0 if no poll was ever defined here. */
  shards(): number {
    return this.#books.state.definition ? this.#books.shards : 0;
  }

  /** The tally of the entries up to `seq`, recounted from the ledger. */
  foldTo(seq: number): Tally {
    const { definition } = this.#books.state;
    return definition
      ? this.#books.queries.fold(rankedQuestions(definition), seq).all
      : emptyTally();
  }

  /** At most `limit` entries of this ledger after `seq`, in order. */
  entriesAfter(seq: number, limit: number): LedgerEntry[] {
    if (!this.#books.tables.exists) return [];
    return this.#books.tables.entriesAfter(seq, limit).map(withoutTexts);
  }

  /** The last entry of this ledger, and how much of it D1 has. */
  progress(): Progress | null {
    return progressOf(this.#books);
  }

  /**
   * Projects everything that D1 lacks, now.
   *
   * @returns the error message if D1 failed; the alarm will try again
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

  /** Makes the alarm send everything to D1 again. */
  async resend(): Promise<void> {
    if (!this.#books.state.definition) return;
    this.#books.commit({ watermark: { seq: 0, version: 0 } });
    await this.#alarm.arm(Date.now());
  }

  /** The head of a backup of this ledger. */
  copyHead(): LedgerHead | null {
    return this.#copies.head(Date.now());
  }

  /** Rows of a backup of this ledger. See {@link Copies.rows}. */
  copyRows(table: LedgerTable, cut: Cut, after: string | null): CopiedRows {
    return this.#copies.rows(table, cut, after);
  }

  /** Imports rows of a backup. See {@link Copies.takeIn}. */
  restoreRows(id: string, table: LedgerTable, rows: CopiedRow[]): RestoreOutcome {
    return this.#copies.takeIn(id, table, rows);
  }

  /** Turns the imported rows into this poll's ledger. See {@link Copies.finish}. */
  async restore(
    id: string,
    state: LedgerState,
    counts: Record<LedgerTable, number>,
  ): Promise<RestoreOutcome> {
    const outcome = this.#copies.finish(id, state, counts);
    // Same turn as the commit, so part of it: all entries will reach D1, and the poll will close on time.
    await this.#alarm.arm(Date.now());
    return outcome;
  }

  /** Adopts the rules of the poll's first object. Idempotent; older revisions are ignored. */
  async follow(rules: Rules, shard: number): Promise<void> {
    const now = Date.now();
    followRules(this.#books, this.#ledger, rules, shard, now);
    await this.#alarm.arm(now);
  }

  /** This object's part of the poll's results. */
  part(): Part | null {
    return this.#books.state.definition && this.#numbers.part();
  }

  /** The parts of the results from all objects of the poll. */
  async parts(): Promise<Part[]> {
    return this.#shards.parts(this.#numbers.part());
  }

  /** A reader's own vote in this object. */
  ownVote(who: Credentials): OwnVote | null {
    const { poll } = this.#books;
    return poll && this.#ledger.own(poll, who);
  }

  /** The vote in this object with this receipt. Whoever has the receipt may see it. */
  voteByReceipt(seq: number, receipt: string): OwnVote | null {
    return this.#ledger.entries.byReceipt(seq, receipt);
  }

  /** Whether a standing vote in this object has this text. */
  hasText(question: string, text: string): boolean {
    const { exists } = this.#books.tables;
    return exists && this.#books.queries.standingTexts({ [question]: [text] }).length > 0;
  }

  /** Closes the poll when due, and projects to D1. Never throws: after six failures the platform drops an alarm. */
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

  /** Call after a change of the rules. Afterwards the other objects have them, or the alarm will deliver them. */
  async #spread(now: number): Promise<void> {
    // Same turn as the change, so part of its commit: after a crash, the alarm delivers the rules.
    await this.#alarm.arm(now);
    await this.#shards.spread();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
