import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { markArticlesWith } from "../pages/article-pages.ts";
import { articles, polls, shareImages } from "../schema.ts";
import { countChange } from "./content.ts";
import { noteDue } from "./schedule.ts";

/** A poll's id as written in Markdown. */
export function named(poll: string): string {
  return `"${poll}"`;
}

/** Whether a poll is hidden from readers, as far as D1 knows; `null` if it knows of no such poll. */
export async function isHidden(db: Database, poll: string): Promise<boolean | null> {
  const [row] = await db
    .select({ control: polls.control })
    .from(polls)
    .where(sql`id = ${poll}`);
  return row ? (row.control?.hidden ?? false) : null;
}

/**
 * Statements for the batch that notes that a poll is hidden, or shown again: the pages that show the poll, lists and maps
 * are marked, and the scheduler writes them. The pictures that show the numbers of a hidden poll are gone; a publish makes
 * new ones.
 */
export function markHidden(db: Database, poll: string, hidden: boolean) {
  const shows = sql`path = ${`/polls/${poll}`} OR path IN (
    SELECT '/articles/' || slug FROM ${articles} WHERE instr(body, ${named(poll)}))`;
  return [
    markArticlesWith(db, [named(poll)]),
    ...(hidden ? [db.delete(shareImages).where(shows)] : []),
    countChange(db),
    noteDue(db),
  ];
}
