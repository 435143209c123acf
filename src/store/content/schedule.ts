import { inArray, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { state } from "../schema.ts";

/**
 * Keys of `state`: when the scheduler last completed, a note that articles went live whose publish is not complete, and
 * the plan that the account has, as far as publishing has shown.
 */
const SCHEDULER_RAN = "scheduler-ran";
export const SCHEDULER_DUE = "scheduler-due";
const PLAN = "plan";

/** A plan, as far as it matters: whether a request has come to its limit, or has done more than the free one allows. */
export type Plan = "free" | "paid";

/** The scheduler's progress. */
export interface Progress {
  /** When it last completed; 0: never. */
  ran: number;
  /** Whether articles have gone live and some pages that show them are still to be written. */
  due: boolean;
  /** What {@link notePlan} noted last. */
  plan: string | undefined;
}

/** Loads the scheduler's progress. */
export async function loadProgress(db: Database): Promise<Progress> {
  const rows = await db
    .select()
    .from(state)
    .where(inArray(state.key, [SCHEDULER_RAN, SCHEDULER_DUE, PLAN]));
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    ran: Number(values.get(SCHEDULER_RAN) ?? 0),
    due: values.has(SCHEDULER_DUE),
    plan: values.get(PLAN),
  };
}

/** Notes that the scheduler completed. */
export async function noteRan(db: Database, now: number): Promise<void> {
  await note(db, SCHEDULER_RAN, String(now));
}

/** Notes that articles went live: a statement for the batch that marks their pages. */
export function noteDue(db: Database) {
  return note(db, SCHEDULER_DUE, "1");
}

/** Notes the plan that a publish has shown the account to have: a statement for its batch. */
export function notePlan(db: Database, plan: Plan) {
  return note(db, PLAN, plan);
}

function note(db: Database, key: string, value: string) {
  return db
    .insert(state)
    .values({ key, value })
    .onConflictDoUpdate({ target: state.key, set: { value: sql`excluded.value` } });
}
