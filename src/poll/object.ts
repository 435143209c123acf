import { DurableObject } from "cloudflare:workers";
import type { ActRecord, Audit, Desk } from "../core/polls/audit.ts";
import type {
  CopiedRow,
  CopiedRows,
  Cut,
  LedgerHead,
  LedgerState,
  LedgerTable,
  RestoreOutcome,
} from "../core/backup.ts";
import { rankedQuestions } from "../core/ballots/ballot.ts";
import { type LedgerEntry, withoutTexts } from "../core/polls/entry.ts";
import { shardsOf } from "../core/polls/shards.ts";
import { emptyTally, type Tally } from "../core/results/tally.ts";
import { Acts } from "./admin/admin-actions.ts";
import { auditOf } from "./ledger/audit.ts";
import { Alarm } from "./alarm.ts";
import { Books } from "./ledger/poll-state.ts";
import { Copies } from "./ledger-backup.ts";
import { mergeDesks, mergeActs } from "./admin/moderation.ts";
import { follow } from "./shards/replicate-rules.ts";
import { Ledger } from "./ledger/ledger.ts";
import { Networks } from "./voting/networks.ts";
import { Others, type Part, type Rules } from "./shards/shards.ts";
import type { Credentials, OwnVote, Progress } from "./rpc-types.ts";
import type { Poll } from "./poll.ts";
import { PublicNumbers } from "./results-cache.ts";

/** What a poll's object is made of, and what the publication and the poll's other objects ask of it. */
export abstract class PollObject extends DurableObject<Env> {
  protected readonly books: Books;
  protected readonly networks: Networks;
  protected readonly ledger: Ledger;
  protected readonly deeds: Acts;
  protected readonly numbers: PublicNumbers;
  protected readonly others: Others;
  protected readonly bell: Alarm;
  readonly #copies: Copies;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.books = new Books(ctx.storage);
    this.networks = new Networks(this.books, ctx.storage.sql);
    this.ledger = new Ledger(this.books, this.networks);
    this.deeds = new Acts(this.books, this.ledger);
    this.others = new Others(this.books, env);
    this.numbers = new PublicNumbers(this.books, this.others);
    this.bell = new Alarm(ctx.storage, this.books);
    this.#copies = new Copies(this.books, ctx.storage.sql);
    // An alarm that was lost with the instance before this one is set again by the code that sets any other.
    void ctx.blockConcurrencyWhile(() => this.bell.recall(Date.now()));
  }

  /** This object's books, added up anew. Reads every entry. */
  audit(): Audit | null {
    return auditOf(this.books);
  }

  /** Over how many objects the poll is split; 0 where none was ever defined here. */
  shards(): number {
    const { definition } = this.books.state;
    return definition ? shardsOf(definition) : 0;
  }

  /** The entries up to `seq`, added up anew. */
  foldTo(seq: number): Tally {
    const { definition } = this.books.state;
    return definition
      ? this.books.readings.fold(rankedQuestions(definition), seq).all
      : emptyTally();
  }

  /** Entries of this ledger after `seq`, in order, at most `limit`. */
  entriesAfter(seq: number, limit: number): LedgerEntry[] {
    if (!this.books.tables.exists) return [];
    return this.books.tables.entriesAfter(seq, limit).map(withoutTexts);
  }

  /** How far this ledger has come, and how much of it D1 has. Reads no entry but one. */
  progress(): Progress | null {
    const { definition, counts, watermark } = this.books.state;
    if (!definition) return null;
    const { seq, version } = counts;
    const oldest = this.books.tables.entriesAfter(watermark.seq, 1)[0]?.castAt ?? null;
    const hidden = this.books.published === null;
    return { seq, version, projected: { ...watermark }, oldest, hidden };
  }

  /** What was done with the poll, the newest first. */
  async acts(limit: number): Promise<ActRecord[]> {
    if (!this.books.tables.exists) return [];
    const own = this.books.tables.acts(limit);
    const others = await this.#ofOthers(async (stub): Promise<ActRecord[]> => stub.acts(limit));
    return mergeActs([own, ...others], limit);
  }

  /** What only the publication may see. `from`, `to`: the time in which busy networks are looked for. */
  async desk(from: number, to: number): Promise<Desk | null> {
    if (!this.books.state.definition) return null;
    const own: Desk = {
      texts: this.books.readings.texts(),
      approved: this.books.state.approved,
      invitations: this.books.tables.countInvitations(),
      networks: this.networks.busiest(from, to),
    };
    const others = await this.#ofOthers(async (stub): Promise<Desk | null> => stub.desk(from, to));
    return mergeDesks([own, ...others.filter((desk) => desk !== null)]);
  }

  /** The first object of a poll answers for all of it; each of the others for itself. */
  async #ofOthers<T>(call: (stub: DurableObjectStub<Poll>) => Promise<T>): Promise<T[]> {
    return this.books.state.place?.shard === 0 ? this.others.each(call) : [];
  }

  /** What this object adds to the poll's numbers. */
  part(): Part | null {
    return this.books.state.definition && this.numbers.part();
  }

  /** What all objects of the poll add to its numbers. */
  async parts(): Promise<Part[]> {
    return this.others.parts(this.numbers.part());
  }

  /**
   * Which of some voters have an entry here.
   *
   * @throws where this object follows older rules than the one that asks: it could still count them
   */
  haveVoters(voters: string[], layout: number[]): boolean[] {
    const known = this.books.state.place?.layout ?? [];
    if (known.length < layout.length) throw new Error("this object does not know of the split yet");
    return voters.map((voter) => this.books.tables.seqOf(voter) !== null);
  }

  /** A reader's own vote in this object. */
  ownVote(who: Credentials): OwnVote | null {
    const { poll } = this.books;
    return poll && this.ledger.own(poll, who);
  }

  /** The vote of this object that whoever shows its receipt may see. */
  voteByReceipt(seq: number, receipt: string): OwnVote | null {
    return this.ledger.byReceipt(seq, receipt);
  }

  /** Whether a vote that stands here has this text. */
  hasText(question: string, text: string): boolean {
    const { exists } = this.books.tables;
    return exists && this.books.readings.standingTexts({ [question]: [text] }).length > 0;
  }

  /** Takes over the rules of the poll's first object. May be repeated; what is older than what it has is no news. */
  async follow(rules: Rules, shard: number): Promise<void> {
    if (this.books.state.restore?.done === false) throw new Error("this ledger is being restored");
    const now = Date.now();
    follow(this.books, this.ledger, rules, shard, now);
    await this.bell.arm(now);
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
    await this.bell.arm(Date.now());
    return outcome;
  }
}
