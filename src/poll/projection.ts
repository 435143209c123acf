import type { Database } from "../store/database.ts";
import { withTimeout } from "../platform/timeout.ts";
import { projectEntries } from "../store/votes/projection.ts";
import type { Books } from "./ledger/poll-state.ts";
import type { Progress } from "./rpc-types.ts";

/** In a rush there are thousands a second; each batch is a call of D1, and a note of it here. */
const ENTRIES_PER_BATCH = 500;
/** D1 takes parameters of 2 MB, and an entry has 16 KiB at most. */
const CHARACTERS_PER_BATCH = 500_000;

/** Milliseconds that D1 may take for a batch. */
const D1_LIMIT_MS = 10_000;

/** Whether D1 lacks anything of these books. */
export function isBehind({ state }: Books): boolean {
  return state.watermark.seq < state.counts.seq || state.watermark.version < state.counts.version;
}

/** How far a ledger has come, and how much of it D1 has. Reads no entry but one. */
export function progressOf({ state, tables, published }: Books): Progress | null {
  if (!state.definition) return null;
  const { seq, version } = state.counts;
  const oldest = tables.entriesAfter(state.watermark.seq, 1)[0]?.castAt ?? null;
  return { seq, version, projected: { ...state.watermark }, oldest, hidden: published === null };
}

/** D1's copy of these books. */
export class Projection {
  readonly #books: Books;
  readonly #database: () => Database;
  #running: Promise<void> | null = null;

  constructor(books: Books, db: () => Database) {
    this.#books = books;
    this.#database = db;
  }

  /** Sends D1 what it has not got. Whoever asks while that goes on waits for the same. */
  run(): Promise<void> {
    this.#running ??= project(this.#books, this.#database()).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}

/**
 * Sends D1 what it has not got, batch by batch, until it has everything.
 *
 * @throws whatever D1 throws. What was acknowledged before stays acknowledged; the rest is sent next time.
 */
async function project(books: Books, db: Database): Promise<void> {
  while (isBehind(books)) {
    const ledger = books.name;
    if (ledger === null) return;
    const from = books.state.watermark;
    // Read in one step, so that the numbers are those of exactly these entries and the ones before.
    const entries = books.tables.entriesAfter(from.seq, ENTRIES_PER_BATCH, CHARACTERS_PER_BATCH);
    const { counts } = books.state;
    if (entries.length === 0 && from.seq < counts.seq) {
      throw new Error(
        `the ledger has nothing after entry ${from.seq}, but it counts ${counts.seq}`,
      );
    }
    const last = entries.at(-1)?.seq ?? from.seq;
    // Never beyond it; and if it were, that must not go on for ever.
    const caughtUp = last >= counts.seq;
    const numbers = caughtUp
      ? { ...counts, tally: counts.tallies.all, control: books.state.control }
      : null;
    // Where D1 never answers the alarm goes on all the same: what it has taken after all is sent once more.
    await withTimeout(projectEntries(db, ledger, entries, numbers), D1_LIMIT_MS);
    // Moved meanwhile, to have everything sent again: then this batch is no news.
    if (books.state.watermark !== from) continue;
    // A crash here leaves a watermark below what D1 has: the same entries are sent again, and D1 keeps the ones it has.
    books.commit({ watermark: { seq: last, version: caughtUp ? counts.version : from.version } });
  }
}
