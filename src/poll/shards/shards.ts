import type { PollDefinition } from "../../core/polls/poll.ts";
import { formerHomes, homeOf, type Place, shardName, shardOf } from "../../core/polls/shards.ts";
import { withTimeout } from "../../platform/timeout.ts";
import type { Act, ActOutcome } from "../admin/admin-actions.ts";
import type { Books, BookState, Counts } from "../ledger/poll-state.ts";
import type { Credentials, OwnVote } from "../rpc-types.ts";
import type { Poll } from "../poll.ts";
import { voterKeyOf } from "../voting/voter-key.ts";

/** What one object of a poll adds to the poll's numbers. */
export interface Part {
  shard: number;
  counts: Counts;
  /** Question → approved texts that a vote of this object has. */
  texts: Record<string, string[]>;
}

/** The rules of a poll, as its first object has them. */
export interface Rules extends Pick<BookState, "control" | "removed" | "approved" | "salt"> {
  /** Grows with every act. */
  revision: number;
  definition: PollDefinition;
  layout: number[];
  base: number;
}

/** The numbers of the other objects are asked for anew after this time. */
const FRESH_MS = 250;
/** Milliseconds that another object may take to follow; the alarm asks again. */
const FOLLOW_LIMIT_MS = 10_000;

/**
 * The other objects of a poll that is split. The first object has the rules and brings them to the others; each counts
 * the voters that belong to it, alone, and refuses their repeats exactly; the poll's numbers are the sum.
 */
export class Others {
  readonly #books: Books;
  readonly #env: Env;
  #known: { parts: Part[]; at: number; layout: number[] } | null = null;
  #fetching: Promise<Part[]> | null = null;
  #spreading: Promise<void> | null = null;
  readonly #questions = new Map<number, { voters: string[]; answers: Promise<boolean[]> }>();

  constructor(books: Books, env: Env) {
    this.#books = books;
    this.#env = env;
  }

  /**
   * The parts of the poll's numbers: this object's as it is now, the others' not older than a quarter of a second, or,
   * where one of them does not answer, as they were last known.
   *
   * @throws where they were never known
   */
  async parts(own: Part): Promise<Part[]> {
    const { place } = this.#books.state;
    if (!place) return [own];
    return [own, ...(await this.#recent(place))];
  }

  async #recent(place: Place): Promise<Part[]> {
    const known = this.#known?.layout === place.layout ? this.#known : null;
    if (known && Math.abs(Date.now() - known.at) < FRESH_MS) return known.parts;
    this.#fetching ??= this.#fetch(place).finally(() => {
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

  async #fetch(place: Place): Promise<Part[]> {
    const at = Date.now();
    let found: (Part | null)[];
    // The first asks each of the others; the others ask the first alone.
    if (place.shard === 0) {
      found = await Promise.all(
        this.#all().map(async (shard): Promise<Part | null> => this.#stub(shard).part()),
      );
    } else found = await this.#stub(0).parts();
    const parts = found.filter((part) => part !== null && part.shard !== place.shard);
    this.#known = { parts: parts as Part[], at, layout: place.layout };
    return this.#known.parts;
  }

  /**
   * Whether a voter who has no entry here, but belongs here, has one where voters belonged before the poll was split
   * further: which object that is, or `null`.
   *
   * An object that has answered "no" never counts that voter any more: it follows rules by which the voter belongs
   * elsewhere, and the rules reach it before they reach any object that could ask (see `spread`).
   *
   * @throws where one of them does not answer
   */
  async formerHome(poll: PollDefinition, who: Credentials): Promise<number | null> {
    const { place } = this.#books.state;
    if (!place || place.layout.length === 1) return null;
    const voter = voterKeyOf(this.#books.tables, poll, who);
    if (typeof voter !== "string" || this.#books.tables.seqOf(voter) !== null) return null;
    if (homeOf(voter, place.layout.at(-1) ?? 1) !== place.shard) return null;
    for (const shard of formerHomes(voter, place.layout)) {
      if (await this.#has(shard, voter, place)) return shard;
    }
    return null;
  }

  /** Voters who come at the same moment are asked for in one call. */
  async #has(shard: number, voter: string, place: Place): Promise<boolean> {
    const asked = this.#questions.get(shard) ?? this.#question(shard, place);
    const i = asked.voters.push(voter) - 1;
    return (await asked.answers)[i] === true;
  }

  #question(shard: number, place: Place) {
    const voters: string[] = [];
    const answers = scheduler.wait(0).then(async (): Promise<boolean[]> => {
      this.#questions.delete(shard);
      return this.#stub(shard).haveVoters(voters, place.layout);
    });
    const question = { voters, answers };
    this.#questions.set(shard, question);
    return question;
  }

  /** A reader's own vote, where it may be in another object. */
  async own(poll: PollDefinition, who: Credentials): Promise<OwnVote | null> {
    const { place } = this.#books.state;
    const voter = voterKeyOf(this.#books.tables, poll, who);
    if (!place || typeof voter !== "string") return null;
    const homes = [homeOf(voter, place.layout.at(-1) ?? 1), ...formerHomes(voter, place.layout)];
    for (const shard of homes) {
      if (shard === place.shard) continue;
      const own: OwnVote | null = await this.#stub(shard).ownVote(who);
      if (own) return own;
    }
    return null;
  }

  /** The vote of whoever shows its receipt, where another object has it. */
  async byReceipt(seq: number, receipt: string): Promise<OwnVote | null> {
    const { place } = this.#books.state;
    const shard = shardOf(seq, place);
    if (!place || shard === place.shard || !this.#isOne(shard)) return null;
    return this.#stub(shard).voteByReceipt(seq, receipt);
  }

  /** What the others have counted, as far as the first object must know before it takes a new definition. */
  async counted(): Promise<Pick<Counts, "counted" | "looked" | "lastCastAt">> {
    const { place } = this.#books.state;
    const parts = place?.shard === 0 ? await this.#fetch(place) : [];
    return {
      counted: parts.reduce((sum, { counts }) => sum + counts.counted, 0),
      looked: parts.reduce((sum, { counts }) => sum + counts.looked, 0),
      lastCastAt: Math.max(0, ...parts.map(({ counts }) => counts.lastCastAt)),
    };
  }

  /** Whether a vote of another object has a text. */
  async haveText(question: string, text: string): Promise<boolean> {
    if (this.#books.state.place?.shard !== 0) return false;
    const found = await this.each(async (stub): Promise<boolean> => stub.hasText(question, text));
    return found.includes(true);
  }

  /** Has the others strike out what fits, and says what was struck out in all. */
  async alsoVoid(own: ActOutcome, act: Act, who: string): Promise<ActOutcome> {
    if (this.#books.state.place?.shard !== 0 || own.outcome === "no-such-poll") return own;
    const others = await this.each(async (stub): Promise<ActOutcome> => stub.perform(act, who));
    const done = [own, ...others].filter((outcome) => outcome.outcome === "done");
    const [first] = done;
    if (!first) return own;
    const votes = done.reduce((sum, { detail }) => sum + Number(detail["votes"] ?? 0), 0);
    return { outcome: "done", detail: { ...first.detail, votes } };
  }

  /** Asks every other object. */
  async each<T>(call: (stub: DurableObjectStub<Poll>) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#all().map((shard) => call(this.#stub(shard))));
  }

  /**
   * Brings the first object's rules to the others, in the order of their numbers. So a poll that is split further is
   * so first for the objects that there were: they send voters on who belong to a new one by then. Only after that a
   * new one knows of it, and counts. A crash between leaves voters who belong to an object that does not know yet
   * waiting (503); the first object's alarm goes on from there.
   *
   * @throws what a call throws
   */
  async spread(): Promise<void> {
    this.#spreading ??= this.#spread().finally(() => {
      this.#spreading = null;
    });
    return this.#spreading;
  }

  async #spread(): Promise<void> {
    while (this.#books.isSpreading) {
      const { definition, place, control, removed, approved, salt } = this.#books.state;
      if (!definition || !place) return;
      const revision = this.#books.tables.lastAct();
      const { layout, base } = place;
      const rules: Rules = { revision, definition, control, removed, approved, salt, layout, base };
      for (const shard of this.#all()) {
        await withTimeout(this.#stub(shard).follow(rules, shard), FOLLOW_LIMIT_MS);
      }
      // An act that came meanwhile is brought to them in another round.
      this.#books.commit({ rules: revision });
    }
  }

  #all(): number[] {
    const { place } = this.#books.state;
    const shards = place?.layout.at(-1) ?? 1;
    return Array.from({ length: shards }, (_, shard) => shard).filter((n) => n !== place?.shard);
  }

  #isOne(shard: number): boolean {
    return shard < (this.#books.state.place?.layout.at(-1) ?? 1);
  }

  #stub(shard: number): DurableObjectStub<Poll> {
    return this.#env.POLL.getByName(shardName(this.#books.state.definition?.id ?? "", shard));
  }
}
