import { loadSite } from "../store/content/content.ts";
import { loadProgress, noteRan } from "../store/content/schedule.ts";
import { bringIn } from "../store/pages/article-pages.ts";
import { FREE_OPERATIONS, PAID_OPERATIONS } from "../core/plan.ts";
import { Operations } from "../platform/operations.ts";
import { gatheringDatabase } from "../store/database.ts";
import { type PublishContext, publishStep } from "./publish.ts";

/** Publish steps per run. The next run, a minute later, continues. */
const MAX_STEPS = 8;
/** The fewest operations that another step is begun with. */
const STEP_COST = 25;

/**
 * Brings articles whose time has come into the site, and continues what an earlier run did not complete. A run that
 * finds nothing costs one round trip to D1 and one row.
 *
 * It begins with as much as the free plan allows, so that every run gets on. Unless a publish has shown that this is all,
 * it then goes on with more: where the plan does not allow that, it fails, and what was noted stays done.
 *
 * It can be interrupted at any line, and two runs may overlap: the note that there is work to do is removed only when
 * the work is done.
 *
 * @returns whether there was something to do
 */
export async function runSchedule(
  context: Omit<PublishContext, "site" | "db">,
  d1: D1Database,
): Promise<boolean> {
  const { now } = context;
  const operations = new Operations(FREE_OPERATIONS, { isTrial: true });
  const db = gatheringDatabase(d1, operations);
  const [brought, { due, plan }] = await Promise.all([bringIn(db, now), loadProgress(db)]);
  const busy = brought > 0 || due;
  if (busy) await publishSteps({ ...context, db }, operations, plan !== "free");
  await noteRan(db, now);
  return busy;
}

async function publishSteps(
  context: Omit<PublishContext, "site">,
  operations: Operations,
  mayDoMore: boolean,
): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (operations.left < STEP_COST && mayDoMore) operations.limit = PAID_OPERATIONS;
    if (operations.left < STEP_COST) return;
    // Loaded again for each step: a publish may be changing it.
    const site = await loadSite(context.db);
    if (!site || (await publishStep({ ...context, site }, operations)).done) return;
  }
}
