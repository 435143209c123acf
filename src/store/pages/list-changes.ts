import { sql } from "drizzle-orm";
import { PER_PAGE } from "../../core/content/paging.ts";
import { runBatch } from "../content/content.ts";
import type { Database } from "../database.ts";
import { articleGroups, listChanges, pages } from "../schema.ts";

/** Changes of one list that are looked at one by one: where there are more, all after them is made again. */
const MOST_SINGLE = 20;

/**
 * Marks the pages of lists that show something else since they were last marked: where an article came or went, those
 * from its place on, or all, where their number has changed; where one changed in its place, the page that it is on.
 *
 * One transaction: a change that comes meanwhile is left for the next. A crash before it leaves all changes, one after it
 * none, and the marks.
 */
export async function markChangedLists(db: Database, now: number): Promise<void> {
  const [found] = await db.all<{ any: number }>(
    sql`SELECT EXISTS (SELECT 1 FROM ${listChanges}) AS any`,
  );
  if (found?.any !== 1) return;
  // As a parameter it would be a number with a fraction, and so would be what is divided by it.
  const perPage = sql.raw(String(PER_PAGE));
  const live = sql`g.kind = c.kind AND g.id = c.id AND g.live_from <= ${now}`;
  const place = sql`PARTITION BY kind, id ORDER BY date DESC, slug`;
  const mark = db.update(pages).set({ inputs: "" }).where(sql`inputs <> '' AND path IN (
    WITH first_moved AS (
      SELECT *, row_number() OVER (${place}) AS nth FROM ${listChanges} WHERE moved
    ), changed AS (
      SELECT *, row_number() OVER (${place}) AS nth
      FROM (SELECT DISTINCT kind, id, date, slug FROM ${listChanges} WHERE NOT moved)
    ), places AS (
      SELECT kind, id, date, slug, 1 AS onward, 1 AS moved FROM first_moved WHERE nth = 1
      UNION ALL SELECT kind, id, date, slug, nth = ${MOST_SINGLE}, 0 FROM changed WHERE nth <= ${MOST_SINGLE}
    ), numbered AS (
      SELECT c.kind, c.id, c.onward, c.moved,
        (SELECT count(*) FROM ${articleGroups} g
          WHERE ${live} AND g.date >= c.date AND (g.date > c.date OR g.slug < c.slug)) / ${perPage} + 1 AS page,
        CASE c.kind WHEN 'all' THEN '' WHEN 'audiences' THEN '/for/' WHEN 'years' THEN '/archive/'
          ELSE '/' || c.kind || '/' END || c.id AS base
      FROM places c
    ), sized AS (
      SELECT c.*, CASE WHEN c.moved AND
          (SELECT max(1, (count(*) + ${perPage} - 1) / ${perPage}) FROM ${articleGroups} g WHERE ${live})
          <> 1 + (SELECT count(*) FROM ${pages} p WHERE p.path > c.base || '/page/' AND p.path < c.base || '/page0')
        THEN 1 ELSE c.page END AS since
      FROM numbered c
    )
    SELECT CASE since WHEN 1 THEN iif(base = '', '/', base) ELSE base || '/page/' || since END FROM sized
    UNION ALL SELECT p.path FROM sized c
      CROSS JOIN ${pages} p ON p.path > c.base || '/page/' AND p.path < c.base || '/page0'
      WHERE c.onward AND CAST(substr(p.path, length(c.base) + 7) AS INTEGER) > c.since)`);
  await runBatch(db, [mark, db.delete(listChanges)]);
}
