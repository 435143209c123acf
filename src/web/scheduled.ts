import { gatheringDatabase } from "../store/database.ts";
import { forgetAll } from "../platform/isolate-cache.ts";

/** What the platform's clock calls every minute: brings articles into the site whose time has come. */
export async function scheduled(_: unknown, env: Env): Promise<void> {
  const context = { db: gatheringDatabase(env.DB), kv: env.PAGES, renderer: env.VERSION.id };
  try {
    const { runSchedule } = await import("../publish/scheduler.ts");
    if (!(await runSchedule({ ...context, now: Date.now() }))) return;
    forgetAll();
    console.log({ event: "articles became live" });
  } catch (error) {
    console.error({ event: "schedule failed", error: String(error) });
    // For the platform's own list of runs. The next one, a minute later, begins where this one was.
    throw error;
  }
}
