import { and, gt, inArray, sql } from "drizzle-orm";
import { live, markPagesNaming } from "./article-lists.ts";
import { countChange, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { touchArticles } from "../pages/page-index.ts";
import { articles, state } from "../schema.ts";

/** How far the scheduler has come: keys of `state`, whose values are times. */
export interface Progress {
  /** Pages that show an article are marked, for all articles that became live until then. */
  marked: number;
  /** Lists and pages show all articles that became live until then. */
  done: number;
  /** When it last came to its end; 0: never. */
  ran: number;
}

const KEYS = { marked: "scheduler-marked", done: "scheduler-done", ran: "scheduler-ran" } as const;
type Name = keyof typeof KEYS;

/** How far the scheduler has come. */
export async function loadProgress(db: Database): Promise<Progress> {
  const rows = await db
    .select()
    .from(state)
    .where(inArray(state.key, Object.values(KEYS)));
  const time = (name: Name): number =>
    Number(rows.find(({ key }) => key === KEYS[name])?.value ?? 0);
  return { marked: time("marked"), done: time("done"), ran: time("ran") };
}

/** Notes how far the scheduler has come. */
export async function noteProgress(db: Database, progress: Partial<Progress>): Promise<void> {
  const statements = Object.entries(progress).map(([name, time]) => {
    const value = String(time);
    return db
      .insert(state)
      .values({ key: KEYS[name as Name], value })
      .onConflictDoUpdate({ target: state.key, set: { value } });
  });
  await runBatch(db, statements);
}

/**
 * Brings articles whose time has come since a moment into the lists, and has the pages made again that name them.
 *
 * @param due those of them whose neighbours are to name them
 */
export async function showDue(
  db: Database,
  due: readonly string[],
  since: number,
  now: number,
): Promise<void> {
  await db.batch([
    touchArticles(db, sql`${live(now)} AND ${articles.liveFrom} > ${since}`),
    markPagesNaming(db, due, now),
    // A publish that runs meanwhile may have made some of these pages without them.
    countChange(db),
  ]);
}

/**
 * Articles that have become live after `since`, at most 1,000. Those without a time of their own never do: they are
 * live from 0 on, and their publish has brought them into the lists.
 */
export async function becameLive(db: Database, since: number, now: number): Promise<string[]> {
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(and(live(now), gt(articles.liveFrom, since)))
    .limit(1000);
  return rows.map((row) => row.slug);
}
