import type { Books } from "../ledger/poll-state.ts";

/** A ballot that comes this soon after a turn is taken for one of many. */
const CLOSE_MS = 50;
/** For so long a turn waits for ballots that it expects. */
const PATIENCE_MS = 10;
/** After a turn that waited in vain, so many go by before one waits for more ballots again than the last one had. */
const CALM_TURNS = 16;
const GROWTH = 1.25;

/** Work that waits for its turn, and who waits for what comes of it. */
interface Waiting {
  voter: string | null;
  work: (now: number) => void;
  fail: (error: unknown) => void;
  done: () => void;
}

/**
 * Ballots that arrive together are counted together: one after the other, in one turn of the object and one commit.
 * A commit costs the same for one vote as for many, so under load this is what a vote costs.
 *
 * How many come together is learnt: a turn begins when as many have come as came to the last one, and tries a few more
 * from time to time. A ballot that comes after a pause waits for nobody; none waits longer than 10 ms.
 *
 * Guarantees: each piece of work is done once, in the order in which it came; its promise is fulfilled after its
 * writes were made, in the turn of those writes, so that no reply leaves the object before they are on disk.
 */
export class BallotBatcher {
  readonly #books: Books;
  readonly #afterwards: (now: number) => Promise<void>;
  #waiting: Waiting[] = [];
  #lastAt = 0;
  #expected = 1;
  #calm = 0;
  /** Begins the turn that waits for ballots, if one does. */
  #begin: (() => void) | null = null;

  /** @param afterwards what is to be written in the same commit, once for a turn */
  constructor(books: Books, afterwards: (now: number) => Promise<void>) {
    this.#books = books;
    this.#afterwards = afterwards;
  }

  /**
   * Does synchronous work in the next turn.
   *
   * @param voter whom it will ask for, if that is known: all of a turn are looked up together
   * @throws what the work throws. What was to be done in the same turn is done nevertheless.
   */
  do<T>(work: (now: number) => T, voter: string | null = null): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { of: T } | null = null;
      const waiting: Waiting = {
        voter,
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
      else if (this.#waiting.length >= this.#expected) this.#begin?.();
    });
  }

  async #next(): Promise<void> {
    // Where ballots come one right after the other, those that are on their way are let in first.
    const isSoon = Date.now() - this.#lastAt < CLOSE_MS;
    if (isSoon) await this.#gather();
    const turn = this.#waiting;
    this.#waiting = [];
    if (isSoon) this.#learn(turn.length);
    const now = Date.now();
    this.#lastAt = now;
    try {
      const voters = turn.flatMap(({ voter }) => voter ?? []);
      // One by itself is looked up when it is asked for.
      this.#books.together(
        () => {
          for (const { work } of turn) work(now);
        },
        voters.length > 1 ? voters : [],
      );
    } catch {
      // Nothing was done. One of them is at fault, or the disk: each by itself tells which.
      await this.#oneByOne(turn, now);
      return;
    }
    await this.#settle(turn, now);
  }

  async #gather(): Promise<void> {
    if (this.#waiting.length >= this.#expected) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      this.#begin = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#begin = null;
  }

  #learn(came: number): void {
    if (came < this.#expected) {
      this.#expected = came;
      this.#calm = CALM_TURNS;
    } else if (this.#calm > 0) this.#calm -= 1;
    else this.#expected = Math.ceil(came * GROWTH);
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
