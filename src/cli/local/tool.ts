import { spawn } from "node:child_process";
import { join } from "node:path";
import { CliError } from "../output/errors.ts";
import { PROJECT } from "./local.ts";

/**
 * Runs a script of this project without showing its output.
 *
 * @param script its path in the project
 * @param doing what it is run for, for the error message
 * @returns what it printed
 * @throws CliError with the end of its output, if it fails
 */
export async function runTool(
  script: string,
  args: readonly string[],
  doing: string,
): Promise<string> {
  const child = spawn(process.execPath, [join(PROJECT, script), ...args], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true", NO_COLOR: "1" },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  if (code === 0) return output;
  const end = output.trim().split("\n").slice(-15).join("\n");
  throw new CliError(`${script} failed while ${doing}:\n${end}`);
}
