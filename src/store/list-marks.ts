import { sql } from "drizzle-orm";
import { PER_PAGE, pagePath } from "../core/paging.ts";
import { live } from "./article-lists.ts";
import type { Database } from "./database.ts";
import { articles } from "./schema.ts";

/**
 * For each page that lists articles and shows nothing else of D1 (the first of the front page and of an audience shows
 * polls, too), a text that is another one when the page would show anything else: which articles, in which states, in
 * which places, and how many there are in all.
 *
 * @returns by path, such as `/tags/trade`
 */
export async function listPageMarks(db: Database, now: number): Promise<Map<string, string>> {
  const entry = sql`date, slug, mark`;
  // As a parameter it would be a number with a fraction, and so would be what is divided by it.
  const perPage = sql.raw(String(PER_PAGE));
  const rows = await db.all<{ list: string; page: number; total: number; marks: string }>(sql`
    WITH seen AS (
      SELECT slug, date, meta, substr(digest, 1, 16) || ':' || updated_at || ':' || revision AS mark
      FROM ${articles} WHERE ${live(now)}
    ), listed AS (
      SELECT '/' AS list, ${entry} FROM seen
      UNION ALL SELECT '/for/' || value, ${entry} FROM seen, json_each(meta, '$.audiences')
      UNION ALL SELECT '/tags/' || value, ${entry} FROM seen, json_each(meta, '$.tags')
      UNION ALL SELECT '/authors/' || value, ${entry} FROM seen, json_each(meta, '$.authors')
      UNION ALL SELECT '/archive/' || strftime('%Y', date / 1000.0, 'unixepoch'), ${entry} FROM seen
    ), placed AS (
      SELECT list, mark, count(*) OVER (PARTITION BY list) AS total,
        row_number() OVER (PARTITION BY list ORDER BY date DESC, slug) - 1 AS n
      FROM listed
    )
    SELECT list, n / ${perPage} + 1 AS page, total, group_concat(n || '=' || mark) AS marks
    FROM placed
    WHERE n >= ${perPage} OR list LIKE '/tags/%' OR list LIKE '/authors/%' OR list LIKE '/archive/%'
    GROUP BY list, page`);
  return new Map(
    rows.map(({ list, page, total, marks }) => [pagePath(list, page), `${total} ${marks}`]),
  );
}
