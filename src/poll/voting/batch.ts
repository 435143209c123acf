import type { Books } from "../ledger/poll-state.ts";

/** A ballot within this many milliseconds of the last turn counts as one of many. */
const CLOSE_MS = 50;
/** The longest that a turn waits for expected ballots. */
const PATIENCE_MS = 10;
/** After a turn that waited in vain, this many turns pass before one expects more ballots than the last turn had. */
const CALM_TURNS = 16;
const GROWTH = 1.25;

/** Queued work, with the callbacks that settle its promise. */
interface Waiting {
  voter: string | null;
  work: (now: number) => void;
  fail: (error: unknown) => void;
  done: () => void;
}

/**
 * Group commit: ballots that arrive together are counted one after the other, in one turn of the object and one commit.
 * A commit costs the same for one vote as for many, so under load its cost is shared by all votes of a turn.
 *
 * The batch size adapts: a turn starts once as many ballots have arrived as in the last turn, and occasionally tries a
 * few more. A ballot after a pause does not wait. No ballot waits longer than 10 ms.
 *
 * Guarantees: each piece of work is done once, in order of arrival. Its promise resolves after its writes, in the same
 * turn, so that no reply leaves the object before they are on disk.
 */
export class BallotBatcher {
  readonly #books: Books;
  readonly #afterwards: (now: number) => Promise<void>;
  #waiting: Waiting[] = [];
  #lastAt = 0;
  #expected = 1;
  #calm = 0;
  /** Starts the turn that is waiting for ballots, if any. */
  #begin: (() => void) | null = null;

  /** @param afterwards further writes for the same commit; called once per turn */
  constructor(books: Books, afterwards: (now: number) => Promise<void>) {
    this.#books = books;
    this.#afterwards = afterwards;
  }

  /**
   * Does synchronous work in the next turn.
   *
   * @param voter the voter that it will look up, if known: all voters of a turn are looked up together
   * @throws any error of the work. The other work of the same turn is done nevertheless.
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
      // A crash before the turn leaves no trace of the ballot. Its voter gets no reply, and sends it again.
      if (this.#waiting.length === 1) void this.#next();
      else if (this.#waiting.length >= this.#expected) this.#begin?.();
    });
  }

  async #next(): Promise<void> {
    // If ballots arrive in quick succession, wait for those on their way.
    const isSoon = Date.now() - this.#lastAt < CLOSE_MS;
    if (isSoon) await this.#gather();
    const turn = this.#waiting;
    this.#waiting = [];
    if (isSoon) this.#learn(turn.length);
    const now = Date.now();
    this.#lastAt = now;
    try {
      const voters = turn.flatMap(({ voter }) => voter ?? []);
      // A single voter is looked up on demand.
      this.#books.together(
        () => {
          for (const { work } of turn) work(now);
        },
        voters.length > 1 ? voters : [],
      );
    } catch {
      // Everything was rolled back. Either one of them failed or the disk did: running each alone shows which.
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
      // No `await` since the writes, so this is part of their commit. A crash before that commit leaves neither.
      await this.#afterwards(now);
      for (const { done } of turn) done();
    } catch (error) {
      // The ballots may or may not be counted. Either way, the voters' next attempts are answered correctly.
      for (const { fail } of turn) fail(error);
    }
  }
}
