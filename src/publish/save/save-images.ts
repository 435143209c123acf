import { bytesToHex } from "@noble/hashes/utils.js";
import { imageSchema, type ImageType, shareImagesSchema } from "../../core/content/picture.ts";
import { saveImage } from "../../store/content/images.ts";
import type { Database } from "../../store/database.ts";
import { writeImage } from "../../store/pages/pages.ts";
import { saveShareImages } from "../../store/content/share-images.ts";
import { parse, type Saved } from "./save.ts";

/** A picture's bytes and their type. */
export interface ImageFile {
  type: ImageType;
  bytes: ArrayBuffer;
}

/** Stores a file of a picture under the digest of its bytes. What refers to the file is sent afterwards. */
export async function saveFile(kv: KVNamespace, { type, bytes }: ImageFile): Promise<string> {
  // By the platform: pictures are too large to hash in JavaScript.
  const digest = bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  await writeImage(kv, digest, bytes, type);
  return digest;
}

/** Stores a picture that is one file: first its bytes in KV, then what its name refers to in D1. */
export async function saveWholeImage(
  db: Database,
  kv: KVNamespace,
  name: string,
  image: ImageFile & { width: number; height: number },
): Promise<string> {
  // In this order: a crash in between leaves bytes that nothing refers to, never a name without bytes.
  const digest = await saveFile(kv, image);
  const { type, width, height } = image;
  await saveImage(db, { name, digest, type, width, height, variants: [] });
  return digest;
}

/**
 * Stores what a picture's name refers to: its files, which were sent before. One row, so that pages have either all the
 * old files or all the new ones. A crash before this line leaves files that nothing refers to, which are sent again.
 */
export async function saveImageFiles(
  db: Database,
  name: string,
  input: unknown,
): Promise<Saved<{ digest: string }>> {
  const parsed = parse(imageSchema, input, name);
  if (!parsed.ok) return parsed;
  const { digest, variants } = parsed.value;
  const [{ type, width, height }] = variants;
  await saveImage(db, { name, digest, type, width, height, variants });
  return { ok: true, value: { digest } };
}

/** Stores the share images of pages. The pages are rendered again. */
export async function saveShareImageContent(
  db: Database,
  input: unknown,
): Promise<Saved<{ saved: number }>> {
  const parsed = parse(shareImagesSchema, input, "share-images");
  if (!parsed.ok) return parsed;
  const { images } = parsed.value;
  await saveShareImages(db, images);
  return { ok: true, value: { saved: images.length } };
}
