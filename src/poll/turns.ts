import type { Books } from "./books.ts";

/** A ballot that comes this soon after a turn is taken for one of many. */
const CLOSE_MS = 10;

/** Work that waits for its turn, and who waits for what comes of it. */
interface Waiting {
  work: (now: number) => void;
  fail: (error: unknown) => void;
  done: () => void;
}

/**
 * Ballots that arrive together are counted together: one after the other, in one turn of the object and one commit.
 * A commit costs the same for one vote as for many, so under load this is what a vote costs.
 *
 * Guarantees: each piece of work is done once, in the order in which it came; its promise is fulfilled after its
 * writes were made, in the turn of those writes, so that no reply leaves the object before they are on disk.
 */
export class Turns {
  readonly #books: Books;
  readonly #afterwards: (now: number) => Promise<void>;
  #waiting: Waiting[] = [];
  #lastAt = 0;

  /** @param afterwards what is to be written in the same commit, once for a turn */
  constructor(books: Books, afterwards: (now: number) => Promise<void>) {
    this.#books = books;
    this.#afterwards = afterwards;
  }

  /**
   * Does synchronous work in the next turn.
   *
   * @throws what the work throws. What was to be done in the same turn is done nevertheless.
   */
  do<T>(work: (now: number) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { of: T } | null = null;
      const waiting: Waiting = {
        work: (now) => {
          result = { of: work(now) };
        },
        done: () => {
          if (result) resolve(result.of);
        },
        fail: reject,
      };
      this.#waiting.push(waiting);
      // A crash before the turn leaves nothing of a ballot: its voter has no reply, and sends it again.
      if (this.#waiting.length === 1) void this.#next();
    });
  }

  async #next(): Promise<void> {
    // Where ballots come one right after the other, those that have arrived already are let in first.
    if (Date.now() - this.#lastAt < CLOSE_MS) await scheduler.wait(0);
    const turn = this.#waiting;
    this.#waiting = [];
    const now = Date.now();
    this.#lastAt = now;
    try {
      this.#books.together(() => {
        for (const { work } of turn) work(now);
      });
    } catch {
      // Nothing was done. One of them is at fault, or the disk: each by itself tells which.
      await this.#oneByOne(turn, now);
      return;
    }
    await this.#settle(turn, now);
  }

  async #oneByOne(turn: readonly Waiting[], now: number): Promise<void> {
    const fine: Waiting[] = [];
    for (const waiting of turn) {
      try {
        this.#books.together(() => waiting.work(now));
        fine.push(waiting);
      } catch (error) {
        waiting.fail(error);
      }
    }
    await this.#settle(fine, now);
  }

  async #settle(turn: readonly Waiting[], now: number): Promise<void> {
    try {
      // No `await` since the writes: it is in their commit. A crash before that commit leaves neither.
      await this.#afterwards(now);
      for (const { done } of turn) done();
    } catch (error) {
      // Perhaps counted, perhaps not: the voters' next attempts are answered either way.
      for (const { fail } of turn) fail(error);
    }
  }
}
