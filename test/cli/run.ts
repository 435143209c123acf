import { spawn } from "node:child_process";
import { join } from "node:path";
import { run as runHere } from "../../src/cli/run.ts";
import { PROJECT } from "../support/site.ts";

/** How a command ended, and what it wrote where. */
interface Ended {
  code: number | null;
  out: string;
  err: string;
}

interface Options {
  env?: Record<string, string>;
}

const { NO_COLOR: _no, FORCE_COLOR: _force, ...plainEnv } = process.env;

/**
 * Runs `hustings ARGS` in a folder, in this process. Its output goes to no terminal; colours are neither asked for nor
 * refused, unless `env` does.
 */
export async function run(
  folder: string,
  args: readonly string[],
  { env }: Options = {},
): Promise<Ended> {
  let [out, err] = ["", ""];
  const code = await runHere(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { ...plainEnv, HUSTINGS_HOME: folder, ...env },
    cwd: folder,
  });
  return { code, out, err };
}

/** Runs `hustings ARGS` as `run` does, in a process of its own with its output piped: for what only a process has. */
export async function spawnCli(
  folder: string,
  args: readonly string[],
  options: Options & { hangUp?: boolean } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(PROJECT, "src/cli/main.ts"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...plainEnv, HUSTINGS_HOME: folder, ...options.env },
  });
  // What `| head -1` does when it has its line.
  if (options.hangUp === true) child.stdout.destroy();
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, out, err };
}
