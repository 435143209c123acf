import type { PollDefinition } from "../core/poll.ts";
import { type PublishedRunoff, pollResults, type Results } from "../core/results.ts";
import type { PollStatus } from "../core/schedule.ts";
import type { Books, BookState } from "./books.ts";
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
  counts: BookState["counts"];
  approved: BookState["approved"];
  runoffs: string;
}

/**
 * A poll's numbers as published. They are put together once for all who ask between two changes: of many ballots that
 * were counted in one turn each is answered with the same object, which travels once.
 */
export class PublicNumbers {
  readonly #books: Books;
  readonly #runoffs: Runoffs;
  #last: Made | null = null;
  #json: string | null = null;

  constructor(books: Books) {
    this.#books = books;
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

  /** The numbers as of now. */
  async of(definition: PollDefinition, status: PollStatus): Promise<PublicResults> {
    const found: Record<string, PublishedRunoff> = await this.#runoffs.results(definition);
    // A runoff may be counted later than the votes that it is of.
    const runoffs = Object.values(found)
      .map((runoff) => `.${runoff.seq}`)
      .join("");
    const { counts, approved } = this.#books.state;
    const last = this.#last;
    if (
      last?.counts === counts &&
      last.approved === approved &&
      last.definition === definition &&
      last.status === status &&
      last.runoffs === runoffs
    ) {
      return last;
    }
    const texts = this.#books.shownTexts();
    const results = pollResults(definition, status, { ...counts, runoffs: found, texts });
    const version = `${counts.version}${runoffs}-${status}`;
    this.#last = { results, version, definition, status, counts, approved, runoffs };
    this.#json = null;
    return this.#last;
  }
}
