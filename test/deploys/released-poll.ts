import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

// node test/deploys/released-poll.ts: keeps the code of polls' objects as it is now, to be run after each release.

const FILE = new URL("released-poll.js.gz", import.meta.url);

/** The code of polls' objects as of the last release. */
export async function releasedPoll(): Promise<string> {
  return gunzipSync(await readFile(FILE)).toString("utf8");
}

/** The code of polls' objects as it is now, with a handler, which a Worker must have. */
async function presentPoll(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        'export { Poll } from "./src/poll/poll.ts"; export default { fetch: () => new Response() };',
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*"],
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(FILE, gzipSync(await presentPoll(), { level: 9 }));
}
