import * as v from "valibot";
import { escapeHtml } from "../text/escape.ts";

/** A published picture in one width and format. */
export interface ImageVariant {
  /** SHA-256 of its bytes, in hex: its key in KV. */
  digest: string;
  /** Media type, such as `image/avif`. */
  type: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** A published picture that a page shows. */
export interface Picture {
  /** The fallback for clients that take a single address. */
  url: string;
  /** Pixels. */
  width: number;
  height: number;
  /** The same picture in newer formats, the best format first. */
  sources?: { type: string; files: { url: string; width: number }[] }[];
}

/** Media types of pictures, with their file extensions. */
export const IMAGE_TYPES = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/gif": "gif",
} as const;

/** The media type of a picture. */
export type ImageType = keyof typeof IMAGE_TYPES;

/** Formats that not every client supports, the best first. */
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

const imageVariantSchema = v.strictObject({
  digest,
  type: imageType,
  width: pixels,
  height: pixels,
});

/** The size of share images in pixels, as recommended for Open Graph. */
export const SHARE_IMAGE_SIZE = { width: 1200, height: 630 } as const;

/** Share images per request. */
export const MAX_SHARE_IMAGES = 100;

/** A request that assigns share images to pages. The files were uploaded before. */
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
        /** Digest of the contents that the picture was drawn from. */
        source: digest,
      }),
      "must be a list",
    ),
    v.maxLength(MAX_SHARE_IMAGES, `must have at most ${MAX_SHARE_IMAGES} entries`),
  ),
});

/** The picture that social networks show for a page. */
export type ShareImage = v.InferOutput<typeof shareImagesSchema>["images"][number];

/** A picture of the content folder and the files made from it. The files were uploaded before. */
export const imageSchema = v.strictObject({
  /** Digest of the picture in the content folder and of the way the files are made. */
  digest,
  /** The first is the fallback for clients that take a single address. */
  variants: v.pipe(
    v.tupleWithRest(
      [imageVariantSchema],
      imageVariantSchema,
      "must be a list of at least one file",
    ),
    v.maxLength(40, "must have at most 40 files"),
  ),
});

/** The path of one file of a picture. Its last part gives saved copies a readable name. */
export function imagePath(name: string, { digest: of, type }: ImageVariant): string {
  const base = name.slice(name.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return `/images/${of}/${base}.${IMAGE_TYPES[type as ImageType]}`;
}

/** A published picture as pages show it, or `null` without variants. @param variants as in {@link imageSchema} */
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

interface PictureAttributes {
  alt: string;
  /** The `sizes` attribute: how wide the picture is shown. */
  sizes: string;
  /** Whether it is above the fold. Other pictures load lazily. */
  first?: boolean;
}

/** A picture as HTML, with its dimensions, so that the layout does not shift when it loads. */
export function pictureHtml(
  picture: Picture,
  { alt, sizes, first = false }: PictureAttributes,
): string {
  const sources = (picture.sources ?? []).map(({ type, files }) => {
    const set = files.map(({ url, width }) => `${url} ${width}w`).join(", ");
    return `<source type="${type}" srcset="${escapeHtml(set)}" sizes="${escapeHtml(sizes)}">`;
  });
  const when = first ? ' fetchpriority="high"' : ' loading="lazy"';
  const img = `<img src="${escapeHtml(picture.url)}" alt="${escapeHtml(alt)}" width="${picture.width}" height="${picture.height}"${when} decoding="async">`;
  return sources.length > 0 ? `<picture>${sources.join("")}${img}</picture>` : img;
}
