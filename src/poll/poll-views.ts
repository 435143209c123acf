import type { PollDefinition } from "../core/polls/poll.ts";
import { pollStatus, resultsVisible } from "../core/polls/schedule.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Books } from "./ledger/poll-state.ts";
import type { PublicNumbers } from "./results-cache.ts";
import type { Credentials, OwnVote, PollView, ViewInput } from "./rpc-types.ts";
import type { Shards } from "./shards/shards.ts";

/** The poll as readers and voters may see it. */
export class PollViews {
  readonly #books: Books;
  readonly #ledger: Ledger;
  readonly #shards: Shards;
  readonly #numbers: PublicNumbers;

  constructor(books: Books, ledger: Ledger, shards: Shards, numbers: PublicNumbers) {
    this.#books = books;
    this.#ledger = ledger;
    this.#shards = shards;
    this.#numbers = numbers;
  }

  /** The poll as a reader with these credentials may see it. */
  async of(
    poll: PollDefinition,
    voter: string | null,
    { shown, ...credentials }: ViewInput,
    now: number,
  ): Promise<PollView> {
    const [mine, seen] = await Promise.all([
      this.#own(poll, { voter, ...credentials }),
      shown ? this.#shown(shown.seq, shown.receipt) : null,
    ]);
    // Whoever has a receipt may see the vote, but is not its voter for that.
    const own = seen && seen.seq !== mine?.seq ? { ...seen, byReceipt: true } : mine;
    return this.#view(poll, own, now);
  }

  /** The numbers, as JSON text, as far as somebody with this vote may see them. */
  async numbers(poll: PollDefinition, own: OwnVote): Promise<string | null> {
    const { results } = await this.#view(poll, own, Date.now());
    return this.#numbers.json(results);
  }

  async #view(definition: PollDefinition, own: OwnVote | null, now: number): Promise<PollView> {
    const status = pollStatus(definition, now, this.#books.state.closed);
    if (!resultsVisible(definition.results, status, maySee(own))) {
      // Where the numbers are hidden, their version is too: it would tell how many ballots came.
      const version = `d${this.#books.tables.revision()}-${status}`;
      return { definition, status, results: null, own, version };
    }
    const { results, version } = await this.#numbers.of(definition, status);
    return { definition, status, results, own, version };
  }

  async #own(poll: PollDefinition, who: Credentials): Promise<OwnVote | null> {
    return this.#ledger.own(poll, who) ?? this.#elsewhere(() => this.#shards.own(poll, who));
  }

  async #shown(seq: number, receipt: string): Promise<OwnVote | null> {
    const own = this.#ledger.entries.byReceipt(seq, receipt);
    return own ?? this.#elsewhere(() => this.#shards.byReceipt(seq, receipt));
  }

  /** That another object can't be asked for a reader's own vote does not take the poll away. */
  async #elsewhere(find: () => Promise<OwnVote | null>): Promise<OwnVote | null> {
    try {
      return await find();
    } catch (error) {
      console.error({ event: "vote not found", poll: this.#books.name, error: String(error) });
      return null;
    }
  }
}

/** Whether somebody with this vote has done what an `after-vote` poll asks for before it shows its numbers. */
function maySee(own: OwnVote | null): boolean {
  return own !== null && own.state !== "withdrawn";
}
