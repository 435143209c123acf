import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { sha256Hex } from "../../core/digest.ts";
import { LEADS_OUT, leadsOut } from "./read-item.ts";

/** A picture of the content folder. */
export interface ImageFile {
  /** Its identity on the site: covers its bytes, and how they are made into files. */
  digest: string;
  /** Its path: pictures are too large to hold all of them in memory. */
  path: string;
  format: ImageFormat;
  /** Whether it has more than one frame. */
  moves: boolean;
}

const FORMATS = ["jpeg", "png", "webp", "avif", "gif"] as const;

/** Formats of a picture. */
type ImageFormat = (typeof FORMATS)[number];

/**
 * Version of how pictures are made into files. Incremented with every change; all pictures are then made and sent
 * again.
 */
const MADE = "2";
const MAX_BYTES = 30 * 1024 * 1024;
/** A small file can be a huge picture. This limits the pixels to decode, four bytes each. */
export const MAX_PIXELS = 60_000_000;

/** Reads a picture. Returns a sentence that says what is wrong if it can't be published. */
export async function readImageFile(folder: string, file: string): Promise<ImageFile | string> {
  if (!/^images\/[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(file)) {
    return "its name may have letters, digits, dots, hyphens and underscores only";
  }
  if (leadsOut(folder, file)) return LEADS_OUT;
  const path = join(folder, file);
  const bytes = new Uint8Array(await readFile(path));
  if (bytes.length > MAX_BYTES) {
    return `is larger than ${MAX_BYTES / 1024 / 1024} MiB: make it smaller`;
  }
  try {
    const {
      format,
      width,
      height,
      pages = 1,
      compression,
    } = await sharp(bytes, {
      limitInputPixels: false,
    }).metadata();
    const known = FORMATS.find((name) => name === (compression === "av1" ? "avif" : format));
    if (!known) return `is not one of ${FORMATS.join(", ")}`;
    if (width * height * pages > MAX_PIXELS) {
      return `has ${width} × ${height} pixels, more than ${MAX_PIXELS / 1_000_000} million: make it smaller`;
    }
    return { digest: imageDigest(bytes), path, format: known, moves: pages > 1 };
  } catch {
    return "is not a picture that can be read";
  }
}

/** The site's digest of a picture with these bytes. */
export function imageDigest(bytes: Uint8Array): string {
  return sha256Hex(`${MADE} ${sha256Hex(bytes)}`);
}
