import { type Control, controlled, type PollDefinition } from "../../core/polls/poll.ts";
import { nextSeq, shardName, shardsOf } from "../../core/polls/shards.ts";
import { emptyTallies } from "../../core/results/tally.ts";
import type { Counts } from "../rpc-types.ts";
import { LedgerQueries } from "./ledger-queries.ts";
import { LedgerTables } from "./tables.ts";

/** How much of the ledger D1 has acknowledged: entries up to `seq`, counts as of `version`. */
interface Watermark {
  seq: number;
  version: number;
}

/** The rows of the object's `state` table. docs/storage.md describes each. */
export interface BookState {
  definition: PollDefinition | null;
  control: Control;
  counts: Counts;
  /** The `closesAt` that was reached, if any. */
  closed: number | null;
  removed: boolean;
  watermark: Watermark;
  /** The index of this object among the poll's objects, from 0. All others follow the first. */
  shard: number;
  /** Whether the number of objects of a poll that is split is fixed. Until then, only the first answers voters. */
  fixed: boolean;
  /** A revision of the rules. In the first object: the one that all others have. In the others: the one they follow. */
  rules: number;
  /** Question → voters' own texts that an editor has approved. */
  approved: Record<string, string[]>;
  /** The salt for the digests of networks; `null` while there are none. */
  salt: string | null;
  /** The backup that this ledger was restored from, and whether the restore is complete. */
  restore: { id: string; done: boolean } | null;
}

/**
 * The object's disk, with its `state` rows cached in memory. Only `commit` writes: all or nothing, and it replaces the
 * cached rows afterwards. If the commit itself fails later, the platform discards the whole object.
 */
export class Books {
  readonly tables: LedgerTables;
  readonly queries: LedgerQueries;
  readonly #storage: DurableObjectStorage;
  #state: Readonly<BookState>;
  #rules: { definition: PollDefinition; control: Control; poll: PollDefinition } | null = null;
  /** During `together`: the keys of state rows not yet written to disk. */
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

  /** The poll by its current rules, or `null` if none was ever defined here. */
  get poll(): PollDefinition | null {
    const { definition, control } = this.#state;
    if (!definition) return null;
    // Cached: returns the same object until an input changes.
    if (this.#rules?.definition !== definition || this.#rules.control !== control) {
      this.#rules = { definition, control, poll: controlled(definition, control) };
    }
    return this.#rules.poll;
  }

  /** The name of this ledger; `null` if no poll was ever defined here. */
  get name(): string | null {
    const { definition, shard } = this.#state;
    return definition && shardName(definition.id, shard);
  }

  /** The number of objects that the poll is split over. */
  get shards(): number {
    return shardsOf(this.#state.definition);
  }

  /** The sequence number that follows `last`. */
  nextSeq(last: number): number {
    return nextSeq(last, this.#state.shard, this.shards);
  }

  /** The revision of the first object's rules. Increases with every act, and when the number of objects is fixed. */
  get revision(): number {
    return this.tables.lastAct() + (this.#state.fixed ? 1 : 0);
  }

  /** Whether other objects of the poll may still lack the current rules of the first. */
  get isSpreading(): boolean {
    const { shard, rules } = this.#state;
    return shard === 0 && this.shards > 1 && this.revision > rules;
  }

  /** The published poll if this object answers voters. Only the first does before the number of objects is fixed. */
  get answered(): PollDefinition | null {
    const { shard, fixed } = this.#state;
    return shard === 0 || fixed ? this.published : null;
  }

  /** The poll, unless it is removed or hidden from readers. */
  get published(): PollDefinition | null {
    const { removed, control } = this.#state;
    return removed || control.hidden === true ? null : this.poll;
  }

  /** Question → approved texts that a standing vote has. */
  shownTexts(): Record<string, string[]> {
    const { approved } = this.#state;
    if (Object.keys(approved).length === 0) return {};
    const standing = this.queries.standingTexts(approved);
    return Object.fromEntries(
      Object.entries(approved).map(([question, texts]) => [
        question,
        // In order of approval.
        texts.filter((text) => standing.some((t) => t.question === question && t.text === text)),
      ]),
    );
  }

  /**
   * Writes state rows, and whatever `rows` writes, in one transaction without an `await`: a crash before its commit
   * leaves none of it, a crash after it leaves all of it.
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
   * Combines all commits of `work` into one transaction that writes each state row once. A crash before its commit
   * leaves none of it.
   *
   * @throws any error of `work` or of the disk: then nothing has changed, neither in memory nor on disk
   */
  together<T>(work: () => T): T {
    const before = this.#state;
    const unwritten = new Set<keyof BookState>();
    this.#unwritten = unwritten;
    try {
      return this.#storage.transactionSync(() => {
        const result = work();
        for (const key of unwritten) this.tables.write(key, this.#state[key]);
        return result;
      });
    } catch (error) {
      this.#state = before;
      throw error;
    } finally {
      this.#unwritten = null;
    }
  }

  /** The counts with the next version, and with `change` applied. */
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
