#!/usr/bin/env node
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runChild } from "./child.mjs";
import { ensureInstalled, fail, NODE, ROOT } from "./ensure.mjs";

// wrangler may need a newer Node to deploy than the machine has: the project's own comes with the tools.
await ensureInstalled(process.argv[2] === "deploy" ? "all" : "serve");
// The command line is TypeScript. The project's own Node runs it directly; the machine's may need a loader.
const node = existsSync(NODE) ? NODE : process.execPath;
const isTaught = node === NODE || process.features.typescript === "strip";
const hooks = pathToFileURL(join(ROOT, "bin", "typescript.mjs")).href;
const flags = isTaught ? [] : ["--enable-source-maps", `--import=${hooks}`];
try {
  const main = join(ROOT, "src", "cli", "main.ts");
  process.exitCode = await runChild(node, [...flags, main, ...process.argv.slice(2)], {});
} catch (error) {
  fail(`can't run ${node}: ${error.message}`);
}
