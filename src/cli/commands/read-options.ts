import { parseArgs } from "node:util";
import { didYouMean } from "../../core/text/did-you-mean.ts";
import { type Command, optionsOf, type Values, type Options } from "./command.ts";
import { CliError } from "../output/errors.ts";

/**
 * Parses the arguments after a command's name.
 *
 * @throws CliError with exit code 2 and one sentence, if the usage is wrong
 */
export function readOptions(
  command: Command,
  args: readonly string[],
): { values: Values<Options>; words: string[] } {
  const known = optionsOf(command);
  const types = Object.entries(known).map(([name, { type }]) => [name, { type }] as const);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const spec = Object.hasOwn(known, name) && rawName.startsWith("--") ? known[name] : undefined;
    if (!spec) throw wrong(command, unknownOption(command, rawName, Object.keys(known)));
    if (spec.type === "boolean") {
      if (value !== undefined) throw wrong(command, `${rawName} takes no value`);
      values[name] = true;
      continue;
    }
    const what = spec.value ?? "VALUE";
    if (value === undefined) throw wrong(command, `${rawName} takes a value: ${rawName} ${what}`);
    if (value.startsWith("-") && value.length > 1 && !token.inlineValue) {
      const instead = `${rawName}=${value}`;
      throw wrong(command, `${rawName} takes a value, not “${value}”. If it is one: ${instead}`);
    }
    values[name] = value;
  }
  requireWords(command, words);
  return { values: values as Values<Options>, words };
}

function unknownOption(command: Command, name: string, known: string[]): string {
  const near = didYouMean(
    name,
    known.map((option) => `--${option}`),
  );
  return `${command.name} has no option ${name}${near}`;
}

function requireWords(command: Command, words: readonly string[]): void {
  const wanted = command.positionals ?? [];
  const missing = wanted[words.length];
  if (missing) {
    throw wrong(command, missing.ask ?? `${missing.name} is missing: ${missing.help}`);
  }
  const more = words[wanted.length];
  if (more === undefined) return;
  const last = wanted.at(-1);
  if (last?.ask !== undefined) throw wrong(command, last.ask);
  const quotes = last ? ". A text with spaces must stand in quotes" : "";
  throw wrong(command, `“${more}” is one word too many${quotes}`);
}

/** A usage error: what is wrong, and where to read about the command. */
function wrong({ name }: Pick<Command, "name">, message: string): CliError {
  const end = /[.?]$/.test(message) ? "" : ".";
  return new CliError(`${message}${end} See: npx hustings help ${name}`, 2);
}
