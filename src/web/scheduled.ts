import { forgetAll } from "../platform/isolate-cache.ts";
import { isNotSetUp } from "./http/problems.ts";

/** The cron handler, every minute: publishes articles whose `publishAt` has come, and pages of polls just hidden. */
export async function scheduled(_: unknown, env: Env): Promise<void> {
  const context = { kv: env.PAGES, renderer: env.VERSION.id, now: Date.now() };
  try {
    const { runSchedule } = await import("../publish/scheduler.ts");
    if (!(await runSchedule(context, env.DB))) return;
    forgetAll();
    console.log({ event: "pages written in time" });
  } catch (error) {
    if (isNotSetUp(error)) {
      console.log({ event: "not set up", next: "npm run deploy" });
      return;
    }
    const { isOverPlan } = await import("./api/over-plan.ts");
    if (isOverPlan(error)) {
      console.log({ event: "schedule goes on", next: "with the run of the next minute" });
      return;
    }
    console.error({ event: "schedule failed", error: String(error) });
    // Rethrown for the platform's list of runs. The next run, a minute later, goes on where this one stopped.
    throw error;
  }
}
