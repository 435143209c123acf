import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { sha256Hex } from "../../core/digest.ts";
import type { ImageVariant } from "../../core/content/picture.ts";
import { type ImageFile, imageDigest, MAX_PIXELS } from "../content/find-image.ts";
import { PROJECT } from "../local/local.ts";
import { messageOf } from "../content/source.ts";

/** A file that a picture was made into. */
export interface MadeFile extends ImageVariant {
  bytes: Uint8Array<ArrayBuffer>;
}

/** A picture that no files can be made of: the message says why, for whoever put it there. */
export class UnusableImageError extends Error {}

/** What there is to say of a file. */
export function variantOf({ digest, type, width, height }: MadeFile): ImageVariant {
  return { digest, type, width, height };
}

/** From a small telephone to a wide screen with two pixels to a point. */
const WIDTHS = [480, 800, 1200, 1800];
/** What is shown by programs that know but one file is no wider than this. */
const PLAIN_WIDTH = 1200;
/** What the site takes in one request. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** Named by what is in it: the same for every site that is published from here. */
export const KEPT = join(PROJECT, ".hustings", "pictures");

/**
 * The files of a picture, the one for programs that know but one first: turned upright, in sRGB, without anything that
 * the camera or its owner wrote into it (EXIF, GPS, XMP, IPTC, thumbnails, colour profiles). Never wider than it is.
 * Made once on this machine, and kept.
 *
 * @throws UnusableImageError where there is something wrong with the picture that only shows when it is looked at
 */
export async function imageFiles(image: ImageFile): Promise<MadeFile[]> {
  const folder = join(KEPT, image.digest);
  const known = await readKept(folder);
  if (known) return known;
  const bytes = new Uint8Array(await readFile(image.path));
  if (imageDigest(bytes) !== image.digest) {
    throw new UnusableImageError("was changed while it was published: publish again");
  }
  const made = await makeFiles({ ...image, bytes });
  await keep(folder, made);
  return made;
}

/** A picture with its bytes. */
interface ReadImage extends ImageFile {
  bytes: Uint8Array<ArrayBuffer>;
}

async function makeFiles(image: ReadImage): Promise<MadeFile[]> {
  try {
    // A picture that moves: one file, as every program shows it.
    return image.moves ? [await encodePlain(image, animated)] : await makeStill(image);
  } catch (error) {
    if (error instanceof UnusableImageError) throw error;
    throw new UnusableImageError(`cannot be read to its end (${messageOf(error)})`);
  }
}

async function makeStill(image: ReadImage): Promise<MadeFile[]> {
  const { autoOrient, hasAlpha } = await sharp(image.bytes, LIMITS).metadata();
  const widths = [...new Set(WIDTHS.map((width) => Math.min(width, autoOrient.width)))];
  // JPEG knows nothing that can be seen through.
  const plainest = hasAlpha && image.format === "avif" ? png : PLAIN[image.format];
  const files = [await encodePlain(image, plainest)];
  for (const format of [webp, avif]) {
    const made: MadeFile[] = [];
    for (const width of widths) made.push(await encode(image, width, format));
    if (made.every((file) => isOfUse(file, files))) files.push(...made);
  }
  return files;
}

/** The file for programs that know but one. */
async function encodePlain(image: ReadImage, as: Encode): Promise<MadeFile> {
  const file = await encode(image, PLAIN_WIDTH, as);
  if (file.bytes.length <= MAX_FILE_BYTES) return file;
  const most = `${MAX_FILE_BYTES / 1024 / 1024} MiB`;
  throw new UnusableImageError(`comes out larger than ${most}: make it smaller, or a JPEG`);
}

/** A browser takes the best format that it knows in any width: at none may it be larger than what more browsers know. */
function isOfUse({ type, width, bytes }: MadeFile, known: readonly MadeFile[]): boolean {
  const others = known.filter((other) => other.type !== type && other.width === width);
  return (
    bytes.length <= MAX_FILE_BYTES && others.every((other) => bytes.length < other.bytes.length)
  );
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

async function encode(image: ReadImage, width: number, as: Encode): Promise<MadeFile> {
  const source = sharp(image.bytes, { ...LIMITS, animated: image.moves });
  const upright = image.moves ? source : source.autoOrient();
  const sized = upright.resize({ width, withoutEnlargement: true });
  const { data, info } = await as(sized, image).toBuffer({ resolveWithObject: true });
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

/** A file that {@link keepFile} has kept; `null` where there is none. */
export async function readKeptFile(name: string): Promise<Buffer | null> {
  return readFile(join(KEPT, name)).catch(() => null);
}

/** Keeps one file beside those of pictures, under another name until all of it is there. */
export async function keepFile(name: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(KEPT, { recursive: true });
    const making = join(KEPT, `${name}-${randomUUID()}`);
    await writeFile(making, bytes);
    await rename(making, join(KEPT, name));
  } catch {
    // As below: it is made again another time.
  }
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
