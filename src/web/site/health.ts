import { sql } from "drizzle-orm";
import { isoInstant } from "../../core/instant.ts";
import { LEDGER_VERSION } from "../../core/polls/entry.ts";
import { database } from "../../store/database.ts";
import { loadProgress, type Progress } from "../../store/content/schedule.ts";
import { LAST_MIGRATION, loadStatus } from "../../store/status.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { isPublishingOpen } from "../auth/auth.ts";
import type { AppContext } from "../context.ts";
import { knowsMembers } from "../polls/reader.ts";
import { projectionsOf } from "./projections.ts";
import { turnstileKey } from "../polls/turnstile.ts";

/** It runs every minute: after so many runs that were missed, something is wrong. */
const LATE_MS = 5 * 60_000;

/**
 * `GET /health`: whether each store answers, how far D1 is behind the ledgers, when the scheduler ran and when was last
 * published, and of which versions the tables are. Never a secret. 503 where a store does not answer.
 * A scheduler that is late is told, but is no 503: readers have the site, only what is new comes later.
 */
export async function health(c: AppContext): Promise<Response> {
  const now = Date.now();
  const db = database(c.env.DB);
  const [d1, kv, polls, progress, status, projections] = await Promise.all([
    works(() => db.run(sql`SELECT 1 FROM sites LIMIT 1`)),
    works(() => c.env.PAGES.get("site")),
    // Any object answers for its kind; this one is never written to.
    works(async () => c.env.POLL.getByName("health").view(null)),
    told("scheduler not asked", () => loadProgress(db)),
    told("status not asked", () => loadStatus(db)),
    told("projections not asked", () => projectionsOf(c.env, db, now)),
  ]);
  const ok = d1 && kv && polls;
  const state = (answered: boolean): string => (answered ? "ok" : "failing");
  return c.json(
    {
      ok,
      stores: { d1: state(d1), kv: state(kv), polls: state(polls) },
      scheduler: schedulerState(progress, now),
      schedulerRan: instant(progress?.ran),
      lastPublish: instant(status?.published),
      projections,
      schema: {
        d1: status?.migration ?? null,
        wanted: LAST_MIGRATION,
        ledgers: LEDGER_VERSION,
      },
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

function schedulerState(progress: Progress | null, now: number): string {
  if (!progress) return "unknown: D1 does not tell";
  const { ran } = progress;
  if (ran === 0) return "never ran";
  return now - ran > LATE_MS ? `late: last ran ${isoInstant(ran)}` : "ok";
}

function instant(at: number | null | undefined): string | null {
  return at ? isoInstant(at) : null;
}

/** What a store tells; `null` where it does not. */
async function told<T>(event: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await withTimeout(call(), STORE_LIMIT_MS);
  } catch (error) {
    console.error({ event, error: String(error) });
    return null;
  }
}

async function works(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await withTimeout(call(), STORE_LIMIT_MS);
    return true;
  } catch (error) {
    console.error({ event: "store failed", error: String(error) });
    return false;
  }
}
