import type { PollDefinition } from "../../core/polls/poll.ts";
import { homeOf, shardName, shardOf } from "../../core/polls/shards.ts";
import { withTimeout } from "../../platform/timeout.ts";
import type { Books } from "../ledger/poll-state.ts";
import type {
  Act,
  ActOutcome,
  CastOutcome,
  Credentials,
  OwnVote,
  Part,
  Rules,
} from "../rpc-types.ts";
import { voterKeyOf } from "../voting/voter-key.ts";
import { pollStub } from "../../platform/poll-stub.ts";

/** A stub of another object of the poll. */
export type PollStub = ReturnType<Env["POLL"]["getByName"]>;

/** Milliseconds for which the parts of the other objects are cached. */
const FRESH_MS = 250;
/** Timeout in milliseconds for sending rules to another object. The alarm retries. */
const FOLLOW_LIMIT_MS = 10_000;

/**
 * The other objects of a poll that is split. The first object owns the rules and replicates them to the others. Each
 * object alone counts the voters that belong to it, and refuses their repeats exactly. The results are the sum.
 *
 * The number of objects is fixed before any other object counts a vote: the first object commits it to its own disk,
 * and another object counts only under rules that state it. So before that commit nothing was counted elsewhere,
 * whatever the first object decides, and after it the number never changes.
 */
export class Shards {
  readonly #books: Books;
  readonly #env: Env;
  #known: { parts: Part[]; at: number } | null = null;
  #fetching: Promise<Part[]> | null = null;
  #spreading: Promise<void> | null = null;

  constructor(books: Books, env: Env) {
    this.#books = books;
    this.#env = env;
  }

  /**
   * Forwards a request to the voter's home object.
   *
   * @throws if that object cannot be given the rules
   */
  async pass(shard: number, call: (stub: PollStub) => Promise<CastOutcome>): Promise<CastOutcome> {
    const outcome = await call(this.#stub(shard));
    // Return a copy: the RPC result itself would keep that object awake until its receiver disposes of it.
    if (outcome.outcome !== "no-such-poll") return { ...outcome };
    // It does not know yet of the poll, or that the number is fixed, or that the poll is shown again.
    await this.#bring(this.#rules(), shard);
    const second = await call(this.#stub(shard));
    if (second.outcome === "no-such-poll" && this.#books.published) {
      throw new Error("the object that has this voter does not know the poll");
    }
    return { ...second };
  }

  /**
   * The parts of the poll's results. This object's is current. Those of the others are at most a quarter of a second
   * old, or, if one of them does not answer, the last known ones.
   *
   * @throws if they were never known
   */
  async parts(own: Part): Promise<Part[]> {
    return this.#books.state.fixed ? [own, ...(await this.#recent())] : [own];
  }

  async #recent(): Promise<Part[]> {
    const known = this.#known;
    if (known && Math.abs(Date.now() - known.at) < FRESH_MS) return known.parts;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    try {
      return await this.#fetching;
    } catch (error) {
      if (!known) throw error;
      console.error({ event: "parts not known", poll: this.#books.name, error: String(error) });
      return known.parts;
    }
  }

  async #fetch(): Promise<Part[]> {
    const at = Date.now();
    const { shard: own } = this.#books.state;
    // The first object asks each of the others. The others ask the first only.
    const found: (Part | null)[] =
      own === 0
        ? await this.each(async (stub): Promise<Part | null> => stub.part())
        : await this.#stub(0).parts();
    const parts = found.filter((part) => part !== null).filter(({ shard }) => shard !== own);
    this.#known = { parts, at };
    return parts;
  }

  /** The voter's home object; this one if the voter cannot be identified. */
  homeOf(poll: PollDefinition, who: Credentials): number {
    if (this.#books.shards === 1) return this.#books.state.shard;
    const voter = voterKeyOf(this.#books.tables, poll, who);
    return typeof voter === "string" ? homeOf(voter, this.#books.shards) : this.#books.state.shard;
  }

  /** A reader's own vote, if another object has it. */
  async own(poll: PollDefinition, who: Credentials): Promise<OwnVote | null> {
    return this.#of(this.homeOf(poll, who), async (stub): Promise<OwnVote | null> =>
      stub.ownVote(who),
    );
  }

  /** The vote with this receipt, if another object has it. */
  async byReceipt(seq: number, receipt: string): Promise<OwnVote | null> {
    return this.#of(shardOf(seq, this.#books.shards), async (stub): Promise<OwnVote | null> =>
      stub.voteByReceipt(seq, receipt),
    );
  }

  async #of(
    shard: number,
    find: (stub: PollStub) => Promise<OwnVote | null>,
  ): Promise<OwnVote | null> {
    const { shard: own, fixed } = this.#books.state;
    const isOther = fixed && shard !== own && shard < this.#books.shards;
    return isOther ? find(this.#stub(shard)) : null;
  }

  /** Time of the last entry in the other objects. The first object needs it before it adopts a new definition. */
  async lastCastAt(): Promise<number> {
    const parts = await this.each(async (stub): Promise<Part | null> => stub.part());
    return Math.max(0, ...parts.map((part) => part?.counts.lastCastAt ?? 0));
  }

  /** Whether another object has a standing vote with this text. */
  async haveText(question: string, text: string): Promise<boolean> {
    const found = await this.each(async (stub): Promise<boolean> => stub.hasText(question, text));
    return found.includes(true);
  }

  /** Performs a void in the other objects as well, and returns the outcome with the total of voided votes. */
  async alsoVoid(own: ActOutcome, act: Act, who: string): Promise<ActOutcome> {
    if (own.outcome === "no-such-poll") return own;
    const others = await this.each(async (stub): Promise<ActOutcome> => stub.perform(act, who));
    const done = [own, ...others].filter((outcome) => outcome.outcome === "done");
    const [first] = done;
    if (!first) return own;
    const votes = done.reduce((sum, { detail }) => sum + Number(detail["votes"] ?? 0), 0);
    return { outcome: "done", detail: { ...first.detail, votes } };
  }

  /** In the first object: calls every other object that may have counted votes. In the others: calls none. */
  async each<T>(call: (stub: PollStub) => Promise<T>): Promise<T[]> {
    const { shard, fixed } = this.#books.state;
    if (shard !== 0 || !fixed) return [];
    return Promise.all(this.#others().map((other) => call(this.#stub(other))));
  }

  /**
   * Replicates the first object's rules to the others. A crash in between leaves some of them with older rules, and
   * the alarm set, which resumes the replication.
   *
   * @returns whether all of them have the rules; never throws
   */
  async spread(): Promise<boolean> {
    this.#spreading ??= this.#spread().finally(() => {
      this.#spreading = null;
    });
    try {
      await this.#spreading;
      return true;
    } catch (error) {
      console.error({ event: "rules not spread", poll: this.#books.name, error: String(error) });
      return false;
    }
  }

  async #spread(): Promise<void> {
    while (this.#books.isSpreading) {
      const rules = this.#rules();
      await Promise.all(this.#others().map((shard) => this.#bring(rules, shard)));
      // An act performed meanwhile is replicated in another round.
      this.#books.commit({ rules: rules.revision });
    }
  }

  async #bring(rules: Rules, shard: number): Promise<void> {
    await withTimeout(this.#stub(shard).follow(rules, shard), FOLLOW_LIMIT_MS);
  }

  #rules(): Rules {
    const { revision, state } = this.#books;
    const { definition, control, removed, approved, salt, fixed } = state;
    if (!definition) throw new Error("there is no poll here");
    return { revision, definition, control, removed, approved, salt, fixed };
  }

  #others(): number[] {
    return Array.from({ length: this.#books.shards - 1 }, (_, i) => i + 1);
  }

  #stub(shard: number): PollStub {
    return pollStub(this.#env, shardName(this.#books.state.definition?.id ?? "", shard));
  }
}
