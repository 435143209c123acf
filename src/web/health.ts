import { sql } from "drizzle-orm";
import { isoInstant } from "../core/instant.ts";
import { database } from "../store/database.ts";
import { loadProgress } from "../store/schedule.ts";
import { STORE_LIMIT_MS, within } from "./patience.ts";
import { isPublishingOpen } from "./auth.ts";
import type { AppContext } from "./context.ts";
import { knowsMembers } from "./member-settings.ts";
import { turnstileKey } from "./turnstile.ts";

/** It runs every minute: after so many runs that were missed, something is wrong. */
const LATE_MS = 5 * 60_000;

/**
 * `GET /health`: whether each store answers. Never a secret. 503 where one does not.
 * A scheduler that is late is told, but is no 503: readers have the site, only what is new comes later.
 */
export async function health(c: AppContext): Promise<Response> {
  const [d1, kv, polls, scheduler] = await Promise.all([
    works(() => database(c.env.DB).run(sql`SELECT 1 FROM sites LIMIT 1`)),
    works(() => c.env.PAGES.get("site")),
    // Any object answers for its kind; this one is never written to.
    works(async () => c.env.POLL.getByName("health").view(null)),
    schedulerState(c.env, Date.now()),
  ]);
  const ok = d1 && kv && polls;
  const state = (answered: boolean): string => (answered ? "ok" : "failing");
  return c.json(
    {
      ok,
      stores: { d1: state(d1), kv: state(kv), polls: state(polls) },
      scheduler,
      publishing: isPublishingOpen(c.env)
        ? "open"
        : "closed: PUBLISH_TOKEN is not set, or too short, and Cloudflare Access is not set up",
      turnstile: turnstileKey(c.env)
        ? "on"
        : "off: TURNSTILE_SITE_KEY and TURNSTILE_SECRET are not both set",
      members: knowsMembers(c.env)
        ? "known"
        : "unknown: MEMBER_ISSUER, MEMBER_AUDIENCE and MEMBER_KEYS are not all set",
    },
    ok ? 200 : 503,
    { "Cache-Control": "no-store" },
  );
}

async function schedulerState(env: Env, now: number): Promise<string> {
  try {
    const { ran } = await within(loadProgress(database(env.DB)), STORE_LIMIT_MS);
    if (ran === 0) return "never ran";
    return now - ran > LATE_MS ? `late: last ran ${isoInstant(ran)}` : "ok";
  } catch (error) {
    console.error({ event: "scheduler not asked", error: String(error) });
    return "unknown: D1 does not tell";
  }
}

async function works(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await within(call(), STORE_LIMIT_MS);
    return true;
  } catch (error) {
    console.error({ event: "store failed", error: String(error) });
    return false;
  }
}
