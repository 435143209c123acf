import { and, desc, eq, sql } from "drizzle-orm";
import type { Redirect } from "../../core/content/redirects.ts";
import { NEVER_REDIRECTED } from "../../core/routes.ts";
import { live } from "./article-lists.ts";
import { REDIRECTS, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { type Period, wasLive } from "./editorial.ts";
import { goneKey } from "./plain-pages.ts";
import { articles, redirects, renames, revisions, state } from "../schema.ts";

/** Where a page has gone that is not at an address, or no longer. */
export type Moved = { to: string; status: 301 | 302 | 308 } | { to: null; status: 410 };

/** Redirects per statement. At their longest they take a megabyte; D1 allows two megabytes. */
const AT_ONCE = 300;

/** Replaces all redirects in one batch (one transaction of D1). */
export async function saveRedirects(
  db: Database,
  list: readonly Redirect[],
  digest: string,
): Promise<void> {
  const inserts = [];
  for (let at = 0; at < list.length; at += AT_ONCE) {
    const rows = JSON.stringify(list.slice(at, at + AT_ONCE));
    inserts.push(
      db
        .insert(redirects)
        .select(
          sql`SELECT value ->> 'from', value ->> 'to', value ->> 'status' FROM json_each(${rows}) WHERE true`,
        ),
    );
  }
  await runBatch(db, [
    db.delete(redirects),
    ...inserts,
    db
      .insert(state)
      .values({ key: REDIRECTS, value: digest })
      .onConflictDoUpdate({ target: state.key, set: { value: digest } }),
  ]);
}

/**
 * Notes renames: articles about to be removed that the same publish has stored under another name, with the same text
 * and as a new article. The article keeps its id in feeds. Notes nothing if there are several such articles, or if the text is short enough to be a
 * coincidence.
 */
export async function noteRenames(
  db: Database,
  removed: readonly string[],
  now: number,
): Promise<void> {
  if (removed.length === 0) return;
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(removed)})`;
  const note = db
    .insert(renames)
    .select(
      sql`SELECT old.slug, max(fresh.slug), ${now} FROM ${articles} AS old JOIN ${articles} AS fresh
        ON fresh.body = old.body AND fresh.slug NOT IN (${wanted})
        WHERE old.slug IN (${wanted}) AND old.removed_at IS NULL AND length(old.body) >= 200
          AND fresh.removed_at IS NULL AND fresh.revision = 1 AND fresh.updated_at > old.updated_at
          AND fresh.updated_at > ${now - 3_600_000}
        GROUP BY old.slug HAVING count(*) = 1`,
    )
    .onConflictDoUpdate({ target: [renames.slug, renames.now], set: { at: now } });
  // Feed readers must not take the article for another one.
  const noted = sql`FROM ${renames} r JOIN articles old ON old.slug = r.slug
    WHERE r.now = articles.slug AND r.at = ${now}`;
  const keepFeedId = db
    .update(articles)
    .set({ feedId: sql`(SELECT old.feed_id ${noted} ORDER BY old.slug LIMIT 1)` })
    .where(
      sql`slug IN (SELECT now FROM ${renames} WHERE at = ${now} AND slug IN (${wanted}))
        AND meta ->> 'feedId' IS NULL AND EXISTS (SELECT 1 ${noted})`,
    );
  await db.batch([note, keepFeedId]);
}

/**
 * Where the content of a path has gone: by redirects.yaml, else by the article or plain page that was there. `null`:
 * nothing was ever there. Its queries are issued at once: in a gathering database, they share one round trip with others.
 */
export async function findMoved(db: Database, path: string, now: number): Promise<Moved | null> {
  if (NEVER_REDIRECTED.includes(path.split("/")[1] ?? "")) return null;
  const slug = /^\/articles\/([a-z0-9-]+)$/.exec(path)?.[1];
  const ofPath = db.select().from(redirects).where(eq(redirects.from, path));
  if (slug === undefined) {
    const [[row], was] = await Promise.all([
      ofPath,
      db
        .select({ key: state.key })
        .from(state)
        .where(eq(state.key, goneKey(path))),
    ]);
    if (row) return byRedirect(row);
    return was.length > 0 ? { to: null, status: 410 } : null;
  }
  const [redirect, renamed, own] = await Promise.all([
    ofPath,
    db
      .select({ slug: renames.now })
      .from(renames)
      .innerJoin(articles, and(eq(articles.slug, renames.now), live(now)))
      .where(eq(renames.slug, slug))
      // Front matter takes precedence, then the latest note.
      .orderBy(sql`${renames.at} IS NOT NULL`, desc(renames.at), renames.now)
      .limit(1),
    db
      .select({
        meta: revisions.meta,
        at: revisions.at,
        removedAt: articles.removedAt,
        liveFrom: articles.liveFrom,
      })
      .from(revisions)
      .innerJoin(articles, eq(articles.slug, revisions.slug))
      .where(eq(revisions.slug, slug))
      .orderBy(revisions.revision),
  ]);
  if (redirect[0]) return byRedirect(redirect[0]);
  if (renamed[0]) return { to: `/articles/${renamed[0].slug}`, status: 301 };
  const [article] = own;
  if (!article) return null;
  // A scheduled article is still to come, not gone.
  if (article.removedAt === null && article.liveFrom !== null) return null;
  const periods = own.map(({ meta, at, removedAt }, i): Period => ({
    meta,
    at,
    until: own[i + 1]?.at ?? removedAt,
  }));
  return wasLive(periods, now) ? { to: null, status: 410 } : null;
}

function byRedirect({ to, status }: { to: string | null; status: number }): Moved {
  if (to === null) return { to: null, status: 410 };
  return { to, status: status === 302 || status === 308 ? status : 301 };
}
