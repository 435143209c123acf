import type { PollDefinition } from "../core/polls/poll.ts";
import { pollStatus, resultsVisible } from "../core/polls/schedule.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Books } from "./ledger/poll-state.ts";
import type { PublicNumbers } from "./results-cache.ts";
import type { Credentials, OwnVote, PollView, ViewInput } from "./rpc-types.ts";
import type { Shards } from "./shards/shards.ts";

/** Builds the views of the poll for readers and voters. */
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
    // A receipt lets its holder see the vote; it does not make the holder its voter.
    const own = seen && seen.seq !== mine?.seq ? { ...seen, byReceipt: true } : mine;
    // So it shows no numbers that the holder could not see without it.
    return this.#view(poll, own, mine, now);
  }

  /** The results as JSON, or `null` if the holder of this vote may not see them yet. */
  async numbers(poll: PollDefinition, own: OwnVote): Promise<string | null> {
    const { results } = await this.#view(poll, own, own, Date.now());
    return this.#numbers.json(results);
  }

  /** @param mine the vote that decides what the reader may see */
  async #view(
    definition: PollDefinition,
    own: OwnVote | null,
    mine: OwnVote | null,
    now: number,
  ): Promise<PollView> {
    const status = pollStatus(definition, now, this.#books.state.closed);
    if (!resultsVisible(definition.results, status, maySee(mine))) {
      // Hidden results hide their version, too: it would reveal how many ballots came.
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

  /** Looks up a vote in another object. If that object fails, the poll is shown without the reader's own vote. */
  async #elsewhere(find: () => Promise<OwnVote | null>): Promise<OwnVote | null> {
    try {
      return await find();
    } catch (error) {
      console.error({ event: "vote not found", poll: this.#books.name, error: String(error) });
      return null;
    }
  }
}

/** Whether the holder of this vote meets the condition of an `after-vote` poll for seeing its results. */
function maySee(own: OwnVote | null): boolean {
  return own !== null && own.state !== "withdrawn";
}
