import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { V4WorkerOptions } from "miniflare";
import { sha256Hex } from "../../core/digest.ts";
import { keepFile, readKeptFile } from "./kept-files.ts";
import { PROJECT } from "./local.ts";
import { runTool } from "./tool.ts";

/** Kept between starts: entries are named by everything that they are made of. */
const KEPT = join(PROJECT, ".hustings", "worker-options");

/**
 * The Worker's bindings and compatibility date, as wrangler reads them from wrangler.toml. Wrangler is only asked when
 * the file, or wrangler itself, has changed.
 */
export async function workerOptions(): Promise<V4WorkerOptions> {
  const sources = ["wrangler.toml", "node_modules/wrangler/package.json"];
  const texts = await Promise.all(sources.map((name) => readFile(join(PROJECT, name), "utf8")));
  const name = `${sha256Hex(JSON.stringify([PROJECT, ...texts])).slice(0, 32)}.json`;
  const kept = await readKeptFile(KEPT, name);
  if (kept) return JSON.parse(kept.toString()) as V4WorkerOptions;
  const made = await runTool("bin/worker-options.mjs", [], "reading wrangler.toml");
  const options = JSON.parse(made) as V4WorkerOptions;
  await keepFile(KEPT, name, made);
  return options;
}
