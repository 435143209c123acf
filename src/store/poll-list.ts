import { eq, isNull, sql } from "drizzle-orm";
import { controlled, type PollDefinition } from "../core/poll.ts";
import type { Database } from "./database.ts";
import { accounts, polls } from "./schema.ts";

/** Every poll that readers may find, by the rules that hold now, the newest first, with the votes that D1 has been told of. */
export async function listPollEntries(
  db: Database,
): Promise<{ definition: PollDefinition; votes: number }[]> {
  const { definition, control } = polls;
  const votes = sql<number | null>`counted - revised - withdrawn - voided`;
  const rows = await db
    .select({ definition, control, votes })
    .from(polls)
    .leftJoin(accounts, eq(accounts.poll, polls.id))
    .where(isNull(polls.removedAt))
    .orderBy(sql`${polls.definition} ->> 'opensAt' DESC`, polls.id);
  return rows
    .filter((row) => row.control?.hidden !== true)
    .map((row) => ({
      definition: controlled(row.definition, row.control ?? {}),
      votes: row.votes ?? 0,
    }));
}
