import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { Operations } from "../platform/operations.ts";
import { gatherQueries } from "./gather.ts";

/** The D1 database, through drizzle. */
export type Database = DrizzleD1Database;

/** Wraps a D1 binding. Cheap: nothing is read or written. */
export function database(d1: D1Database): Database {
  return drizzle(d1);
}

/** The same, for rendering: queries issued at the same time share one round trip, and are counted. */
export function gatheringDatabase(d1: D1Database, operations?: Operations): Database {
  return drizzle(gatherQueries(d1, operations));
}
