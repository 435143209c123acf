import { loadSite } from "../store/content/content.ts";
import { loadProgress, noteRan } from "../store/content/schedule.ts";
import { bringIn } from "../store/pages/article-pages.ts";
import { type PublishContext, publishStep } from "./publish.ts";

/** Publish steps per run: far from the platform's limits. The next run, a minute later, continues. */
const MAX_STEPS = 5;

/**
 * Brings articles whose time has come into the site, and continues what an earlier run did not complete. A run that
 * finds nothing costs one round trip to D1 and one row.
 *
 * It can be interrupted at any line, and two runs may overlap: the note that there is work to do is removed only when
 * the work is done.
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
    // Loaded again for each step: a publish may be changing it.
    const site = await loadSite(context.db);
    if (!site || (await publishStep({ ...context, site })).done) return;
  }
}
