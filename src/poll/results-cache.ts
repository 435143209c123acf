import type { PollDefinition } from "../core/polls/poll.ts";
import { type PublishedRunoff, pollResults, type Results } from "../core/results/results.ts";
import type { PollStatus } from "../core/polls/schedule.ts";
import type { Books, BookState } from "./ledger/poll-state.ts";
import type { Part } from "./rpc-types.ts";
import type { Shards } from "./shards/shards.ts";
import { addParts } from "./shards/merge-shards.ts";
import { Runoffs } from "./runoffs.ts";

/** A poll's numbers as published, and a text that is another one when they are. */
export interface PublicResults {
  results: Results;
  version: string;
}

/** What the numbers are made of. As long as none of it is replaced they are the same. */
interface Made extends PublicResults {
  definition: PollDefinition;
  status: PollStatus;
  parts: readonly Part[];
  runoffs: string;
}

/**
 * A poll's numbers as published. They are put together once for all who ask between two changes: of many ballots that
 * were counted in one turn each is answered with the same object, which travels once.
 */
export class PublicNumbers {
  readonly #books: Books;
  readonly #shards: Shards;
  readonly #runoffs: Runoffs;
  #part: Part | null = null;
  #approved: BookState["approved"] | null = null;
  #last: Made | null = null;
  #json: string | null = null;

  constructor(books: Books, shards: Shards) {
    this.#books = books;
    this.#shards = shards;
    this.#runoffs = new Runoffs(books);
  }

  /** Results that `of` has given, as JSON: written once as well. */
  json(results: Results | null): string | null {
    if (!results) return null;
    const json = this.#last?.results === results ? this.#json : null;
    if (json !== null) return json;
    this.#json = JSON.stringify(results);
    return this.#json;
  }

  /** What this object adds to the numbers. */
  part(): Part {
    const { counts, shard, approved } = this.#books.state;
    if (this.#part?.counts !== counts || this.#approved !== approved) {
      this.#approved = approved;
      this.#part = { shard, counts, texts: this.#books.shownTexts() };
    }
    return this.#part;
  }

  /**
   * The numbers as of now; of a poll that is split, those of other objects as of a moment ago.
   *
   * @throws where those of another object are not known
   */
  async of(definition: PollDefinition, status: PollStatus): Promise<PublicResults> {
    const found: Record<string, PublishedRunoff> = await this.#runoffs.results(definition);
    // A runoff may be counted later than the votes that it is of.
    const runoffs = Object.values(found)
      .map((runoff) => `.${runoff.seq}`)
      .join("");
    const parts = await this.#shards.parts(this.part());
    const last = this.#last;
    if (
      last?.definition === definition &&
      last.status === status &&
      last.runoffs === runoffs &&
      last.parts.length === parts.length &&
      last.parts.every((part, i) => part === parts[i])
    ) {
      return last;
    }
    const results = pollResults(definition, status, { ...addParts(parts), runoffs: found });
    // Of several objects each may be told newer numbers of another than the next is: so it has the version of each.
    const versions = parts
      .toSorted((a, b) => a.shard - b.shard)
      .map(({ counts }) => counts.version);
    const version = `${versions.join("_")}${runoffs}-${status}`;
    this.#last = { results, version, definition, status, parts, runoffs };
    this.#json = null;
    return this.#last;
  }
}
