import { loadSite } from "../store/content/content.ts";
import { becameLive, loadProgress, noteProgress } from "../store/content/schedule.ts";
import { type PublishContext, publishStep } from "./publish.ts";

/** Steps of a publish in one run: far from the platform's limits. The next run, a minute later, goes on. */
const MAX_STEPS = 5;

/**
 * Brings articles into the site whose time has come since the last run. A run that finds none costs three small
 * queries and one row.
 *
 * It may be stopped at any line, and two may run at once: what was noted is what was done before, so the next run does
 * the rest, or does again what changes nothing.
 *
 * @returns how many articles had become live
 */
export async function runSchedule(context: Omit<PublishContext, "site">): Promise<number> {
  const { db, now } = context;
  const progress = await loadProgress(db);
  // A clock that was ahead has noted a time that is still to come: articles of the time between must not be missed.
  const marked = Math.min(progress.marked, now);
  const done = Math.min(progress.done, now);
  const due = await becameLive(db, Math.min(marked, done), now);
  if (due.length === 0) {
    await noteProgress(db, { marked: now, done: now, ran: now });
    return 0;
  }
  if (await publishAll(context)) await noteProgress(db, { done: now });
  await noteProgress(db, { ran: now });
  return due.length;
}

/** @returns whether there is nothing left to do */
async function publishAll(context: Omit<PublishContext, "site">): Promise<boolean> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    // Read anew for each step: a publish may be changing it.
    const site = await loadSite(context.db);
    if (!site) return true;
    const { done } = await publishStep({ ...context, site });
    if (done) return true;
  }
  return false;
}
