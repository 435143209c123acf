import * as v from "valibot";
import { escapeHtml } from "../text/escape.ts";

/** One width and format of a published picture. */
export interface ImageVariant {
  /** Of its bytes, in hex: its name in KV. */
  digest: string;
  /** Media type, such as `image/avif`. */
  type: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** A published picture that a page shows. */
export interface Picture {
  /** For programs that know but one address of a picture. */
  url: string;
  /** Pixels. */
  width: number;
  height: number;
  /** The same in better formats, the best first: addresses by width. */
  sources?: { type: string; files: { url: string; width: number }[] }[];
}

/** Kinds of pictures, and how the names of their files end. */
export const IMAGE_TYPES = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/gif": "gif",
} as const;

/** A kind of picture. */
export type ImageType = keyof typeof IMAGE_TYPES;

/** Formats that not every program can show, the best first. */
const MODERN = ["image/avif", "image/webp"];

const pixels = v.pipe(
  v.number("must be a number of pixels"),
  v.integer("must be a whole number of pixels"),
  v.minValue(1, "must be at least 1"),
  v.maxValue(99_999, "must be at most 99999"),
);
const imageType = v.picklist(
  Object.keys(IMAGE_TYPES) as ImageType[],
  `must be one of ${Object.keys(IMAGE_TYPES).join(", ")}`,
);
const digest = v.pipe(
  v.string("must be text"),
  v.regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
);

/** One width and format, as it is sent. */
export const imageVariantSchema = v.strictObject({
  digest,
  type: imageType,
  width: pixels,
  height: pixels,
});

/** Pixels of a picture for those who share a page, as Open Graph and those who show it ask for. */
export const CARD = { width: 1200, height: 630 } as const;

/** Pictures in one request. */
export const MAX_SHARE_IMAGES = 100;

/** Pictures for those who share pages, as they are sent: the files have been sent before. */
export const shareImagesSchema = v.strictObject({
  images: v.pipe(
    v.array(
      v.strictObject({
        ...imageVariantSchema.entries,
        path: v.pipe(
          v.string("must be text"),
          v.regex(
            /^\/(?:(?:articles|polls)\/[a-z0-9-]+)?$/,
            "must be the path of an article or a poll, or /",
          ),
        ),
        /** Of what the picture shows. */
        source: digest,
      }),
      "must be a list",
    ),
    v.maxLength(MAX_SHARE_IMAGES, `must have at most ${MAX_SHARE_IMAGES} entries`),
  ),
});

/** A picture for those who share a page. */
export type ShareImage = v.InferOutput<typeof shareImagesSchema>["images"][number];

/** What a picture of the content folder has become, as it is sent: the files have been sent before. */
export const imageSchema = v.strictObject({
  /** Of the picture as it is in the content folder, and of how it was made into files. */
  digest,
  /** The first is for programs that know but one. */
  variants: v.pipe(
    v.tupleWithRest(
      [imageVariantSchema],
      imageVariantSchema,
      "must be a list of at least one file",
    ),
    v.maxLength(40, "must have at most 40 files"),
  ),
});

/** The address of one file of a picture. The end of it is for those who keep a copy. */
export function imagePath(name: string, { digest: of, type }: ImageVariant): string {
  const base = name.slice(name.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return `/images/${of}/${base}.${IMAGE_TYPES[type as ImageType]}`;
}

/** A published picture as pages show it. @param variants as {@link imageSchema} has them */
export function pictureOf(name: string, variants: readonly ImageVariant[]): Picture | null {
  const [first, ...more] = variants;
  if (!first) return null;
  const sources = MODERN.flatMap((type) => {
    const files = more
      .filter((variant) => variant.type === type)
      .map((variant) => ({ url: imagePath(name, variant), width: variant.width }));
    return files.length > 0 ? [{ type, files }] : [];
  });
  const { width, height } = first;
  return {
    url: imagePath(name, first),
    width,
    height,
    ...(sources.length > 0 ? { sources } : {}),
  };
}

/** How a picture stands in a page. */
export interface Showing {
  alt: string;
  /** How wide it is shown: the `sizes` of HTML. */
  sizes: string;
  /** Whether readers see it at once. Others are fetched when they come near to it. */
  first?: boolean;
}

/** A picture as HTML. Its width and height are in it, so that nothing moves when it comes. */
export function pictureHtml(picture: Picture, { alt, sizes, first = false }: Showing): string {
  const sources = (picture.sources ?? []).map(({ type, files }) => {
    const set = files.map(({ url, width }) => `${url} ${width}w`).join(", ");
    return `<source type="${type}" srcset="${escapeHtml(set)}" sizes="${escapeHtml(sizes)}">`;
  });
  const when = first ? ' fetchpriority="high"' : ' loading="lazy"';
  const img = `<img src="${escapeHtml(picture.url)}" alt="${escapeHtml(alt)}" width="${picture.width}" height="${picture.height}"${when} decoding="async">`;
  return sources.length > 0 ? `<picture>${sources.join("")}${img}</picture>` : img;
}
