import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { imageSize } from "image-size";
import { sha256Hex } from "../core/digest.ts";

/** A picture of the content folder. */
export interface ImageFile {
  digest: string;
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  /** Pixels. */
  width: number;
  height: number;
}

const MAX_BYTES = 4 * 1024 * 1024;
const TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
};

/** Reads a picture; a sentence that says what is wrong with it where it can't be published. */
export async function readImageFile(folder: string, file: string): Promise<ImageFile | string> {
  if (!/^images\/[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(file)) {
    return "its name may have letters, digits, dots, hyphens and underscores only";
  }
  const bytes = new Uint8Array(await readFile(join(folder, file)));
  if (bytes.length > MAX_BYTES) {
    return `is larger than ${MAX_BYTES / 1024 / 1024} MiB: make it smaller`;
  }
  try {
    const { width, height, type } = imageSize(bytes);
    const media = TYPES[type ?? ""];
    if (!media) return `is not one of ${Object.keys(TYPES).join(", ")}`;
    return { digest: sha256Hex(bytes), bytes, type: media, width, height };
  } catch {
    return "is not a picture that can be read";
  }
}
