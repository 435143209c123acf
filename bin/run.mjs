import { delimiter, dirname } from "node:path";
import { runChild } from "./child.mjs";
import { ensureInstalled, fail, NODE, TOOLS } from "./ensure.mjs";

// node bin/run.mjs COMMAND ARGS…: runs a tool of this project on this project's Node.
const WINDOWS = process.platform === "win32";
const [command, ...args] = process.argv.slice(2);
if (command === undefined) fail("Say what to run: node bin/run.mjs COMMAND ARGS…", 2);

await ensureInstalled("all");
try {
  process.exitCode = await runTool();
} catch (error) {
  const missing = error.code === "ENOENT";
  fail(
    missing ? `There is no command “${command}”.` : `can't run ${command}: ${error.message}`,
    missing ? 127 : 126,
  );
}

function runTool() {
  const env = { ...process.env };
  // Windows spells it "Path", and the environment must not have both.
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  // The tools find Node through `#!/usr/bin/env node`: the first in PATH wins.
  const first = WINDOWS ? [dirname(NODE), TOOLS] : [TOOLS];
  env[name] = [...first, env[name]].filter(Boolean).join(delimiter);
  if (!WINDOWS) return runChild(command, args, { env });
  if (command === "node") return runChild(NODE, args, { env });
  // On Windows, npm puts cmd scripts into .bin, which only a shell can run.
  return runChild(quote(command), args.map(quote), { env, shell: true });
}

function quote(text) {
  return /^[\w./:=@\\-]+$/.test(text) ? text : `"${text.replace(/"/g, '""')}"`;
}
