import { sql } from "drizzle-orm";
import type { ImageVariant } from "../../core/content/picture.ts";
import { jsonDigest } from "../../core/digest.ts";
import { countChange, runBatch } from "./content.ts";
import type { Database } from "../database.ts";
import { markArticlesWith, valuesOf } from "../pages/article-pages.ts";
import { images } from "../schema.ts";

/** A published picture. */
interface ImageRecord {
  name: string;
  /** Identifies the picture: the digest of its only file, or the digest sent with its files. */
  digest: string;
  type: string;
  width: number;
  height: number;
  /** Its files. Empty: its only file is stored under its digest. */
  variants: ImageVariant[];
}

/**
 * Stores what a picture's name refers to and marks the pages that show it, in one transaction. A picture that the site
 * claims to have is therefore never permanently missing from a page. Storing the same again changes nothing.
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

/** Removes pictures from the publication, by name. */
export async function removeImages(db: Database, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await runBatch(db, [
    db.delete(images).where(sql`${images.name} IN (${valuesOf(names)})`),
    markArticlesWith(db, names),
    countChange(db),
  ]);
}

/** Loads pictures by name. */
export async function loadImages(db: Database, names: readonly string[]): Promise<ImageRecord[]> {
  if (names.length === 0) return [];
  return db
    .select()
    .from(images)
    .where(sql`${images.name} IN (${valuesOf(names)})`);
}
