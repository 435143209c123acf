import { spawn } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "../support/site.ts";

/** How a command ended, and what it wrote where. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

const { NO_COLOR: _no, FORCE_COLOR: _force, ...plainEnv } = process.env;

/** Runs `hustings ARGS` in a folder with its output piped, without colours being asked for or refused, unless `env` does. */
export async function run(
  folder: string,
  args: readonly string[],
  options: { env?: Record<string, string>; hangUp?: boolean } = {},
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
