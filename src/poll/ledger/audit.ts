import type { Audit } from "../../core/polls/audit.ts";
import { rankedQuestions } from "../../core/ballots/ballot.ts";
import type { Books } from "./poll-state.ts";

/** An object's books, recounted from the ledger; `null` if no poll was ever defined. Reads every entry. */
export function auditOf(books: Books): Audit | null {
  const { definition, counts, watermark } = books.state;
  if (!definition) return null;
  const { seq, tallies, version } = counts;
  const { received, counted, refused, revised, withdrawn, voided, looked } = counts;
  return {
    seq,
    tallies,
    fold: books.queries.fold(rankedQuestions(definition), seq),
    accounts: { received, counted, refused, revised, withdrawn, voided, looked },
    entries: books.queries.countKinds(),
    numbering: books.queries.numbering((last) => books.nextSeq(last)),
    voters: books.tables.voters(),
    version,
    projected: watermark,
    ranked: [...rankedQuestions(definition)],
    shards: books.shards,
  };
}
