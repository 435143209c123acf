import type { PollDefinition } from "../core/polls/poll.ts";
import { type PublishedRunoff, pollResults, type Results } from "../core/results/results.ts";
import type { PollStatus } from "../core/polls/schedule.ts";
import type { Books, BookState } from "./ledger/poll-state.ts";
import type { Part } from "./rpc-types.ts";
import type { Shards } from "./shards/shards.ts";
import { addParts } from "./shards/merge-shards.ts";
import { Runoffs } from "./runoffs.ts";

/** A poll's published results, and a version string that changes whenever they do. */
interface PublicResults {
  results: Results;
  version: string;
}

/** Cached results with their inputs. The results stay valid until one of the inputs is replaced. */
interface Made extends PublicResults {
  definition: PollDefinition;
  status: PollStatus;
  parts: readonly Part[];
  runoffs: string;
}

/**
 * Computes a poll's published results once per change and shares them among all callers. All ballots counted in one
 * turn are answered with the same object, which is serialized once.
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

  /** Results returned by `of`, as JSON. Also serialized once per change. */
  json(results: Results | null): string | null {
    if (!results) return null;
    const json = this.#last?.results === results ? this.#json : null;
    if (json !== null) return json;
    this.#json = JSON.stringify(results);
    return this.#json;
  }

  /** This object's part of the results. */
  part(): Part {
    const { counts, shard, approved } = this.#books.state;
    if (this.#part?.counts !== counts || this.#approved !== approved) {
      this.#approved = approved;
      this.#part = { shard, counts, texts: this.#books.shownTexts() };
    }
    return this.#part;
  }

  /**
   * The current results. In a poll that is split, the parts of other objects may be slightly out of date.
   *
   * @throws if the part of another object is not known
   */
  async of(definition: PollDefinition, status: PollStatus): Promise<PublicResults> {
    const found: Record<string, PublishedRunoff> = await this.#runoffs.results(definition);
    // A runoff may be computed some time after the votes that it covers, so its `seq` is part of the version.
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
    // Objects may hold different revisions of each other's parts, so the version lists that of each part.
    const versions = parts
      .toSorted((a, b) => a.shard - b.shard)
      .map(({ counts }) => counts.version);
    const version = `${versions.join("_")}${runoffs}-${status}`;
    this.#last = { results, version, definition, status, parts, runoffs };
    this.#json = null;
    return this.#last;
  }
}
