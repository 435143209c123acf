import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { sha256Hex } from "../core/digest.ts";

/** A picture of the content folder. */
export interface ImageFile {
  /** By which the site knows it: of its bytes, and of how they are made into files. */
  digest: string;
  bytes: Uint8Array<ArrayBuffer>;
  format: ImageFormat;
  /** Whether it has more than one frame. */
  moves: boolean;
}

const FORMATS = ["jpeg", "png", "webp", "avif", "gif"] as const;

/** What a picture may be. */
export type ImageFormat = (typeof FORMATS)[number];

/** Grows with every change of how pictures are made into files: all of them are made and sent again. */
const MADE = "1";
const MAX_BYTES = 30 * 1024 * 1024;
/** A small file may be a huge picture: what it takes to look at it is this many pixels, four bytes each. */
export const MAX_PIXELS = 60_000_000;

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
    const digest = sha256Hex(`${MADE} ${sha256Hex(bytes)}`);
    return { digest, bytes, format: known, moves: pages > 1 };
  } catch {
    return "is not a picture that can be read";
  }
}
