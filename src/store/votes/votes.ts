import { sql } from "drizzle-orm";
import type { Answers } from "../../core/ballots/ballot.ts";
import type { SameVotes, StandingVote } from "../../core/results/votes-csv.ts";
import type { Database } from "../database.ts";
import { standing } from "./projection.ts";
import { votes } from "../schema.ts";

/** The votes after `seq` that stand as of the entry `upTo`, in order, at most `limit`. */
export async function standingVotes(
  db: Database,
  poll: string,
  upTo: number,
  seq: number,
  limit: number,
): Promise<StandingVote[]> {
  const { castAt, audience, answers } = votes;
  return db
    .select({ seq: votes.seq, castAt, audience, answers })
    .from(votes)
    .where(sql`${standing(poll, upTo)} AND ${votes.seq} > ${seq}`)
    .orderBy(votes.seq)
    .limit(limit);
}

/** Counts equal votes (same audience, same answers) among those that stand as of `upTo`; at most `limit` groups. */
export async function sameVotes(
  db: Database,
  poll: string,
  upTo: number,
  limit: number,
): Promise<SameVotes[]> {
  return db
    .select({
      audience: votes.audience,
      answers: sql<string>`answers`,
      votes: sql<number>`count(*)`,
    })
    .from(votes)
    .where(standing(poll, upTo))
    .groupBy(votes.audience, votes.answers)
    .limit(limit);
}

/** The answers that a group of equal votes shares. */
export function answersOf({ answers }: SameVotes): Answers {
  return JSON.parse(answers) as Answers;
}
