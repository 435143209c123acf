import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { lastPublish } from "./activity/activity.ts";
import { polls } from "./schema.ts";

/** The last migration that this version knows. */
export const LAST_MIGRATION = "0000_init.sql";

/** The state of the whole site, according to D1. */
export interface Status {
  /** When the last publish that changed something completed; `null`: never. Milliseconds since 1970. */
  published: number | null;
  /** The last migration applied; `null`: none. */
  migration: string | null;
}

/** Loads the state of the whole site from D1. */
export async function loadStatus(db: Database): Promise<Status> {
  const tables = await db.all<{ name: string }>(
    sql`SELECT name FROM sqlite_master WHERE name IN ('d1_migrations', 'activity')`,
  );
  if (tables.length < 2) return { published: null, migration: null };
  const [published, [applied]] = await Promise.all([
    lastPublish(db),
    db.all<{ name: string }>(sql`SELECT name FROM d1_migrations ORDER BY name DESC LIMIT 1`),
  ]);
  return { published, migration: applied?.name ?? null };
}

/** Every published poll, last updated first, with the number of objects it is split over. */
export async function listLedgers(db: Database): Promise<{ id: string; shards: number }[]> {
  return db.all(sql`
    SELECT id, coalesce(definition ->> 'shards', 1) AS shards
    FROM ${polls} WHERE removed_at IS NULL ORDER BY updated_at DESC, id`);
}
