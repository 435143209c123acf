import { rankedQuestions } from "../../core/ballots/ballot.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { audienceTables } from "../../core/results/results.ts";
import { changeTallies, emptyTallies } from "../../core/results/tally.ts";
import {
  FEW_VOTES,
  fewVotesCsvRows,
  namedAudiences,
  type SameVotes,
  type StandingVote,
  votesAreFew,
  votesCsvHead,
  votesCsvRows,
} from "../../core/results/votes-csv.ts";
import type { Database } from "../../store/database.ts";
import { answersOf, sameVotes, standingVotes } from "../../store/votes/votes.ts";

/** A large file comes in parts of so many rows: a value of KV has at most 25 MiB, and an isolate little memory. */
const ROWS_PER_PART = 40_000;
const ROWS_PER_QUERY = 5000;
/** With more distinct ballots than this, the file names no audience: checking which ones are safe would cost too much. */
const MOST_GROUPS = 20_000;

/** A ledger, read up to one of its entries. */
interface LedgerEnd {
  ledger: string;
  upTo: number;
}

/** The text of a poll's votes.csv, part by part. Reads each vote from D1 twice: to count equal ones, and to write it. */
export async function* votesParts(
  db: Database,
  poll: PollDefinition,
  ledgers: readonly LedgerEnd[],
): AsyncGenerator<{ text: string; votes: number }> {
  const groups = await allSameVotes(db, ledgers);
  const named = groups.length > MOST_GROUPS ? new Set<string>() : namesOf(poll, groups);
  // Where the groups are incomplete, they alone are too many votes to be few.
  const total = groups.reduce((sum, { votes }) => sum + votes, 0);
  let text = votesCsvHead(poll);
  let votes = 0;
  if (votesAreFew(total)) {
    // All ledgers together: one numbering, in an order that tells neither time nor ledger.
    const all = await Promise.all(
      ledgers.map(({ ledger, upTo }) => standingVotes(db, ledger, upTo, 0, FEW_VOTES)),
    );
    yield { text: text + fewVotesCsvRows(poll, all.flat(), named), votes: total };
    return;
  }
  for await (const rows of inOrder(db, ledgers)) {
    text += votesCsvRows(poll, rows, named);
    votes += rows.length;
    if (votes >= ROWS_PER_PART) {
      yield { text, votes };
      [text, votes] = ["", 0];
    }
  }
  if (text !== "") yield { text, votes };
}

/** The standing votes of all ledgers, in the order of counting. */
async function* inOrder(
  db: Database,
  ledgers: readonly LedgerEnd[],
): AsyncGenerator<StandingVote[]> {
  const limit = Math.ceil(ROWS_PER_QUERY / ledgers.length);
  const queues = ledgers.map((end) => ({
    ...end,
    after: 0,
    more: true,
    votes: [] as StandingVote[],
  }));
  for (;;) {
    for (const queue of queues) {
      if (queue.votes.length > 0 || !queue.more) continue;
      queue.votes = await standingVotes(db, queue.ledger, queue.upTo, queue.after, limit);
      queue.more = queue.votes.length === limit;
      queue.after = queue.votes.at(-1)?.seq ?? queue.after;
    }
    // Up to here no ledger has a vote that was not read.
    const known = Math.min(
      ...queues.map(({ more, votes }) => (more ? (votes.at(-1)?.castAt ?? 0) : Infinity)),
    );
    const ready = queues.flatMap((queue) => {
      const end = queue.votes.findIndex(({ castAt }) => castAt > known);
      return queue.votes.splice(0, end === -1 ? queue.votes.length : end);
    });
    if (ready.length === 0) return;
    yield ready.toSorted((a, b) => a.castAt - b.castAt || a.seq - b.seq);
  }
}

/** Counts equal ballots over all ledgers. More than {@link MOST_GROUPS} groups may be incomplete. */
async function allSameVotes(db: Database, ledgers: readonly LedgerEnd[]): Promise<SameVotes[]> {
  const groups = new Map<string, SameVotes>();
  for (const { ledger, upTo } of ledgers) {
    for (const group of await sameVotes(db, ledger, upTo, MOST_GROUPS + 1)) {
      const key = JSON.stringify([group.audience, group.answers]);
      groups.set(key, { ...group, votes: group.votes + (groups.get(key)?.votes ?? 0) });
    }
  }
  return [...groups.values()];
}

/** The audiences that the file may name without showing how a single voter answered. */
function namesOf(poll: PollDefinition, groups: readonly SameVotes[]): ReadonlySet<string> {
  const ranked = rankedQuestions(poll);
  let tallies = emptyTallies();
  for (const group of groups) {
    const vote = { answers: answersOf(group), audience: group.audience };
    tallies = changeTallies(tallies, vote, ranked, group.votes);
  }
  const tables = audienceTables(poll, tallies);
  return namedAudiences({ questions: tables.map((audiences) => ({ audiences })) }, groups);
}
