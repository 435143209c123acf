import { loadSite } from "../store/content/content.ts";
import { loadProgress, noteRan } from "../store/content/schedule.ts";
import { bringIn } from "../store/pages/article-pages.ts";
import { type PublishContext, publishStep } from "./publish.ts";

/** Steps of a publish in one run: far from the platform's limits. The next run, a minute later, goes on. */
const MAX_STEPS = 5;

/**
 * Brings articles into the site whose time has come, and goes on with what an earlier run did not come to the end of. A
 * run that finds nothing costs one round trip to D1 and one row.
 *
 * It may be stopped at any line, and two may run at once: the note that there is work to do goes when it is done.
 *
 * @returns whether there was something to do
 */
export async function runSchedule(context: Omit<PublishContext, "site">): Promise<boolean> {
  const { db, now } = context;
  const [brought, { due }] = await Promise.all([bringIn(db, now), loadProgress(db)]);
  const busy = brought > 0 || due;
  if (busy) await publishSteps(context);
  await noteRan(db, now);
  return busy;
}

async function publishSteps(context: Omit<PublishContext, "site">): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    // Read anew for each step: a publish may be changing it.
    const site = await loadSite(context.db);
    if (!site || (await publishStep({ ...context, site })).done) return;
  }
}
