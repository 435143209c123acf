import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { sha256Hex } from "../core/digest.ts";
import type { ImageVariant } from "../core/picture.ts";
import type { ImageFile } from "./image.ts";
import { MAX_PIXELS } from "./image.ts";
import { PROJECT } from "./local.ts";

/** A file that a picture was made into. */
export interface MadeFile extends ImageVariant {
  bytes: Uint8Array<ArrayBuffer>;
}

/** What there is to say of a file. */
export function variantOf({ digest, type, width, height }: MadeFile): ImageVariant {
  return { digest, type, width, height };
}

/** From a small telephone to a wide screen with two pixels to a point. */
const WIDTHS = [480, 800, 1200, 1800];
/** What is shown by programs that know but one file is no wider than this. */
const PLAIN_WIDTH = 1200;

/** Named by what is in it: the same for every site that is published from here. */
export const KEPT = join(PROJECT, ".hustings", "pictures");

/**
 * The files of a picture, the one for programs that know but one first: turned upright, in sRGB, without anything that
 * the camera or its owner wrote into it (EXIF, GPS, XMP, IPTC, thumbnails, colour profiles). Never wider than it is.
 * Made once on this machine, and kept.
 */
export async function imageFiles(image: ImageFile): Promise<MadeFile[]> {
  const folder = join(KEPT, image.digest);
  const known = await readKept(folder);
  if (known) return known;
  const made = await makeFiles(image);
  await keep(folder, made);
  return made;
}

async function makeFiles(image: ImageFile): Promise<MadeFile[]> {
  // A picture that moves: one file, as every program shows it.
  if (image.moves) return [await encode(image, Number.MAX_SAFE_INTEGER, animated)];
  const { autoOrient } = await sharp(image.bytes, LIMITS).metadata();
  const widths = [...new Set(WIDTHS.map((width) => Math.min(width, autoOrient.width)))];
  const plain = await encode(image, Math.min(PLAIN_WIDTH, autoOrient.width), PLAIN[image.format]);
  const files = [plain];
  let best = plain.bytes.length;
  for (const format of [webp, avif]) {
    const made: MadeFile[] = [];
    for (const width of widths) made.push(await encode(image, width, format));
    const size = made.find(({ width }) => width >= plain.width)?.bytes.length ?? 0;
    // What is no smaller than what more programs know is of no use.
    if (size >= best) continue;
    best = size;
    files.push(...made);
  }
  return files;
}

const LIMITS = { limitInputPixels: MAX_PIXELS, failOn: "error" } as const;

type Encode = (picture: Sharp, image: ImageFile) => Sharp;
const jpeg: Encode = (picture) => picture.jpeg({ quality: 80, mozjpeg: true });
const png: Encode = (picture) => picture.png({ compressionLevel: 9 });
/** What has few colours and hard edges, a diagram, stays sharp. */
const webp: Encode = (picture, { format }) =>
  picture.webp(format === "png" ? { nearLossless: true, quality: 60 } : { quality: 78 });
const avif: Encode = (picture, { format }) =>
  picture.avif({ quality: format === "png" ? 70 : 55, effort: 3 });
const animated: Encode = (picture) => picture.webp({ quality: 75 });

const PLAIN: Record<ImageFile["format"], Encode> = { jpeg, png, gif: png, webp, avif: jpeg };
const TYPES: Record<string, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heif: "image/avif",
};

async function encode(image: ImageFile, width: number, as: Encode): Promise<MadeFile> {
  const source = sharp(image.bytes, { ...LIMITS, animated: image.moves });
  const upright = image.moves
    ? source
    : source.autoOrient().resize({ width, withoutEnlargement: true });
  const { data, info } = await as(upright, image).toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data);
  return {
    bytes,
    digest: sha256Hex(bytes),
    type: TYPES[info.format] ?? "",
    width: info.width,
    // Of one that moves: the frames stand below one another.
    height: info.pageHeight ?? info.height,
  };
}

/** What was kept; `null` where it was not, or not well. */
async function readKept(folder: string): Promise<MadeFile[] | null> {
  try {
    const list = JSON.parse(await readFile(join(folder, "files.json"), "utf8")) as ImageVariant[];
    const files = await Promise.all(
      list.map(async (file) => ({
        ...file,
        bytes: new Uint8Array(await readFile(join(folder, file.digest))),
      })),
    );
    return files.every(({ bytes, digest }) => sha256Hex(bytes) === digest) ? files : null;
  } catch {
    return null;
  }
}

/** Under another name until all of it is there: a crash leaves a folder that nobody looks into. */
async function keep(folder: string, files: readonly MadeFile[]): Promise<void> {
  try {
    await mkdir(KEPT, { recursive: true });
    const making = await mkdtemp(`${folder}-`);
    for (const { digest, bytes } of files) await writeFile(join(making, digest), bytes);
    const list = files.map(variantOf);
    await writeFile(join(making, "files.json"), JSON.stringify(list));
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
  } catch {
    // A disk that is full, or another that kept the same at this moment: they are made again another time.
  }
}
