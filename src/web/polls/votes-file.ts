import { rankedQuestions } from "../../core/ballots/ballot.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { audienceTables } from "../../core/results/results.ts";
import { shardName, shardsOf } from "../../core/polls/shards.ts";
import { changeTallies, emptyTallies } from "../../core/results/tally.ts";
import {
  fewVotesCsvRows,
  namedAudiences,
  type SameVotes,
  votesAreFew,
  votesCsvHead,
  votesCsvRows,
} from "../../core/results/votes-csv.ts";
import { type Database, database } from "../../store/database.ts";
import { answersOf, lastEntry, sameVotes, standingVotes } from "../../store/votes/votes.ts";
import type { AppContext } from "../context.ts";
import { csvResponse, OPEN, openData } from "./open-data.ts";
import { askPoll } from "./poll-object.ts";
import { problemResponse, unavailable } from "../http/problems.ts";

const VOTES_PER_PAGE = 2000;
/** With more different ballots than this, no audience is named: too many to find out which may be. */
const MOST_GROUPS = 20_000;

/**
 * `GET /polls/:poll/votes.csv`: one row for each vote that stands. From D1, which the poll's object is asked to bring
 * up to date first: a file of a million rows is nothing for the object that counts.
 */
export function pollVotesCsv(c: AppContext, id: string): Promise<Response> {
  return openData(
    c,
    id,
    async ({ poll }) => {
      try {
        const db = database(c.env.DB);
        const ledgers: LedgerEnd[] = [];
        for (let shard = 0; shard < shardsOf(poll); shard += 1) {
          const ledger = shardName(id, shard);
          const failed = await askPoll(c.env, ledger, async (stub): Promise<string | null> =>
            stub.flush(),
          );
          if (failed !== null) throw new Error(failed);
          // Everything below is as of this entry: votes that come meanwhile are in nobody's way.
          ledgers.push({ ledger, upTo: await lastEntry(db, ledger) });
        }
        const groups = await allSameVotes(db, ledgers);
        return csvResponse(readable(rows(db, poll, ledgers, groups)), `${id}-votes.csv`);
      } catch (error) {
        console.error({ event: "votes failed", poll: id, error: String(error) });
        return problemResponse(unavailable, OPEN);
      }
    },
    60,
  );
}

/** A ledger as of an entry. */
interface LedgerEnd {
  ledger: string;
  upTo: number;
}

/** What the votes of all ledgers say; more than the most where that is too much to know. */
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

async function* rows(
  db: Database,
  poll: PollDefinition,
  ledgers: readonly LedgerEnd[],
  groups: readonly SameVotes[],
): AsyncGenerator<string> {
  const named = groups.length > MOST_GROUPS ? new Set<string>() : namesOf(poll, groups);
  yield votesCsvHead(poll);
  // Of many different ballots there are many votes.
  const few = votesAreFew(groups.reduce((sum, { votes }) => sum + votes, 0));
  const write = few ? fewVotesCsvRows : votesCsvRows;
  for (const { ledger, upTo } of ledgers) {
    for (let after = 0; ;) {
      const votes = await standingVotes(db, ledger, upTo, after, VOTES_PER_PAGE);
      if (votes.length > 0) yield write(poll, votes, named);
      if (votes.length < VOTES_PER_PAGE) break;
      after = votes.at(-1)?.seq ?? upTo;
    }
  }
}

/** Which audiences may be named, by the tables that the same votes make. */
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

function readable(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
