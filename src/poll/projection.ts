import type { Database } from "../store/database.ts";
import { withTimeout } from "../platform/timeout.ts";
import { projectEntries } from "../store/votes/projection.ts";
import type { Books } from "./ledger/poll-state.ts";
import type { Progress } from "./rpc-types.ts";

/** At peak there are thousands of entries per second. Each batch costs one D1 call and one commit of the watermark. */
const ENTRIES_PER_BATCH = 500;
/** D1 accepts parameters of up to 2 MB, and an entry has at most 16 KiB. */
const CHARACTERS_PER_BATCH = 500_000;

/** Timeout in milliseconds for projecting a batch. */
const D1_LIMIT_MS = 10_000;

/** Whether D1 lags behind these books. */
export function isBehind({ state }: Books): boolean {
  return state.watermark.seq < state.counts.seq || state.watermark.version < state.counts.version;
}

/** The last entry of a ledger, and how much of it D1 has. Reads at most one entry. */
export function progressOf({ state, tables, published }: Books): Progress | null {
  if (!state.definition) return null;
  const { seq, version } = state.counts;
  const oldest = tables.entriesAfter(state.watermark.seq, 1)[0]?.castAt ?? null;
  return { seq, version, projected: { ...state.watermark }, oldest, hidden: published === null };
}

/** Projects these books into D1. */
export class Projection {
  readonly #books: Books;
  readonly #database: () => Database;
  #running: Promise<void> | null = null;

  constructor(books: Books, db: () => Database) {
    this.#books = books;
    this.#database = db;
  }

  /** Sends D1 everything that it lacks. Concurrent callers share one run. */
  run(): Promise<void> {
    this.#running ??= project(this.#books, this.#database()).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}

/**
 * Sends D1 what it lacks, batch by batch, until it has everything.
 *
 * @throws any error of D1. Batches acknowledged before stay acknowledged; the rest is sent next time.
 */
async function project(books: Books, db: Database): Promise<void> {
  while (isBehind(books)) {
    const ledger = books.name;
    if (ledger === null) return;
    const from = books.state.watermark;
    // Read synchronously, so that the counts cover exactly these entries and all earlier ones.
    const entries = books.tables.entriesAfter(from.seq, ENTRIES_PER_BATCH, CHARACTERS_PER_BATCH);
    const { counts } = books.state;
    if (entries.length === 0 && from.seq < counts.seq) {
      throw new Error(
        `the ledger has nothing after entry ${from.seq}, but it counts ${counts.seq}`,
      );
    }
    const last = entries.at(-1)?.seq ?? from.seq;
    // `last` never exceeds `counts.seq`. The `>=` guarantees that the loop ends even if it did.
    const caughtUp = last >= counts.seq;
    const numbers = caughtUp
      ? { ...counts, tally: counts.tallies.all, control: books.state.control }
      : null;
    // If D1 never answers, the alarm continues. Whatever D1 stored nevertheless is sent again.
    await withTimeout(projectEntries(db, ledger, entries, numbers), D1_LIMIT_MS);
    // `resend` has reset the watermark meanwhile: do not advance it by this batch.
    if (books.state.watermark !== from) continue;
    // A crash here leaves the watermark below what D1 has: the entries are sent again, and D1 keeps those it has.
    books.commit({ watermark: { seq: last, version: caughtUp ? counts.version : from.version } });
  }
}
