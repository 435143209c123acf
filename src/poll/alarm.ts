import type { Books } from "./ledger/poll-state.ts";
import { isBehind } from "./projection.ts";

/** Delay of the projection after a commit. Votes of this period are sent to D1 together. */
const PROJECT_AFTER_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_ALARM_MS = 30 * 24 * 60 * 60 * 1000;

/** The object's alarm. It fires when the poll closes, and soon after a commit, to project it into D1. */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #books: Books;
  // When the alarm is due, as known to this instance.
  #at: number | null = null;
  /** The number of consecutive failures of its work. */
  failures = 0;

  constructor(storage: DurableObjectStorage, books: Books) {
    this.#storage = storage;
    this.#books = books;
  }

  /** Call after the object wakes: reads the alarm, and sets it again if it was lost. */
  async recall(now: number): Promise<void> {
    this.#at = await this.#storage.getAlarm();
    await this.arm(now);
  }

  /** The alarm has fired, so none is set now. */
  rang(): void {
    this.#at = null;
  }

  /** Sets the alarm for the next work that is due, unless it fires early enough already. */
  async arm(now: number): Promise<void> {
    const next = this.#nextWork(now);
    if (next === null) return;
    // An alarm that is overdue by a minute was lost.
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
    // The platform rejects alarms centuries ahead. An alarm that fires too early sets the next one.
    const closes = isClosed ? null : Math.min(closesAt, now + LONGEST_ALARM_MS);
    if (!isBehind(this.#books) && !this.#books.isSpreading) return closes;
    const projects = now + Math.min(PROJECT_AFTER_MS * 2 ** this.failures, LONGEST_BACKOFF_MS);
    // The closing never waits for D1.
    return Math.min(projects, closes ?? projects);
  }
}
