import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { didYouMean } from "../core/text/did-you-mean.ts";
import type { Command } from "./commands/command.ts";
import { GROUPS } from "./commands/groups.ts";
import { CliError, ContentError, FoundError, UnreachableError } from "./output/errors.ts";
import { helpOf, helpOfAll } from "./output/help.ts";
import { PROJECT } from "./local/local.ts";
import { readOptions } from "./commands/read-options.ts";
import { messageOf } from "./content/source.ts";
import {
  outputTo,
  paintFor,
  type Surroundings,
  takesColour,
  writeLine,
} from "./output/terminal.ts";

/**
 * Runs the command line in this process, as `hustings ARGS` does.
 *
 * @param args the words after `hustings`
 * @returns the exit code: 0, 1 or 2. Never throws: errors are reported on stderr
 * @example await run(["check", "--json"], { stdout, stderr, env: {}, cwd: "/tmp" })
 */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
  const json = args.includes("--json");
  const noColour = args.includes("--no-color");
  try {
    await runCommand(args, around, { json, noColour });
    return 0;
  } catch (error) {
    return await fail(error, around, { json, noColour });
  }
}

interface Flags {
  json: boolean;
  noColour: boolean;
}

async function runCommand(
  args: readonly string[],
  around: Surroundings,
  flags: Flags,
): Promise<void> {
  const { stdout } = around;
  const output = outputTo(around, flags);
  const [name, ...rest] = args.filter((word, index) => index > 0 || word !== "--no-color");
  const end = rest.indexOf("--");
  const asked = (end < 0 ? rest : rest.slice(0, end)).some((word) => isHelp(word));
  if (name === "--version" || name === "-v") {
    stdout.write(`hustings ${await version()}\n`);
    return;
  }
  const about =
    name === "help" ? rest.find((word) => !word.startsWith("-")) : asked ? name : undefined;
  if (name === undefined || isHelp(name) || (name === "help" && about === undefined)) {
    stdout.write(helpOfAll(GROUPS, output.paint));
    return;
  }
  if (about !== undefined) {
    stdout.write(helpOf(find(about), output.paint));
    return;
  }
  const command = find(name);
  const answer = await command.run(readOptions(command, rest), output);
  if (output.json) writeLine(stdout, JSON.stringify(answer ?? null, null, 2));
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function find(name: string): Command {
  const commands = GROUPS.flatMap((group) => group.commands);
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const near = didYouMean(name, [...commands.map((command) => command.name), "help"]);
  const end = near === "" ? "." : "";
  throw new CliError(`There is no command “${name}”${near}${end} See: npx hustings --help`, 2);
}

async function version(): Promise<string> {
  const text = await readFile(`${PROJECT}package.json`, "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Reports an error, and returns the exit code. */
async function fail(error: unknown, around: Surroundings, flags: Flags): Promise<number> {
  const { stdout, stderr, env, cwd } = around;
  const known = error instanceof CliError;
  if (!known) writeLine(stderr, inspect(error));
  const code = known ? error.exitCode : 1;
  const message = known ? error.message : messageOf(error);
  if (flags.json) {
    writeLine(stdout, JSON.stringify(documentOf(error, message), null, 2));
    return code;
  }
  const paint = paintFor(takesColour(stderr, env, flags.noColour));
  if (error instanceof ContentError && stderr.isTTY) {
    const { showProblems } = await import("./output/show-problems.ts");
    const lines = showProblems(error.problems, { folder: error.folder, cwd, paint });
    for (const line of [...lines, `${paint("red", "hustings:")} ${summaryOf(error)}`]) {
      writeLine(stderr, line);
    }
  } else writeLine(stderr, `${paint("red", "hustings:")} ${message}`);
  return code;
}

/** The document that `--json` prints for an error. */
function documentOf(error: unknown, message: string): unknown {
  if (error instanceof FoundError) return error.answer;
  if (error instanceof ContentError) {
    return { error: { reason: "content", message: summaryOf(error), problems: error.problems } };
  }
  const problems = error instanceof Error && "problems" in error ? error.problems : [];
  return { error: { reason: reasonOf(error), message, problems } };
}

function summaryOf({ problems, folder }: ContentError): string {
  return `${problems.length === 1 ? "1 problem" : `${problems.length} problems`} in ${folder}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreachableError) return "unreachable";
  if (error instanceof CliError && error.exitCode === 2) return "usage";
  return "failed";
}
