import { desc, eq, lt, sql } from "drizzle-orm";
import type { PublicationAct } from "../../core/polls/audit.ts";
import type { Database } from "../database.ts";
import { activity } from "../schema.ts";

/** An entry with its key. */
interface KeptAct {
  key: string;
  act: PublicationAct;
}

/** Adds an entry to the publication's log. */
export async function addAct(db: Database, act: PublicationAct): Promise<KeptAct> {
  const time = String(act.at).padStart(15, "0");
  const key = `${time}:${crypto.randomUUID().slice(0, 8)}`;
  await db.insert(activity).values({ key, entry: act });
  return { key, act };
}

/** Records the outcome in an entry. */
export async function endAct(
  db: Database,
  { key, act }: KeptAct,
  end: Pick<PublicationAct, "outcome" | "detail">,
): Promise<void> {
  await db
    .update(activity)
    .set({ entry: { ...act, ...end } })
    .where(eq(activity.key, key));
}

/** Removes an entry whose request did nothing. */
export async function dropAct(db: Database, { key }: KeptAct): Promise<void> {
  await db.delete(activity).where(eq(activity.key, key));
}

/**
 * Lists entries of the log, the newest first.
 *
 * @param before list only entries before this key; empty lists from the newest
 */
export async function listActs(db: Database, limit: number, before: string): Promise<KeptAct[]> {
  const rows = await db
    .select()
    .from(activity)
    .where(before === "" ? undefined : lt(activity.key, before))
    .orderBy(desc(activity.key))
    .limit(limit);
  return rows.map(({ key, entry }) => ({ key, act: entry }));
}

/** When a publish that changed something came to its end; `null`: never. Milliseconds since 1970. */
export async function lastPublish(db: Database): Promise<number | null> {
  const [row] = await db.all<{ at: number }>(sql`
    SELECT entry ->> 'at' AS at FROM ${activity}
    WHERE entry ->> 'what' = 'POST /api/publish' AND entry ->> 'outcome' = 'done'
    ORDER BY key DESC LIMIT 1`);
  return row?.at ?? null;
}
