import { createServer, type Server } from "node:http";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ContentError } from "../../../src/cli/output/errors.ts";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { sha256Hex } from "../../../src/core/digest.ts";
import { listen } from "../../support/listen.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { makeFolder } from "../content/content-support.ts";
import { GIF } from "./publish-content.ts";

/** What stands in for the site: it has nothing but the pictures that the test says. */
let site: Server;
let to: string;
let images: Record<string, string>;
let requests: { line: string; body: Buffer }[];
let printed: string[];

beforeAll(async () => {
  site = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const line = `${request.method} ${request.url}`;
      requests.push({ line, body: Buffer.concat(parts) });
      const manifest = { site: null, articles: {}, polls: {}, images };
      const step = { done: true, remaining: 0, written: 0, deleted: 0 };
      response.writeHead(line.includes("results.json") ? 404 : 200);
      response.end(JSON.stringify(line === "GET /api/manifest" ? manifest : step));
    });
  });
  to = await listen(site);
});

afterAll(() => site.close());

beforeEach(() => {
  [images, requests, printed] = [{}, [], []];
});

async function publish(files: Record<string, Uint8Array>) {
  const content = await writeContent(await makeFolder(), { ...SMALL, ...files });
  return publishContent({ content, to, token: "token", print: (line) => printed.push(line) });
}

function dot(color: string): Promise<Buffer> {
  const create = { width: 64, height: 64, channels: 3, background: color } as const;
  return sharp({ create }).png().toBuffer();
}

test("sends the files of a picture before it says what its name stands for", async () => {
  await publish({ "images/dot.gif": GIF });
  const at = requests.findIndex(({ line }) => line === "PUT /api/images/dot.gif");
  const { digest, variants } = JSON.parse(String(requests[at]?.body)) as {
    digest: string;
    variants: { digest: string }[];
  };
  const sent = requests.slice(0, at).filter(({ line }) => line === "POST /api/files");
  expect(sent.map(({ body }) => sha256Hex(new Uint8Array(body)))).toEqual(
    variants.map((variant) => variant.digest),
  );
  expect(variants.map((variant) => variant.digest)).not.toContain(digest);
  images = { "images/dot.gif": digest };
  requests = [];
  await publish({ "images/dot.gif": GIF });
  expect(requests.map(({ line }) => line)).not.toContain("PUT /api/images/dot.gif");
  expect(printed).toContain("Images: 0 added, 0 changed, 1 unchanged, 0 removed");
});

test("sends nothing where pictures are damaged, and names their files", async () => {
  const [torn, whole] = [await dot("#048"), await dot("#049")];
  const damaged = publish({
    "images/b.png": torn.subarray(0, torn.length - 40),
    "images/a.png": torn.subarray(0, torn.length - 41),
    "images/whole.png": whole,
  });
  await expect(damaged).rejects.toThrow(ContentError);
  await expect(damaged).rejects.toThrow(
    /^[^\n]*images\/a\.png:1: cannot be read to its end[^\n]*\n[^\n]*images\/b\.png:1: cannot [^\n]*$/,
  );
  expect(requests.map(({ line }) => line)).toEqual(["GET /api/manifest"]);
});

test("says how far it is with many pictures", async () => {
  const names = Array.from({ length: 21 }, (_, i) => `#0000${(i + 16).toString(16)}`);
  const files = await Promise.all(
    names.map(async (color, i) => [`images/${i}.png`, await dot(color)] as const),
  );
  await publish(Object.fromEntries(files));
  expect(printed).toContain("Pictures: 20 of 21 made");
});
