import { database } from "../store/database.ts";
import { forgetPages } from "./site/find-page.ts";
import { forgetMoved } from "./site/redirects.ts";

/** What the platform's clock calls every minute: brings articles into the site whose time has come. */
export async function scheduled(_: unknown, env: Env): Promise<void> {
  const context = { db: database(env.DB), kv: env.PAGES, renderer: env.VERSION.id };
  try {
    const { runSchedule } = await import("../publish/scheduler.ts");
    const live = await runSchedule({ ...context, now: Date.now() });
    if (live === 0) return;
    forgetPages();
    forgetMoved();
    console.log({ event: "articles became live", articles: live });
  } catch (error) {
    console.error({ event: "schedule failed", error: String(error) });
    // For the platform's own list of runs. The next one, a minute later, begins where this one was.
    throw error;
  }
}
