import { type Answers, rankedQuestions } from "../core/ballots/ballot.ts";
import type { PollDefinition } from "../core/polls/poll.ts";
import type { PublishedRunoff } from "../core/results/results.ts";
import { instantRunoff } from "../core/results/runoff.ts";
import type { Books } from "./ledger/poll-state.ts";

/** Entries read in one step. Ballots are counted between steps. */
const ENTRIES_PER_STEP = 2000;
/** The longest that a request for results waits for a runoff to catch up. */
const PATIENCE_MS = 100;
/** If distinct rankings times options exceed this, a runoff is recomputed at most once per `RENEW_MS`. */
const MANY = 20_000;
const RENEW_MS = 2000;

/**
 * The instant runoffs of a poll's ranked questions. The number of votes per ranking is kept in memory as of an entry of
 * the ledger, and updated from there. Nothing is written to disk. A poll with a million votes reads them once while
 * the object is awake, in steps between which ballots are counted.
 */
export class Runoffs {
  readonly #books: Books;
  #seq = 0;
  #rankings = new Map<string, Map<string, number>>();
  #results: Record<string, PublishedRunoff> = {};
  readonly #computed = new Map<string, { options: string; seq: number; at: number }>();
  #running: Promise<void> | null = null;

  constructor(books: Books) {
    this.#books = books;
  }

  /**
   * The runoffs as of the last vote, or, if that would take too long, the latest ones computed. Each states the last
   * ledger entry that it covers.
   */
  async results(poll: PollDefinition): Promise<Record<string, PublishedRunoff>> {
    if (rankedQuestions(poll).size === 0) return {};
    // One step suffices for most polls. It runs synchronously, so their results are current.
    this.#step();
    if (this.#behind()) {
      this.#running ??= this.#catchUp().finally(() => {
        this.#running = null;
      });
      await Promise.race([this.#running, scheduler.wait(PATIENCE_MS)]);
    }
    if (!this.#behind()) this.#compute(poll);
    return this.#results;
  }

  #behind(): boolean {
    return this.#seq < this.#books.state.counts.seq;
  }

  async #catchUp(): Promise<void> {
    while (this.#behind()) {
      this.#step();
      await scheduler.wait(0);
    }
  }

  #step(): void {
    if (!this.#behind()) return;
    for (const { seq, added, removed } of this.#books.queries.changesAfter(
      this.#seq,
      ENTRIES_PER_STEP,
    )) {
      if (removed) this.#add(removed, -1);
      if (added) this.#add(added, 1);
      this.#seq = seq;
    }
  }

  #add(answers: Answers, by: 1 | -1): void {
    for (const [question, ranking] of Object.entries(answers)) {
      const rankings = this.#rankings.get(question) ?? new Map<string, number>();
      this.#rankings.set(question, rankings);
      const key = ranking.join(" ");
      const n = (rankings.get(key) ?? 0) + by;
      if (n === 0) rankings.delete(key);
      else rankings.set(key, n);
    }
  }

  #compute(poll: PollDefinition): void {
    const now = Date.now();
    for (const { id, kind, options } of poll.questions) {
      if (kind !== "ranked") continue;
      const ids = options.map((o) => o.id);
      const known = this.#computed.get(id);
      const rankings = this.#rankings.get(id) ?? new Map<string, number>();
      if (known?.options === ids.join(" ")) {
        if (known.seq === this.#seq) continue;
        // Very many distinct rankings take a while. Voting has priority, and the last runoff states its `seq`.
        if (rankings.size * ids.length > MANY && now - known.at < RENEW_MS) continue;
      }
      const list = [...rankings].map(([key, n]): [string[], number] => [key.split(" "), n]);
      this.#results[id] = { seq: this.#seq, ...instantRunoff(ids, list) };
      this.#computed.set(id, { options: ids.join(" "), seq: this.#seq, at: now });
    }
  }
}
