import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, onTestFinished, test } from "vitest";
import {
  imageFiles,
  KEPT,
  type MadeFile,
  UnusableImageError,
} from "../../../src/cli/publishing/image-files.ts";
import { type ImageFile, readImageFile } from "../../../src/cli/content/find-image.ts";
import { makeFolder } from "../content/content-support.ts";

/** Something to look at: a smooth picture, in which no width is like another. */
function drawn(width: number, height: number): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>
    <linearGradient id="g"><stop offset="0" stop-color="#036"/><stop offset="1" stop-color="#fc9"/></linearGradient>
    </defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="30%" cy="40%" r="20%" fill="#b33"/></svg>`;
  return sharp(Buffer.from(svg));
}

async function read(bytes: Uint8Array, name = "a.jpg"): Promise<ImageFile> {
  const folder = await makeFolder();
  await mkdir(join(folder, "images"));
  await writeFile(join(folder, "images", name), bytes);
  const image = await readImageFile(folder, `images/${name}`);
  if (typeof image === "string") throw new Error(image);
  onTestFinished(() => rm(join(KEPT, image.digest), { recursive: true, force: true }));
  return image;
}

const shape = ({ type, width, height }: MadeFile) => `${type} ${width}x${height}`;

test("is made into files of several widths and formats, never wider than it is", async () => {
  const files = await imageFiles(
    await read(await drawn(1000, 500).jpeg({ quality: 95 }).toBuffer()),
  );
  expect(files.map(shape)).toEqual([
    "image/jpeg 1000x500",
    "image/webp 480x240",
    "image/webp 800x400",
    "image/webp 1000x500",
    "image/avif 480x240",
    "image/avif 800x400",
    "image/avif 1000x500",
  ]);
  for (const { bytes, width, type } of files) {
    const found = await sharp(bytes).metadata();
    expect([found.width, `image/${found.format === "heif" ? "avif" : found.format}`]).toEqual([
      width,
      type,
    ]);
  }
});

test("has nothing left in it that the camera wrote, and stands upright", async () => {
  const bytes = await drawn(600, 300)
    .jpeg()
    .withExif({
      IFD0: { Artist: "A. Secret" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "59/1 56/1 0/1" },
    })
    .withMetadata({ orientation: 6 })
    .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'>A. Secret’s diary</x:xmpmeta>")
    .toBuffer();
  expect(bytes.includes("diary")).toBe(true);
  expect(bytes.includes("A. Secret")).toBe(true);
  expect((await sharp(bytes).metadata()).orientation).toBe(6);
  for (const file of await imageFiles(await read(bytes))) {
    const { exif, xmp, iptc, icc, orientation } = await sharp(file.bytes).metadata();
    expect([exif, xmp, iptc, icc, orientation]).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(Buffer.from(file.bytes).includes("A. Secret")).toBe(false);
    expect(file.height).toBeGreaterThan(file.width);
  }
});

test("shows the colours of its profile without it", async () => {
  const create = { width: 8, height: 8, channels: 3, background: "#00ff00" } as const;
  const wide = await sharp({ create }).withIccProfile("p3").png().toBuffer();
  // In the numbers of its profile, this green has red in it.
  const source = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
  expect((await sharp(wide).metadata()).icc).toBeDefined();
  for (const { bytes } of await imageFiles(await read(wide, "wide.png"))) {
    const { icc, space } = await sharp(bytes).metadata();
    expect([icc, space]).toEqual([undefined, "srgb"]);
    const [red = -1, green = -1] = await sharp(bytes).raw().toBuffer();
    expect(Math.abs(green - 255)).toBeLessThan(8);
    expect(red).toBeLessThan(source[0] ?? 0);
  }
});

test("what can be seen through stays so in every file", async () => {
  const create = { width: 8, height: 8, channels: 4, background: "#12345600" } as const;
  for (const format of ["png", "webp", "avif"] as const) {
    const bytes = await sharp({ create }).toFormat(format).toBuffer();
    const files = await imageFiles(await read(bytes, `glass.${format}`));
    for (const file of files) expect((await sharp(file.bytes).metadata()).hasAlpha).toBe(true);
  }
});

test("offers no format that is larger than what every program knows", async () => {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: "#123" } });
  const files = await imageFiles(await read(await dot.gif().toBuffer(), "dot.gif"));
  expect(files[0]?.type).toBe("image/png");
  const sizes = files.map(({ bytes }) => bytes.length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test("a picture that moves goes on moving", async () => {
  const frames = await Promise.all(
    ["#f00", "#0f0"].map((background) =>
      sharp({ create: { width: 4, height: 3, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const files = await imageFiles(await read(gif, "moves.gif"));
  expect(files.map(shape)).toEqual(["image/webp 4x3"]);
  expect((await sharp(files[0]?.bytes).metadata()).pages).toBe(2);
});

test("one that moves is no wider than any other", async () => {
  const create = { width: 1300, height: 2, channels: 3, background: "#00f" } as const;
  const frame = await sharp({ create }).png().toBuffer();
  const other = await sharp(frame).negate().png().toBuffer();
  const moves = sharp([frame, other], { join: { animated: true } });
  const files = await imageFiles(await read(await moves.gif().toBuffer(), "wide.gif"));
  expect(files.map(shape)).toEqual(["image/webp 1200x2"]);
});

test("one that breaks off, or is changed meanwhile, is not published", async () => {
  const bytes = await drawn(200, 100).jpeg().toBuffer();
  const torn = await read(bytes.subarray(0, bytes.length / 2));
  await expect(imageFiles(torn)).rejects.toThrow(UnusableImageError);
  await expect(imageFiles(torn)).rejects.toThrow("cannot be read to its end");
  const image = await read(await drawn(201, 100).jpeg().toBuffer());
  await writeFile(image.path, bytes);
  await expect(imageFiles(image)).rejects.toThrow("was changed while it was published");
});

test("one that comes out too large for a request is not published", async () => {
  const [width, height] = [1200, 2400];
  const noise = randomBytes(width * height * 3);
  const bytes = await sharp(noise, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  await expect(imageFiles(await read(bytes, "noise.png"))).rejects.toThrow("larger than 8 MiB");
});

test("is made once, and again where what was kept is not whole", async () => {
  const bytes = await drawn(100, 50).jpeg().toBuffer();
  const image = await read(bytes);
  const [made] = [await imageFiles(image)];
  expect(await imageFiles(image)).toEqual(made);
  // Kept: what is asked for a second time needs no picture.
  await rm(image.path);
  expect(await imageFiles(image)).toEqual(made);
  await writeFile(join(KEPT, image.digest, made[0]?.digest ?? ""), "torn");
  await expect(imageFiles(image)).rejects.toThrow("ENOENT");
  await writeFile(image.path, bytes);
  expect(await imageFiles(image)).toEqual(made);
});
