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
/** With more distinct ballots than this, the file names no audience: checking which ones are safe would cost too much. */
const MOST_GROUPS = 20_000;

/**
 * `GET /polls/:poll/votes.csv`: one row for each vote that stands. Read from D1, which the poll's object first brings up
 * to date: the object that counts must not be busy with a file of a million rows.
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
          // A snapshot as of this entry: later votes are excluded.
          ledgers.push({ ledger, upTo: await lastEntry(db, ledger) });
        }
        const groups = await allSameVotes(db, ledgers);
        return csvResponse(streamOf(rows(db, poll, ledgers, groups)), `${id}-votes.csv`);
      } catch (error) {
        console.error({ event: "votes failed", poll: id, error: String(error) });
        return problemResponse(unavailable, OPEN);
      }
    },
    60,
  );
}

/** A ledger, read up to one of its entries. */
interface LedgerEnd {
  ledger: string;
  upTo: number;
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

async function* rows(
  db: Database,
  poll: PollDefinition,
  ledgers: readonly LedgerEnd[],
  groups: readonly SameVotes[],
): AsyncGenerator<string> {
  const named = groups.length > MOST_GROUPS ? new Set<string>() : namesOf(poll, groups);
  yield votesCsvHead(poll);
  // Where the groups are incomplete, they alone are too many votes to be few.
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

/** Streams text, reading on only as fast as the client takes it. */
function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
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
