import { sql } from "drizzle-orm";
import type { Answers } from "../core/ballot.ts";
import type { Accounts } from "../core/results.ts";
import { emptyTally, type Tally } from "../core/tally.ts";
import type { Database } from "./database.ts";
import { accounts, tallies, turnouts, votes } from "./schema.ts";

/** A vote as D1 has it. */
export interface ProjectedVote {
  seq: number;
  castAt: number;
  receipt: string;
  audience: string | null;
  answers: Answers;
}

/** A poll's numbers, all as of one `version`. */
export interface ProjectedNumbers extends Accounts {
  tally: Tally;
  version: number;
}

/**
 * Writes votes, and the numbers that they add up to, in one batch (one transaction of D1).
 * It may be repeated with the same or older data: votes that are there stay as they are, and numbers
 * are only ever replaced by those of the same or a later version.
 *
 * @param numbers the numbers as of the last of `votes`, or `null` while more votes are to come
 * @throws whatever D1 throws; nothing of the batch is applied then
 */
export async function projectVotes(
  db: Database,
  poll: string,
  batch: readonly ProjectedVote[],
  numbers: ProjectedNumbers | null,
): Promise<void> {
  // One parameter for any number of rows: D1 takes 100 parameters. `WHERE true` keeps SQLite's parser
  // from reading ON CONFLICT as a join's condition. Columns stand in the order of the table's definition.
  const insertVotes = db
    .insert(votes)
    .select(
      sql`SELECT ${poll}, value ->> 'seq', value ->> 'castAt', value ->> 'receipt', value ->> 'audience', value -> 'answers'
        FROM json_each(${JSON.stringify(batch)}) WHERE true`,
    )
    .onConflictDoNothing();
  if (!numbers) {
    await insertVotes;
    return;
  }
  const { tally, version, received, counted, refused } = numbers;
  const account = { received, counted, refused, version };
  await db.batch([
    insertVotes,
    db
      .insert(tallies)
      .select(
        sql`SELECT ${poll}, q.key, o.key, o.value, ${version}
          FROM json_each(${JSON.stringify(tally.options)}) AS q, json_each(q.value) AS o WHERE true`,
      )
      .onConflictDoUpdate({
        target: [tallies.poll, tallies.question, tallies.option],
        set: { votes: sql`excluded.votes`, version },
        setWhere: sql`excluded.version >= tallies.version`,
      }),
    db
      .insert(turnouts)
      .select(
        sql`SELECT ${poll}, key, value, ${version} FROM json_each(${JSON.stringify(tally.voters)}) WHERE true`,
      )
      .onConflictDoUpdate({
        target: [turnouts.poll, turnouts.question],
        set: { voters: sql`excluded.voters`, version },
        setWhere: sql`excluded.version >= turnouts.version`,
      }),
    db
      .insert(accounts)
      .values({ poll, ...account })
      .onConflictDoUpdate({
        target: accounts.poll,
        set: account,
        setWhere: sql`excluded.version >= accounts.version`,
      }),
  ]);
}

/** Votes that D1 has after `seq`, in order, at most `limit`. */
export async function projectedVotes(
  db: Database,
  poll: string,
  seq: number,
  limit: number,
): Promise<ProjectedVote[]> {
  const { castAt, receipt, audience, answers } = votes;
  return db
    .select({ seq: votes.seq, castAt, receipt, audience, answers })
    .from(votes)
    .where(sql`poll = ${poll} AND seq > ${seq}`)
    .orderBy(votes.seq)
    .limit(limit);
}

/**
 * What D1 says of a poll: the numbers it was given, as of their version (`null`: none were), and its votes up to
 * one of them, added up anew.
 */
export async function projectedTallies(
  db: Database,
  poll: string,
  upTo: number = Number.MAX_SAFE_INTEGER,
): Promise<{ kept: Tally; fold: Tally; accounts: Accounts | null; version: number | null }> {
  const ofPoll = sql`poll = ${poll}`;
  const ofVotes = sql`poll = ${poll} AND seq <= ${upTo}`;
  const n = sql<number>`count(*)`;
  const question = sql<string>`q.key`;
  const option = sql<string>`o.value`;
  const [options, voters, account, count, foldVoters, foldOptions] = await db.batch([
    db.select().from(tallies).where(ofPoll),
    db.select().from(turnouts).where(ofPoll),
    db.select().from(accounts).where(ofPoll),
    db.select({ n }).from(votes).where(ofVotes),
    db
      .select({ question, n })
      .from(sql`${votes}, json_each(answers) AS q`)
      .where(ofVotes)
      .groupBy(question),
    db
      .select({ question, option, n })
      .from(sql`${votes}, json_each(answers) AS q, json_each(q.value) AS o`)
      .where(ofVotes)
      .groupBy(question, option),
  ]);
  const kept = emptyTally();
  const fold = emptyTally();
  kept.votes = account[0]?.counted ?? 0;
  fold.votes = count[0]?.n ?? 0;
  for (const row of voters) kept.voters[row.question] = row.voters;
  for (const row of foldVoters) fold.voters[row.question] = row.n;
  for (const row of options) setOption(kept, row.question, row.option, row.votes);
  for (const row of foldOptions) setOption(fold, row.question, row.option, row.n);
  const found = account[0];
  return {
    kept,
    fold,
    accounts: found
      ? { received: found.received, counted: found.counted, refused: found.refused }
      : null,
    version: found?.version ?? null,
  };
}

function setOption(tally: Tally, question: string, option: string, n: number): void {
  tally.options[question] = { ...tally.options[question], [option]: n };
}

/** Removes D1's copy of a poll's votes and numbers, to be sent again by its object. */
export async function forgetProjection(db: Database, poll: string): Promise<void> {
  await db.batch([
    db.delete(votes).where(sql`poll = ${poll}`),
    db.delete(tallies).where(sql`poll = ${poll}`),
    db.delete(turnouts).where(sql`poll = ${poll}`),
    db.delete(accounts).where(sql`poll = ${poll}`),
  ]);
}
