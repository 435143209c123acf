import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { sha256Hex } from "../../core/digest.ts";
import type { ImageVariant } from "../../core/content/picture.ts";
import { type ImageFile, imageDigest, MAX_PIXELS } from "../content/find-image.ts";
import { PROJECT } from "../local/local.ts";
import { messageOf } from "../content/source.ts";

/** A file made from a picture. */
export interface MadeFile extends ImageVariant {
  bytes: Uint8Array<ArrayBuffer>;
}

/** A picture that can't be made into files. The message gives the reason, for whoever added it. */
export class UnusableImageError extends Error {}

/** The description of a file, without its bytes. */
export function variantOf({ digest, type, width, height }: MadeFile): ImageVariant {
  return { digest, type, width, height };
}

/** From a small phone to a wide screen with two pixels to a point. */
const WIDTHS = [480, 800, 1200, 1800];
/** The maximum width of the plain file, for programs that support only one file. */
const PLAIN_WIDTH = 1200;
/** The site's limit for one request. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** A cache, shared by every site that is published from here: entries are named by their contents. */
export const KEPT = join(PROJECT, ".hustings", "pictures");

/**
 * The files of a picture, with the plain one first, for programs that support only one. They are rotated upright, in
 * sRGB, and stripped of everything that the camera or its owner wrote into the picture (EXIF, GPS, XMP, IPTC,
 * thumbnails, colour profiles). Never wider than the picture. Made once on this machine, then cached.
 *
 * @throws UnusableImageError if the picture has a defect that only shows when it is decoded
 */
export async function imageFiles(image: ImageFile): Promise<MadeFile[]> {
  const folder = join(KEPT, image.digest);
  const known = await readKept(folder);
  if (known) return known;
  const bytes = new Uint8Array(await readFile(image.path));
  if (imageDigest(bytes) !== image.digest) {
    throw new UnusableImageError("was changed while it was published: publish again");
  }
  const files = await made(() => makeFiles({ ...image, bytes }));
  await keep(folder, files);
  return files;
}

/**
 * Why a picture can't be published, if that only shows when it is decoded; `null` if it can. Makes the plain file and
 * forgets it: the other formats take ten times as long, and fail for no other reason.
 */
export async function imageProblem(image: ImageFile): Promise<string | null> {
  if (await readKept(join(KEPT, image.digest))) return null;
  try {
    const bytes = new Uint8Array(await readFile(image.path));
    await made(async () => encodePlain({ ...image, bytes }, await plainestOf({ ...image, bytes })));
    return null;
  } catch (error) {
    if (!(error instanceof UnusableImageError)) throw error;
    return error.message;
  }
}

/** A picture with its bytes. */
interface ReadImage extends ImageFile {
  bytes: Uint8Array<ArrayBuffer>;
}

/** Runs the decoder. What it cannot decode is a defect of the picture. */
async function made<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof UnusableImageError) throw error;
    throw new UnusableImageError(`cannot be read to its end (${messageOf(error)})`);
  }
}

async function plainestOf(image: ReadImage): Promise<Encode> {
  // One file, which every program can show.
  if (image.moves) return animated;
  const { hasAlpha } = await sharp(image.bytes, LIMITS).metadata();
  // JPEG has no transparency.
  return hasAlpha && image.format === "avif" ? png : PLAIN[image.format];
}

async function makeFiles(image: ReadImage): Promise<MadeFile[]> {
  const files = [await encodePlain(image, await plainestOf(image))];
  if (image.moves) return files;
  const { autoOrient } = await sharp(image.bytes, LIMITS).metadata();
  const widths = [...new Set(WIDTHS.map((width) => Math.min(width, autoOrient.width)))];
  for (const format of [webp, avif]) {
    const sized: MadeFile[] = [];
    for (const width of widths) sized.push(await encode(image, width, format));
    if (sized.every((file) => isOfUse(file, files))) files.push(...sized);
  }
  return files;
}

/** Makes the plain file, for programs that support only one. */
async function encodePlain(image: ReadImage, as: Encode): Promise<MadeFile> {
  const file = await encode(image, PLAIN_WIDTH, as);
  if (file.bytes.length <= MAX_FILE_BYTES) return file;
  const most = `${MAX_FILE_BYTES / 1024 / 1024} MiB`;
  throw new UnusableImageError(`comes out larger than ${most}: make it smaller, or a JPEG`);
}

/**
 * Browsers pick the best format that they support, whatever the width. So at each width a file is useful only if it is
 * smaller than those in more widely supported formats.
 */
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
/** Pictures with few colours and hard edges, such as diagrams, stay sharp. */
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
    // Frames of an animated picture are stacked vertically.
    height: info.pageHeight ?? info.height,
  };
}

/** Reads cached files; `null` if there are none, or they are damaged. */
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

/** Written under a temporary name until complete: a crash leaves a folder that nobody reads. */
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
    // The disk is full, or another process cached the same at this moment: they are made again the next time.
  }
}
