import { type Control, controlled, type PollDefinition } from "../../core/polls/poll.ts";
import { nextSeq, shardName, shardsOf } from "../../core/polls/shards.ts";
import { emptyTallies } from "../../core/results/tally.ts";
import type { Counts } from "../rpc-types.ts";
import { LedgerQueries } from "./ledger-queries.ts";
import { LedgerTables } from "./tables.ts";

/** How much of the ledger D1 has acknowledged: entries up to `seq`, numbers as of `version`. */
export interface Watermark {
  seq: number;
  version: number;
}

/** The rows of the object's `state` table. docs/storage.md lists what each holds. */
export interface BookState {
  definition: PollDefinition | null;
  control: Control;
  counts: Counts;
  /** The `closesAt` that was reached, if any. */
  closed: number | null;
  removed: boolean;
  watermark: Watermark;
  /** Which of the poll's objects this is, from 0. The first is the poll's own, which all others follow. */
  shard: number;
  /** Whether the number of objects of a poll that is split is fixed. Until then only the first answers voters. */
  fixed: boolean;
  /** The revision of the rules that is in force: of the first object, what all others have; of another, what it follows. */
  rules: number;
  /** Question → texts of voters' own that an editor has let through. */
  approved: Record<string, string[]>;
  /** What the digests of networks are made with; `null` while there are none. */
  salt: string | null;
  /** The copy that this ledger was made from, and whether all of it is here. */
  restore: { id: string; done: boolean } | null;
}

/**
 * The object's disk, and a copy of its `state` rows in memory. Only `commit` writes: all or nothing, with the
 * copy replaced afterwards. If the commit itself fails later, the platform drops the whole object.
 */
export class Books {
  readonly tables: LedgerTables;
  readonly queries: LedgerQueries;
  readonly #storage: DurableObjectStorage;
  #state: Readonly<BookState>;
  #rules: { definition: PollDefinition; control: Control; poll: PollDefinition } | null = null;
  /** While work is done together: what of the state is not on disk yet. */
  #unwritten: Set<keyof BookState> | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.tables = new LedgerTables(storage.sql);
    this.queries = new LedgerQueries(storage.sql);
    const read = <K extends keyof BookState>(key: K, empty: BookState[K]): BookState[K] =>
      this.tables.read<BookState[K]>(key) ?? empty;
    this.#state = {
      definition: read("definition", null),
      control: read("control", {}),
      counts: read("counts", noCounts()),
      closed: read("closed", null),
      removed: read("removed", false),
      watermark: read("watermark", { seq: 0, version: 0 }),
      shard: read("shard", 0),
      fixed: read("fixed", false),
      rules: read("rules", 0),
      approved: read("approved", {}),
      salt: read("salt", null),
      restore: read("restore", null),
    };
  }

  get state(): Readonly<BookState> {
    return this.#state;
  }

  /** The poll by the rules that hold now, or `null` where none was ever defined here. */
  get poll(): PollDefinition | null {
    const { definition, control } = this.#state;
    if (!definition) return null;
    // The same object until something of it changes.
    if (this.#rules?.definition !== definition || this.#rules.control !== control) {
      this.#rules = { definition, control, poll: controlled(definition, control) };
    }
    return this.#rules.poll;
  }

  /** The name of this ledger; `null` where no poll was ever defined here. */
  get name(): string | null {
    const { definition, shard } = this.#state;
    return definition && shardName(definition.id, shard);
  }

  /** Over how many objects the poll is split. */
  get shards(): number {
    return shardsOf(this.#state.definition);
  }

  /** The number of the entry after the one with this number. */
  nextSeq(last: number): number {
    return nextSeq(last, this.#state.shard, this.shards);
  }

  /** The revision of the first object's rules: grows with every act, and when the number of objects is fixed. */
  get revision(): number {
    return this.tables.lastAct() + (this.#state.fixed ? 1 : 0);
  }

  /** Whether other objects of the poll may not have all of the first one's rules yet. */
  get isSpreading(): boolean {
    const { shard, rules } = this.#state;
    return shard === 0 && this.shards > 1 && this.revision > rules;
  }

  /** The poll, where this object answers voters: another than the first only after the number of objects is fixed. */
  get answered(): PollDefinition | null {
    const { shard, fixed } = this.#state;
    return shard === 0 || fixed ? this.published : null;
  }

  /** The poll, where readers may find it. */
  get published(): PollDefinition | null {
    const { removed, control } = this.#state;
    return removed || control.hidden === true ? null : this.poll;
  }

  /** Question → what voters wrote that an editor has let through, as long as a vote with it stands. */
  shownTexts(): Record<string, string[]> {
    const { approved } = this.#state;
    if (Object.keys(approved).length === 0) return {};
    const standing = this.queries.standingTexts(approved);
    return Object.fromEntries(
      Object.entries(approved).map(([question, texts]) => [
        question,
        // In the order in which they were let through.
        texts.filter((text) => standing.some((t) => t.question === question && t.text === text)),
      ]),
    );
  }

  /**
   * Writes state rows, and whatever `rows` writes, in one transaction without an `await`: a crash before its commit
   * leaves nothing of it, one after it leaves all of it.
   */
  commit(next: Partial<BookState>, rows?: (tables: LedgerTables) => void): void {
    const keys = Object.keys(next) as (keyof BookState)[];
    this.tables.create();
    if (this.#unwritten) {
      rows?.(this.tables);
      for (const key of keys) this.#unwritten.add(key);
    } else {
      this.#storage.transactionSync(() => {
        rows?.(this.tables);
        for (const key of keys) this.tables.write(key, next[key]);
      });
    }
    this.#state = { ...this.#state, ...next };
  }

  /**
   * Makes all that `work` commits one transaction, in which each row of the state is written once. A crash before its
   * commit leaves nothing of any of it.
   *
   * @param voters those whom `work` will ask for, as far as is known
   * @throws what `work` throws, or the disk: nothing was done then, here or there
   */
  together(work: () => void, voters: readonly string[] = []): void {
    const before = this.#state;
    const unwritten = new Set<keyof BookState>();
    this.#unwritten = unwritten;
    try {
      this.#storage.transactionSync(() => {
        this.tables.collect(work, voters);
        for (const key of unwritten) this.tables.write(key, this.#state[key]);
      });
    } catch (error) {
      this.#state = before;
      throw error;
    } finally {
      this.#unwritten = null;
    }
  }

  /** The counts with a new version, and what else `change` says. */
  nextCounts(change: Partial<Counts> = {}): Counts {
    const { counts } = this.#state;
    return { ...counts, version: counts.version + 1, ...change };
  }
}

function noCounts(): Counts {
  return {
    received: 0,
    counted: 0,
    refused: {},
    revised: 0,
    withdrawn: 0,
    voided: 0,
    looked: 0,
    seq: 0,
    lastCastAt: 0,
    version: 0,
    tallies: emptyTallies(),
    voids: [],
  };
}
