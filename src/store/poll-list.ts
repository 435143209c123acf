import { eq, isNull, sql } from "drizzle-orm";
import type { PollDefinition } from "../core/poll.ts";
import type { Database } from "./database.ts";
import { accounts, polls } from "./schema.ts";

/** Every published poll, the newest first, with the votes that D1 has been told of. */
export async function listPollEntries(
  db: Database,
): Promise<{ definition: PollDefinition; counted: number }[]> {
  const rows = await db
    .select({ definition: polls.definition, counted: accounts.counted })
    .from(polls)
    .leftJoin(accounts, eq(accounts.poll, polls.id))
    .where(isNull(polls.removedAt))
    .orderBy(sql`${polls.definition} ->> 'opensAt' DESC`, polls.id);
  return rows.map(({ definition, counted }) => ({ definition, counted: counted ?? 0 }));
}
