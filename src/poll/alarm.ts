import type { Books } from "./ledger/poll-state.ts";
import { isBehind } from "./projection.ts";

/** How long after a commit D1 is told: votes of this time travel together. */
const PROJECT_AFTER_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_ALARM_MS = 30 * 24 * 60 * 60 * 1000;

/** The object's alarm: it rings when the poll closes, and soon after a commit, so that D1 is told. */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #books: Books;
  // When it is set to ring, as this instance knows it.
  #at: number | null = null;
  /** How often in a row its work has failed. */
  failures = 0;

  constructor(storage: DurableObjectStorage, books: Books) {
    this.#storage = storage;
    this.#books = books;
  }

  /** After the object has woken: finds out what is set, and sets what was lost. */
  async recall(now: number): Promise<void> {
    this.#at = await this.#storage.getAlarm();
    await this.arm(now);
  }

  /** It has rung: none is set now. */
  rang(): void {
    this.#at = null;
  }

  /** Sets it for the next thing to do, unless it rings early enough already. */
  async arm(now: number): Promise<void> {
    const next = this.#nextWork(now);
    if (next === null) return;
    // An alarm that should have rung a minute ago was lost.
    const rings = this.#at !== null && this.#at > now - 60_000 ? this.#at : null;
    if (rings !== null && rings <= next) return;
    this.#at = next;
    await this.#storage.setAlarm(next);
  }

  #nextWork(now: number): number | null {
    const { poll } = this.#books;
    if (!poll) return null;
    const { closesAt } = poll;
    const isClosed = closesAt === null || this.#books.state.closed === closesAt;
    // The platform takes no alarm that is centuries away: one that rings too early sets the next.
    const closes = isClosed ? null : Math.min(closesAt, now + LONGEST_ALARM_MS);
    if (!isBehind(this.#books) && !this.#books.isSpreading) return closes;
    const projects = now + Math.min(PROJECT_AFTER_MS * 2 ** this.failures, LONGEST_BACKOFF_MS);
    // The closing waits for no D1.
    return Math.min(projects, closes ?? projects);
  }
}
