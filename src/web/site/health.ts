import { sql } from "drizzle-orm";
import { isoInstant } from "../../core/instant.ts";
import { LEDGER_VERSION } from "../../core/polls/entry.ts";
import { database } from "../../store/database.ts";
import { loadProgress, type Progress } from "../../store/content/schedule.ts";
import { LAST_MIGRATION, loadStatus, type Status } from "../../store/status.ts";
import { pollStub } from "../../platform/poll-stub.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";
import { isPublishingOpen } from "../auth/auth.ts";
import type { AppContext } from "../context.ts";
import { knowsMembers } from "../polls/reader.ts";
import { projectionsOf } from "./projections.ts";
import { turnstileKey } from "../polls/turnstile.ts";

/** The scheduler runs every minute. After five missed runs, something is wrong. */
const LATE_MS = 5 * 60_000;

/**
 * `GET /health`: whether each store answers, how far D1 lags behind the ledgers, when the scheduler and the last publish
 * ran, and the versions of the schemas. Never a secret. 503 if a store does not answer. A late scheduler is reported, but
 * is no 503: readers have the site, and only new articles come later.
 */
export async function health(c: AppContext): Promise<Response> {
  const now = Date.now();
  const db = database(c.env.DB);
  const [d1, kv, polls, progress, status, projections] = await Promise.all([
    works(() => db.run(sql`SELECT 1`)),
    works(() => c.env.PAGES.get("site")),
    // Any object will do. This one is never written to.
    works(async () => pollStub(c.env, "health").view(null)),
    orNull("scheduler not asked", () => loadProgress(db)),
    orNull("status not asked", () => loadStatus(db)),
    orNull("projections not asked", () => projectionsOf(c.env, db, now)),
  ]);
  const missing = missingFrom(c.env, status);
  const ok = d1 && kv && polls && missing !== TABLES;
  const state = (answered: boolean): string => (answered ? "ok" : "failing");
  return c.json(
    {
      ok,
      missing,
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

const TABLES = "tables of the database: npm run deploy";

/** What a site that is not set up lacks, and how to go on; `null` if nothing. */
function missingFrom(env: Env, status: Status | null): string | null {
  if (!status) return null;
  if (status.migration !== LAST_MIGRATION) return TABLES;
  if (!isPublishingOpen(env)) return "the publishing token: npm run deploy";
  return status.published === null ? "content: npm run deploy" : null;
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

/** Asks a store; logs a failure, or no answer in time, and returns `null`. */
async function orNull<T>(event: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await withTimeout(call(), STORE_LIMIT_MS);
  } catch (error) {
    console.error({ event, error: String(error) });
    return null;
  }
}

/** Whether a store answers. */
async function works(call: () => Promise<unknown>): Promise<boolean> {
  return (await orNull("store failed", () => call().then(() => true))) ?? false;
}
