import type { Books } from "../ledger/poll-state.ts";

/** Work that waits for the next batch. */
interface Waiting {
  /** Does it, and returns what tells its caller the result. */
  work: (now: number) => () => void;
  fail: (error: unknown) => void;
}

/** Milliseconds from a batch's first ballot until it is written, for others that are on their way. */
const GATHER_MS = 1;

/**
 * Group commit: ballots that arrive together are counted one after the other and share one commit. A commit costs the
 * same for one vote as for many. The timer fires when the thread has handled what came before it, so a batch is what
 * arrived while the last one was written: batches grow with the load and with the time that a commit takes.
 *
 * Guarantees: each piece of work is done once, in order of arrival. Its promise resolves after its writes, and the
 * platform's output gate holds every reply until they are on disk.
 */
export class BallotBatcher {
  readonly #books: Books;
  readonly #afterwards: (now: number) => Promise<void>;
  #waiting: Waiting[] = [];

  /** @param afterwards further writes for the same commit; called once per batch */
  constructor(books: Books, afterwards: (now: number) => Promise<void>) {
    this.#books = books;
    this.#afterwards = afterwards;
  }

  /**
   * Does synchronous work in the next batch.
   *
   * @throws any error of the work. The other work of the same batch is done nevertheless.
   */
  do<T>(work: (now: number) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        work: (now) => {
          const result = work(now);
          return () => resolve(result);
        },
        fail: reject,
      });
      // A crash before the commit leaves no trace of the ballot. Its voter gets no reply, and sends it again.
      if (this.#waiting.length === 1) void this.#next();
    });
  }

  async #next(): Promise<void> {
    await scheduler.wait(GATHER_MS);
    const batch = this.#waiting;
    this.#waiting = [];
    const now = Date.now();
    const done = this.#write(batch, now);
    try {
      // No `await` since the writes, so this is part of their commit. A crash before that commit leaves neither.
      await this.#afterwards(now);
      for (const tell of done) tell();
    } catch (error) {
      // The ballots may or may not be counted. Either way, the voters' next attempts are answered correctly.
      for (const { fail } of batch) fail(error);
    }
  }

  /** Does all work in one transaction; returns what tells the callers. Work that fails is left out, and its caller told. */
  #write(batch: readonly Waiting[], now: number): (() => void)[] {
    try {
      return this.#books.together(() => batch.map(({ work }) => work(now)));
    } catch (error) {
      // Everything was rolled back. Either one of them failed or the disk did: running each alone shows which.
      if (batch.length > 1) return batch.flatMap((waiting) => this.#write([waiting], now));
      for (const { fail } of batch) fail(error);
      return [];
    }
  }
}
