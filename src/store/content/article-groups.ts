import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { articleGroups } from "../schema.ts";

/**
 * The groups of articles as they are stored now: all articles (the id is empty), the year of their date in UTC, and the
 * members of their front matter. None of drafts and removed articles.
 *
 * @param slugs a SELECT of slugs
 */
const groupsOf = (slugs: SQL) => sql`
  SELECT DISTINCT k.key AS kind, g.value AS id, a.date AS date, a.slug AS slug, a.live_from AS live_from
  FROM articles a, json_each(json_object(
    'all', json('[""]'), 'years', json_array(strftime('%Y', a.date / 1000.0, 'unixepoch')),
    'audiences', a.meta -> 'audiences', 'tags', a.meta -> 'tags', 'authors', a.meta -> 'authors'
  )) k, json_each(k.value) g
  WHERE a.slug IN (${slugs}) AND a.removed_at IS NULL AND a.live_from IS NOT NULL AND g.value IS NOT NULL`;

/** Takes articles out of their groups. For a batch, before the statement that changes them. */
export function leaveGroups(db: Database, slugs: SQL) {
  return db
    .delete(articleGroups)
    .where(sql`(kind, id, date, slug) IN (SELECT kind, id, date, slug FROM (${groupsOf(slugs)}))`);
}

/** Puts articles into their groups. For the same batch, after the statement that changes them. */
export function joinGroups(db: Database, slugs: SQL) {
  return db.insert(articleGroups).select(groupsOf(slugs));
}
