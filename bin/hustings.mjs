#!/usr/bin/env node
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { ensureInstalled, fail, NODE, ROOT } from "./ensure.mjs";

// The command line is TypeScript, which the project's own Node runs as it is.
await ensureInstalled();
try {
  const main = join(ROOT, "src", "cli", "main.ts");
  process.exitCode = await runChild(NODE, [main, ...process.argv.slice(2)], {});
} catch (error) {
  fail(`can't run ${NODE}: ${error.message}`);
}
