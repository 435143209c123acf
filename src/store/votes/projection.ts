import { sql } from "drizzle-orm";
import type { Control } from "../../core/polls/poll.ts";
import { type LedgerEntry, withoutTexts } from "../../core/polls/entry.ts";
import type { Accounts } from "../../core/results/results.ts";
import { emptyTally, type Tally } from "../../core/results/tally.ts";
import { isHidden, markHidden } from "../content/hidden-polls.ts";
import type { Database } from "../database.ts";
import { accounts, polls, tallies, turnouts, votes } from "../schema.ts";

/** A poll's numbers, all as of one `version`, and what was done with the poll by then. */
export interface ProjectedNumbers extends Accounts {
  tally: Tally;
  version: number;
  /** The last ledger entry that they include. */
  seq: number;
  control: Control;
}

/** What D1 has of a poll's numbers. */
export interface ProjectedTallies {
  kept: Tally;
  fold: Tally;
  accounts: Accounts | null;
  version: number | null;
  /** The last entry that `kept` includes. */
  seq: number;
}

/**
 * Writes ledger entries and the numbers that they add up to, in one batch (one transaction of D1). May be repeated with
 * the same or older data: existing entries stay unchanged, and numbers are only ever replaced by those of the same or a
 * later version.
 *
 * @param numbers the numbers as of the last of `entries`, or `null` while more entries follow
 * @throws whatever D1 throws; nothing of the batch is applied then
 */
export async function projectEntries(
  db: Database,
  poll: string,
  entries: readonly LedgerEntry[],
  numbers: ProjectedNumbers | null,
): Promise<void> {
  // One parameter for any number of rows: D1 allows 100 parameters. `WHERE true` keeps SQLite's parser from reading ON
  // CONFLICT as a join condition. Columns are in the order of the table's definition.
  const insertEntries = db
    .insert(votes)
    .select(
      sql`SELECT ${poll}, value ->> 'seq', value ->> 'castAt', value ->> 'kind', value ->> 'receipt',
          value ->> 'audience', value -> 'answers', value ->> 'supersedes', value ->> 'note'
        FROM json_each(${JSON.stringify(entries.map(withoutTexts))}) WHERE true`,
    )
    .onConflictDoNothing();
  if (!numbers) {
    await insertEntries;
    return;
  }
  const { tally, version, seq, control } = numbers;
  const account = { ...accountsOf(numbers), version, seq };
  // Few polls are ever hidden. The others don't pay for it.
  const { hidden } = control;
  const before = hidden === undefined ? null : await isHidden(db, poll);
  const changed = hidden !== undefined && before !== null && before !== hidden;
  await db.batch([
    insertEntries,
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
    ...(changed ? markHidden(db, poll, hidden) : []),
    db
      .update(polls)
      .set({ control: Object.keys(control).length === 0 ? null : control })
      .where(
        sql`id = ${poll} AND EXISTS (SELECT 1 FROM ${accounts} WHERE poll = ${poll} AND version = ${version})`,
      ),
  ]);
}

/** The entries in D1 after `seq`, in order, at most `limit`. */
export async function projectedEntries(
  db: Database,
  poll: string,
  seq: number,
  limit: number,
): Promise<LedgerEntry[]> {
  const { castAt, kind, receipt, audience, answers, supersedes, note } = votes;
  return db
    .select({ seq: votes.seq, castAt, kind, receipt, audience, answers, supersedes, note })
    .from(votes)
    .where(sql`poll = ${poll} AND seq > ${seq}`)
    .orderBy(votes.seq)
    .limit(limit);
}

/**
 * What D1 has of a poll: the numbers written to it, with their version and last entry (`null` if none were), and its
 * entries up to `upTo`, counted afresh.
 *
 * @param ranked ids of the poll's ranked questions
 */
export async function projectedTallies(
  db: Database,
  poll: string,
  ranked: ReadonlySet<string>,
  upTo: number = Number.MAX_SAFE_INTEGER,
): Promise<ProjectedTallies> {
  const ofPoll = sql`poll = ${poll}`;
  const ofVotes = standing(poll, upTo);
  const counted = sql`(o.key = 0 OR q.key NOT IN (SELECT value FROM json_each(${JSON.stringify([...ranked])})))`;
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
      .where(sql`${ofVotes} AND ${counted}`)
      .groupBy(question, option),
  ]);
  const kept = emptyTally();
  const fold = emptyTally();
  const found = account[0];
  if (found) kept.votes = found.counted - found.revised - found.withdrawn - found.voided;
  fold.votes = count[0]?.n ?? 0;
  for (const row of voters) kept.voters[row.question] = row.voters;
  for (const row of foldVoters) fold.voters[row.question] = row.n;
  for (const row of options) setOption(kept, row.question, row.option, row.votes);
  for (const row of foldOptions) setOption(fold, row.question, row.option, row.n);
  return {
    kept,
    fold,
    accounts: found ? accountsOf(found) : null,
    version: found?.version ?? null,
    seq: found?.seq ?? 0,
  };
}

/**
 * Condition: votes of a poll that stand as of the entry `upTo`; later entries are ignored. Each entry is looked up by the
 * index of superseded ones: left to itself, SQLite reads the whole poll again for each query.
 */
export function standing(poll: string, upTo: number) {
  return sql`${votes.poll} = ${poll} AND ${votes.kind} = 'vote' AND ${votes.seq} <= ${upTo} AND NOT EXISTS (
    SELECT 1 FROM ${votes} AS later INDEXED BY votes_superseded
    WHERE later.poll = ${poll} AND later.supersedes = ${votes.seq} AND later.seq <= ${upTo})`;
}

function accountsOf(numbers: Accounts): Accounts {
  const { received, counted, refused, revised, withdrawn, voided, looked } = numbers;
  return { received, counted, refused, revised, withdrawn, voided, looked };
}

function setOption(tally: Tally, question: string, option: string, n: number): void {
  tally.options[question] = { ...tally.options[question], [option]: n };
}

/** Deletes D1's copy of a poll's votes and numbers, for its object to send again. */
export async function forgetProjection(db: Database, poll: string): Promise<void> {
  await db.batch([
    db.delete(votes).where(sql`poll = ${poll}`),
    db.delete(tallies).where(sql`poll = ${poll}`),
    db.delete(turnouts).where(sql`poll = ${poll}`),
    db.delete(accounts).where(sql`poll = ${poll}`),
  ]);
}
