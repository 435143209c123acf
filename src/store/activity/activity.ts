import { desc, eq, sql } from "drizzle-orm";
import type { PublicationAct } from "../../core/polls/audit.ts";
import type { Database } from "../database.ts";
import { state } from "../schema.ts";

/** Prefix of the log's keys in the table `state`. Keys sort by time. */
const ACT = "act:";
/** The first key after all of them. */
const END = "act;";

/** An entry with its key. */
interface KeptAct {
  key: string;
  act: PublicationAct;
}

/** Adds an entry to the publication's log. */
export async function addAct(db: Database, act: PublicationAct): Promise<KeptAct> {
  const time = String(act.at).padStart(15, "0");
  const key = `${ACT}${time}:${crypto.randomUUID().slice(0, 8)}`;
  await db.insert(state).values({ key, value: JSON.stringify(act) });
  return { key, act };
}

/** Records the outcome in an entry. */
export async function endAct(
  db: Database,
  { key, act }: KeptAct,
  end: Pick<PublicationAct, "outcome" | "detail">,
): Promise<void> {
  const value = JSON.stringify({ ...act, ...end });
  await db.update(state).set({ value }).where(eq(state.key, key));
}

/** Removes an entry whose request did nothing. */
export async function dropAct(db: Database, { key }: KeptAct): Promise<void> {
  await db.delete(state).where(eq(state.key, key));
}

/**
 * Lists entries of the log, the newest first.
 *
 * @param before list only entries before this key; empty lists from the newest
 */
export async function listActs(db: Database, limit: number, before: string): Promise<KeptAct[]> {
  const from = before.startsWith(ACT) ? before : END;
  const rows = await db
    .select()
    .from(state)
    .where(sql`${state.key} > ${ACT} AND ${state.key} < ${from}`)
    .orderBy(desc(state.key))
    .limit(limit);
  return rows.map(({ key, value }) => ({ key, act: JSON.parse(value) as PublicationAct }));
}
