import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { lastPublish } from "./activity/activity.ts";
import { polls } from "./schema.ts";

/** The last migration that this version knows. */
export const LAST_MIGRATION = "0000_init.sql";

/** What D1 tells of the site as a whole. */
export interface Status {
  /** When a publish that changed something came to its end; `null`: never. Milliseconds since 1970. */
  published: number | null;
  /** The last migration that was applied; `null`: nobody knows. */
  migration: string | null;
}

/** Reads what D1 tells of the site as a whole. */
export async function loadStatus(db: Database): Promise<Status> {
  const [published, [applied]] = await Promise.all([
    lastPublish(db),
    db.all<{ name: string }>(sql`SELECT name FROM d1_migrations ORDER BY name DESC LIMIT 1`),
  ]);
  return { published, migration: applied?.name ?? null };
}

/** Every poll that is published, the latest first, and over how many objects it is split. */
export async function listLedgers(db: Database): Promise<{ id: string; shards: number }[]> {
  return db.all(sql`
    SELECT id, coalesce(definition ->> 'shards', 1) AS shards
    FROM ${polls} WHERE removed_at IS NULL ORDER BY updated_at DESC, id`);
}
