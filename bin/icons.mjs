// Draws the icons that browsers and phones ask for by name, from static/icon.svg: static/favicon.ico and
// static/apple-touch-icon.png. Run it after a change of the drawing: node bin/run.mjs node bin/icons.mjs
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const folder = fileURLToPath(new URL("../static/", import.meta.url));
// Without the style for dark mode, which a picture of fixed colours cannot follow.
const drawing = (await readFile(`${folder}icon.svg`, "utf8")).replace(/<style>.*?<\/style>/s, "");
/** Phones round the corners of a square, and show what is transparent as black. */
const square = drawing
  .replace(/<circle[^>]*fill="([^"]*)"[^>]*>/, '<rect width="32" height="32" fill="$1"/>')
  .replace("<path ", '<path transform="translate(4 4) scale(.75)" ');

await writeFile(`${folder}apple-touch-icon.png`, await pngOf(square, 180));
await writeFile(`${folder}favicon.ico`, await icoOf([16, 32, 48]));

function pngOf(svg, size) {
  const density = (72 * size) / 32;
  return sharp(Buffer.from(svg), { density })
    .resize(size, size)
    .png({ palette: true, effort: 10 })
    .toBuffer();
}

/** An icon file with a PNG for each size: a header, an entry of 16 bytes for each, then the pictures. */
async function icoOf(sizes) {
  const pictures = await Promise.all(sizes.map((size) => pngOf(drawing, size)));
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let at = head.length;
  for (const [i, { length }] of pictures.entries()) {
    const entry = 6 + 16 * i;
    head.writeUInt8(sizes[i], entry);
    head.writeUInt8(sizes[i], entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += length;
  }
  return Buffer.concat([head, ...pictures]);
}
