import { eq, getTableColumns, sql } from "drizzle-orm";
import type { CopiedRow, CopiedRows, CopiedTable } from "../core/backup.ts";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { countChange, runBatch } from "./content/content.ts";
import type { Database } from "./database.ts";
import { joinGroups, leaveGroups } from "./content/article-groups.ts";
import { markAllArticles, valuesOf } from "./pages/article-pages.ts";
import { forgetIndexed } from "./content/search-index.ts";
import {
  activity,
  articleGroups,
  articles,
  images,
  plainPages,
  polls,
  redirects,
  renames,
  revisions,
  shareImages,
  sites,
  state,
} from "./schema.ts";

const TABLES = {
  activity,
  articles,
  revisions,
  plain_pages: plainPages,
  redirects,
  renames,
  state,
  polls,
  images,
  share_images: shareImages,
  sites,
} satisfies Record<CopiedTable, SQLiteTable>;

const MAX_ROWS = 500;
const MAX_CHARACTERS = 1_000_000;
/** Keys of `state`: the restore in progress, and the last restore that completed. */
const RESTORE = "restore";
const RESTORED = "restored";

/** Columns about what KV has, and the change number. A copy leaves them out, and a restore begins without them. */
const OF_KV = ["page_state", "published", "changes"];

/** The rows of a table that a copy includes. Of `state`, only what the Worker does not note again by itself. */
function copied(table: CopiedTable) {
  return table === "state" ? sql`key >= 'gone:' AND key < 'gone;'` : sql`true`;
}

/**
 * Reads rows of a table in insertion order, about a megabyte at a time.
 *
 * @param after `next` from the previous page; empty: from the beginning
 */
export async function copyRows(
  db: Database,
  table: CopiedTable,
  after: string,
): Promise<CopiedRows> {
  const name = sql.raw(table);
  const body = "body" in TABLES[table] ? sql`length(body)` : sql`0`;
  const found = await db.all<CopiedRow & { copied_row: number }>(sql`
    SELECT * FROM (
      SELECT rowid AS copied_row, *, sum(${body}) OVER (ORDER BY rowid) - ${body} AS copied_before
      FROM ${name} WHERE rowid > ${Number(after)} AND ${copied(table)} ORDER BY rowid LIMIT ${MAX_ROWS}
    ) WHERE copied_before < ${MAX_CHARACTERS}`);
  const rows = found.map(({ copied_row: _row, copied_before: _before, ...row }) => {
    for (const column of OF_KV) delete row[column];
    return row;
  });
  const last = found.at(-1)?.copied_row;
  return { rows, next: last === undefined ? null : String(last) };
}

/**
 * Notes the start of a restore, into a database without content or into one where the same backup is being restored.
 * Deletes what another unfinished restore has inserted.
 *
 * @returns `begun`: the restore may continue. `done`: this restore has completed here. `refused`: there is other
 * content
 */
export async function beginRestore(
  db: Database,
  id: string,
): Promise<"begun" | "done" | "refused"> {
  const begun = await noted(db, RESTORE);
  if (begun === id) return "begun";
  const [found] = await db.all<{ n: number }>(sql`
    SELECT (SELECT count(*) FROM ${sites}) + (SELECT count(*) FROM ${articles}) + (SELECT count(*) FROM ${polls})
      + (SELECT count(*) FROM ${plainPages}) + (SELECT count(*) FROM ${images}) AS n`);
  if (begun === null && found?.n !== 0) {
    return (await noted(db, RESTORED)) === id ? "done" : "refused";
  }
  await db.batch([
    db
      .insert(state)
      .values({ key: RESTORE, value: id })
      .onConflictDoUpdate({ target: state.key, set: { value: id } }),
    ...Object.values(TABLES)
      .filter((table) => table !== state)
      .map((table) => db.delete(table)),
    db.delete(articleGroups),
  ]);
  return "begun";
}

/** The restore in progress, or `null`. */
export async function restoring(db: Database): Promise<string | null> {
  return noted(db, RESTORE);
}

async function noted(db: Database, key: string): Promise<string | null> {
  const [row] = await db.select().from(state).where(eq(state.key, key));
  return row?.value ?? null;
}

/**
 * Inserts rows from a copy. Idempotent: rows that exist are left unchanged.
 *
 * @returns names of columns that this version doesn't know; if there are any, nothing was inserted
 */
export async function restoreRows(
  db: Database,
  table: CopiedTable,
  rows: readonly CopiedRow[],
): Promise<string[]> {
  const into: SQLiteTable = TABLES[table];
  const keys = new Map(
    Object.entries(getTableColumns(into)).map(([key, column]) => [column.name, key]),
  );
  const named = new Set(rows.flatMap((row) => Object.keys(row)));
  const unknown = [...named].filter((name) => !keys.has(name));
  if (unknown.length > 0) return unknown;
  const inserts = rows.map((row) => {
    // One parameter per value: all values as one JSON parameter could be too long. JSON columns are text in a copy, and
    // are inserted unchanged.
    const values = Object.entries(row).map(([name, value]) => [keys.get(name), sql`${value}`]);
    return db.insert(into).values(Object.fromEntries(values)).onConflictDoNothing();
  });
  const slugs = valuesOf(table === "articles" ? rows.map((row) => String(row["slug"])) : []);
  await runBatch(db, [leaveGroups(db, slugs), ...inserts, joinGroups(db, slugs)]);
  return [];
}

/**
 * Notes that a restore is complete, and marks all pages to be written again, because KV may hold pages from another
 * time. After a crash before this, the restore can be continued, and nothing is missing at its end.
 */
export async function endRestore(db: Database, id: string): Promise<void> {
  await db.batch([
    db.delete(state).where(eq(state.key, RESTORE)),
    db
      .insert(state)
      .values({ key: RESTORED, value: id })
      .onConflictDoUpdate({ target: state.key, set: { value: id } }),
    markAllArticles(db),
    countChange(db),
  ]);
}

/** Makes the next publish write all pages and rebuild the whole search index. */
export async function forgetRendered(db: Database): Promise<void> {
  await runBatch(db, [...forgetIndexed(db), markAllArticles(db), countChange(db)]);
}
