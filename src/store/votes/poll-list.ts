import { sql } from "drizzle-orm";
import { controlled, type Control, type PollDefinition } from "../../core/polls/poll.ts";
import { SHOWN_POLL } from "../content/content.ts";
import type { Database } from "../database.ts";
import { accounts, polls, tallies, turnouts } from "../schema.ts";

/** A poll in a list: its rules as they hold now, and its numbers as far as D1 has them. */
export interface ListedPoll {
  definition: PollDefinition;
  /** How many votes stand. */
  votes: number;
  /** Votes for each option of the first question that has any. */
  first: Record<string, number>;
  /** Votes that answer the first question. */
  voters: number;
}

/** Which part of the list to read. */
interface PollSlice {
  limit: number;
  offset?: number;
  /** Only polls that take ballots now. */
  openAlone?: boolean;
}

/**
 * Lists the polls that readers may find: open ones first, the newest on top; then upcoming ones, the next first; then
 * closed ones, the latest first. Asks no poll's object.
 *
 * @param now milliseconds since 1970 (UTC)
 */
export async function listPollEntries(
  db: Database,
  now: number,
  { limit, offset = 0, openAlone = false }: PollSlice,
): Promise<ListedPoll[]> {
  const rows = await db.all<{
    definition: string;
    control: string | null;
    votes: number | null;
    first: string;
    voters: number | null;
  }>(sql`
    WITH known AS (
      SELECT id, definition, control, ${ruled("opensAt")} AS opens, ${ruled("closesAt")} AS closes
      FROM ${polls} WHERE ${SHOWN_POLL}
    ), placed AS (
      SELECT *, CASE WHEN closes <= ${now} THEN 2 WHEN opens > ${now} THEN 1 ELSE 0 END AS place
      FROM known
    )
    SELECT definition, control,
      (SELECT sum(counted - revised - withdrawn - voided) FROM ${accounts} WHERE ${OF_POLL}) AS votes,
      (SELECT json_group_object(option, votes) FROM (
        SELECT option, sum(votes) AS votes FROM ${tallies}
        WHERE (${OF_POLL}) AND question = definition ->> '$.questions[0].id' GROUP BY option
      )) AS first,
      (SELECT sum(voters) FROM ${turnouts}
        WHERE (${OF_POLL}) AND question = definition ->> '$.questions[0].id') AS voters
    FROM placed WHERE place = 0 OR ${openAlone ? 0 : 1}
    ORDER BY place, CASE place WHEN 0 THEN -coalesce(opens, 0) WHEN 1 THEN opens ELSE -closes END, id
    LIMIT ${limit} OFFSET ${offset}`);
  return rows.map(({ definition, control, votes, first, voters }) => ({
    definition: controlled(
      JSON.parse(definition) as PollDefinition,
      JSON.parse(control ?? "{}") as Control,
    ),
    votes: votes ?? 0,
    voters: voters ?? 0,
    first: JSON.parse(first) as Record<string, number>,
  }));
}

/** Matches the rows of a poll's ledger, or of all its shards (named by `shardName` in src/core/polls/shards.ts). */
const OF_POLL = sql.raw("poll = id OR (poll > id || '.' AND poll < id || '/')");

/** Counts the polls that readers may find. */
export async function countPolls(db: Database): Promise<number> {
  const [row] = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM ${polls} WHERE ${SHOWN_POLL}`,
  );
  return row?.n ?? 0;
}

/** When a poll opens or closes: an operator's later decision overrides the definition. */
function ruled(field: "opensAt" | "closesAt") {
  return sql.raw(
    `CASE WHEN json_type(control, '$.${field}') IS NULL THEN definition ->> '${field}' ELSE control ->> '${field}' END`,
  );
}
