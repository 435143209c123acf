import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { articleGroups } from "../schema.ts";

/**
 * The groups of articles as stored now: all articles (empty id), the year of the article's date as written, and the
 * audiences, tags and authors in its front matter. Drafts and removed articles are in no group.
 *
 * @param slugs a SELECT of slugs
 */
const groupsOf = (slugs: SQL) => sql`
  SELECT DISTINCT k.key AS kind, g.value AS id, a.date AS date, a.slug AS slug, a.live_from AS live_from
  FROM articles a, json_each(json_object(
    'all', json('[""]'), 'years', json_array(substr(a.meta ->> 'date', 1, 4)),
    'audiences', a.meta -> 'audiences', 'tags', a.meta -> 'tags', 'authors', a.meta -> 'authors'
  )) k, json_each(k.value) g
  WHERE a.slug IN (${slugs}) AND a.removed_at IS NULL AND a.live_from IS NOT NULL AND g.value IS NOT NULL`;

/** Removes articles from their groups. Goes into a batch, before the statement that changes the articles. */
export function leaveGroups(db: Database, slugs: SQL) {
  return db
    .delete(articleGroups)
    .where(sql`(kind, id, date, slug) IN (SELECT kind, id, date, slug FROM (${groupsOf(slugs)}))`);
}

/** Adds articles to their groups. Goes into the same batch, after the statement that changes the articles. */
export function joinGroups(db: Database, slugs: SQL) {
  return db.insert(articleGroups).select(groupsOf(slugs));
}
