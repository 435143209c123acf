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
/** Keys of `state`: which restore has begun and is not at its end, and which was the last to come to it. */
const RESTORE = "restore";
const RESTORED = "restored";

/** Columns that say what KV has, and up to which change: a restore begins with none of it. */
const OF_KV = ["page_state", "published", "changes"];

/** Rows that a copy has of a table: of `state`, what is not noted anew by itself. */
function copied(table: CopiedTable) {
  return table === "state" ? sql`key >= 'gone:' AND key < 'gone;'` : sql`true`;
}

/**
 * Rows of a table in the order in which they came, about a megabyte of them.
 *
 * @param after what `next` of the page before said; empty: from the beginning
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
 * Notes that a restore has begun: into a database without content, or one into which the same backup is being put back.
 * What another restore has begun is taken out.
 *
 * @returns whether it goes on; `done`: this one has come to its end here; `refused`: there is other content
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

/** The restore that has begun and is not at its end. */
export async function restoring(db: Database): Promise<string | null> {
  return noted(db, RESTORE);
}

async function noted(db: Database, key: string): Promise<string | null> {
  const [row] = await db.select().from(state).where(eq(state.key, key));
  return row?.value ?? null;
}

/**
 * Puts rows back. The same rows once more are no news.
 *
 * @returns names of columns that this version doesn't know: nothing was done then
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
    // A value for each parameter: all of them as JSON in one could be too long. As they are: JSON is text in a copy.
    const values = Object.entries(row).map(([name, value]) => [keys.get(name), sql`${value}`]);
    return db.insert(into).values(Object.fromEntries(values)).onConflictDoNothing();
  });
  const slugs = valuesOf(table === "articles" ? rows.map((row) => String(row["slug"])) : []);
  await runBatch(db, [leaveGroups(db, slugs), ...inserts, joinGroups(db, slugs)]);
  return [];
}

/**
 * Notes that a restore is at its end, and has all pages written again: KV may hold those of another time. A crash before
 * leaves a restore that goes on, and after which nothing is missing.
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

/** Has all pages and the whole index made again by the next publish. */
export async function forgetRendered(db: Database): Promise<void> {
  await runBatch(db, [...forgetIndexed(db), markAllArticles(db), countChange(db)]);
}
