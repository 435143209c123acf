import { eq, sql } from "drizzle-orm";
import type { PlainPage, PlainPageMeta } from "../../core/content/plain-page.ts";
import { countChange, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { plainPages, state } from "../schema.ts";

/** The current state of a plain page. */
interface PlainPageRecord {
  slug: string;
  meta: PlainPageMeta;
  body: string;
  digest: string;
  updatedAt: number;
}

/** Prefix of the keys of `state` that note the path of a removed plain page. */
const GONE = "gone:";

/** The key of `state` that exists if a plain page was removed from this path. */
export function goneKey(path: string): string {
  return GONE + path;
}

/** One plain page. */
export async function loadPlainPage(db: Database, slug: string): Promise<PlainPageRecord | null> {
  const [row] = await db.select().from(plainPages).where(eq(plainPages.slug, slug));
  return row ?? null;
}

/** All plain pages, without their texts. */
export async function listPlainPages(
  db: Database,
): Promise<Pick<PlainPageRecord, "slug" | "meta" | "updatedAt">[]> {
  const { slug, meta, updatedAt } = plainPages;
  return db.select({ slug, meta, updatedAt }).from(plainPages).orderBy(slug);
}

/**
 * Stores plain pages in one batch (one transaction of D1). A page already stored with this digest is left unchanged.
 */
export async function savePlainPages(
  db: Database,
  list: readonly { page: PlainPage; digest: string }[],
  now: number,
): Promise<void> {
  const statements = list.flatMap(({ page, digest }) => {
    const row = { digest, meta: page.meta, body: page.body, updatedAt: now };
    return [
      db
        .insert(plainPages)
        .values({ slug: page.slug, ...row })
        .onConflictDoUpdate({
          target: plainPages.slug,
          set: row,
          setWhere: sql`${plainPages.digest} <> ${digest}`,
        }),
      db.delete(state).where(eq(state.key, goneKey(`/${page.slug}`))),
    ];
  });
  const sent = JSON.stringify(list.map(({ page: { slug }, digest }) => ({ slug, digest })));
  const isNews = sql`EXISTS (
    SELECT 1 FROM json_each(${sent}) s WHERE NOT EXISTS (
      SELECT 1 FROM ${plainPages} p WHERE p.slug = s.value ->> 'slug' AND p.digest = s.value ->> 'digest'))`;
  await runBatch(db, [countChange(db, isNews), ...statements]);
}

/** Removes plain pages from the publication, and notes that they existed. */
export async function removePlainPages(
  db: Database,
  slugs: readonly string[],
  now: number,
): Promise<void> {
  if (slugs.length === 0) return;
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(slugs)})`;
  await runBatch(db, [
    db
      .insert(state)
      .select(
        sql`SELECT ${`${GONE}/`} || slug, ${String(now)} FROM ${plainPages} WHERE slug IN (${wanted})`,
      )
      .onConflictDoNothing(),
    db.delete(plainPages).where(sql`${plainPages.slug} IN (${wanted})`),
    countChange(db),
  ]);
}
