import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Bundle, serveWorker } from "../../src/cli/local/serve.ts";
import { runTool } from "../../src/cli/local/tool.ts";
import type { Bench, Row } from "./bench.ts";
import { bundle } from "./sites.ts";

/** The limit for what a Worker loads before its first request. */
const MOST_BYTES = 142 * 1024;
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g;

/** How much code a Worker has to load, and what it does before its first request. */
export const workerBench: Bench = {
  name: "worker",
  shows: "the code that is loaded at the start, and later; the time to start",
  async run() {
    const built = await bundle();
    const first = loadedFirst(built);
    const bytes = (modules: Bundle["modules"]): number =>
      modules.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
    return [
      {
        name: `loaded at the start: ${first.length} modules, gzip`,
        value: kib(bytes(first)),
        unit: "KiB",
        limit: `at most ${kib(MOST_BYTES)} KiB`,
        ok: bytes(first) <= MOST_BYTES,
      },
      {
        name: `all ${built.modules.length} modules, gzip`,
        value: kib(bytes(built.modules)),
        unit: "KiB",
      },
      await startUp(),
      await storesTouched(built),
    ];
  },
};

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** The entry module and its static imports, without what is loaded on demand. */
function loadedFirst({ modules }: Bundle): Bundle["modules"] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const found = new Map<string, Bundle["modules"][number]>();
  const load = (path: string): void => {
    const module = byPath.get(path);
    if (!module || found.has(path)) return;
    found.set(path, module);
    for (const [, next] of module.contents.matchAll(STATIC_IMPORT)) load(next ?? "");
  };
  load(modules[0]?.path ?? "");
  return [...found.values()];
}

/** The output of `wrangler check startup`. */
async function startUp(): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-startup-"));
  try {
    const args = ["check", "startup", "--outfile", join(folder, "startup.cpuprofile")];
    const output = await runTool(
      "node_modules/wrangler/bin/wrangler.js",
      args,
      "measuring the start",
    );
    const active = /Active: ([\d.]+ ms)/.exec(output)?.[1];
    return {
      name: "start, as wrangler check startup has it",
      value: active ?? "not told",
      unit: "of work",
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A Worker that was started but got no requests has opened no database and no object; locally, those are files. */
async function storesTouched(built: Bundle): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-start-"));
  try {
    const server = await serveWorker({ bundle: built, port: 0, persistTo: folder, token: "" });
    await server.stop();
    const files = await readdir(folder, { recursive: true });
    // miniflare keeps a list of its own beside them.
    const databases = files.filter((file) => /(?<!metadata)\.sqlite$/.test(file));
    return {
      name: "databases and objects opened by the start",
      value: databases.length,
      unit: "",
      limit: "0",
      ok: databases.length === 0,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
