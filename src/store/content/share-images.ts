import { eq, sql } from "drizzle-orm";
import type { ShareImage } from "../../core/content/picture.ts";
import { countChange, runBatch, SHOWN_POLL } from "./content.ts";
import type { Database } from "../database.ts";
import { markArticles, valuesOf } from "../pages/article-pages.ts";
import { polls, shareImages } from "../schema.ts";

/** Stores the share images of pages and marks the pages, in one transaction. */
export async function saveShareImages(db: Database, images: readonly ShareImage[]): Promise<void> {
  if (images.length === 0) return;
  const slugs = images.flatMap(({ path }) => /^\/articles\/(.+)$/.exec(path)?.[1] ?? []);
  await runBatch(db, [
    insertShareImages(db, images),
    markArticles(db, valuesOf(slugs)),
    countChange(db),
  ]);
}

function insertShareImages(db: Database, images: readonly ShareImage[]) {
  const rows = sql`
    SELECT value ->> 'path', value ->> 'digest', value ->> 'type', value ->> 'width', value ->> 'height',
      value ->> 'source'
    FROM json_each(${JSON.stringify(images)}) WHERE true`;
  const set = Object.fromEntries(
    ["digest", "type", "width", "height", "source"].map((name) => [
      name,
      sql.raw(`excluded.${name}`),
    ]),
  );
  return db.insert(shareImages).select(rows).onConflictDoUpdate({ target: shareImages.path, set });
}

/** The share image of a poll that readers may find; the publication's own, if none was made. */
export async function loadPollShareImage(db: Database, poll: string): Promise<ShareImage | null> {
  const [row] = await db
    .select()
    .from(shareImages)
    .where(
      sql`path IN (${`/polls/${poll}`}, '/')
        AND EXISTS (SELECT 1 FROM ${polls} WHERE id = ${poll} AND ${SHOWN_POLL})`,
    )
    .orderBy(sql`path = '/'`)
    .limit(1);
  return (row as ShareImage | undefined) ?? null;
}

/** The share image of a page, if one was made. */
export async function loadShareImage(db: Database, path: string): Promise<ShareImage | null> {
  const [row] = await db.select().from(shareImages).where(eq(shareImages.path, path));
  return (row as ShareImage | undefined) ?? null;
}
