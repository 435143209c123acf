import { sql } from "drizzle-orm";
import type { ImageVariant } from "../../core/content/picture.ts";
import { jsonDigest } from "../../core/digest.ts";
import { countChange, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { markArticlesWith, valuesOf } from "../pages/article-pages.ts";
import { images } from "../schema.ts";

/** A published picture. */
export interface ImageRecord {
  name: string;
  /** What it is known by: the digest of its only file, or what was sent with its files. */
  digest: string;
  type: string;
  width: number;
  height: number;
  /** Its files; none: the one under its digest. */
  variants: ImageVariant[];
}

/**
 * Stores what a picture's name now stands for, and marks the pages that show it, in one transaction: a picture that the
 * site says it has is never missing from a page for good. The same once more is no change.
 */
export async function saveImage(db: Database, image: ImageRecord): Promise<void> {
  const [known] = await loadImages(db, [image.name]);
  if (known && jsonDigest(known) === jsonDigest(image)) return;
  await runBatch(db, [
    db.insert(images).values(image).onConflictDoUpdate({ target: images.name, set: image }),
    markArticlesWith(db, [image.name]),
    countChange(db),
  ]);
}

/** Takes pictures' names out of the publication. */
export async function removeImages(db: Database, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await runBatch(db, [
    db.delete(images).where(sql`${images.name} IN (${valuesOf(names)})`),
    markArticlesWith(db, names),
    countChange(db),
  ]);
}

/** Some pictures by name. */
export async function loadImages(db: Database, names: readonly string[]): Promise<ImageRecord[]> {
  if (names.length === 0) return [];
  return db
    .select()
    .from(images)
    .where(sql`${images.name} IN (${valuesOf(names)})`);
}
