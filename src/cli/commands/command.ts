import type { Output } from "../output/terminal.ts";

/** An option of a command. */
interface OptionSpec {
  type: "string" | "boolean";
  /** The name of its value in the help: `DIR`. */
  value?: string;
  help: string;
}

/** Options by name. */
export type Options = Record<string, OptionSpec>;

/** A positional argument. */
export interface Positional {
  name: string;
  help: string;
  /** The message when it is missing or given more than once, in place of its name. */
  ask?: string;
}

/** The values given for options: text, or `true`. */
export type Values<O extends Options> = {
  [K in keyof O]?: (O[K]["type"] extends "boolean" ? boolean : string) | undefined;
};

/** A command. Parsing and help are derived from it. */
export interface Command<O extends Options = Options> {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Further explanation. */
  about?: string;
  /** Positional arguments, all required. */
  positionals?: Positional[];
  options: O;
  /** Required options, for the usage line. */
  needs?: (keyof O & string)[];
  /** Meanings of exit codes besides 0 and 2. */
  exits?: Record<number, string>;
  examples: string[];
  /** The document that `--json` prints; omitted if the command has no such option. */
  json?: string;
  /** @returns the answer, for `--json` */
  run(given: { values: Values<O>; words: string[] }, output: Output): Promise<unknown>;
}

/** Declares a command, with its own options type-checked. */
export function command<const O extends Options>(declared: Command<O>): Command {
  return declared as unknown as Command;
}

/** Options of every command. */
const EVERYWHERE = {
  json: { type: "boolean", help: "answer with one JSON document; progress goes to stderr" },
  "no-color": { type: "boolean", help: "no colours, in a terminal too" },
  help: { type: "boolean", help: "this text" },
} as const satisfies Options;

/** All options that a command accepts. */
export function optionsOf({ options, json }: Command): Options {
  const { json: asJson, ...rest } = EVERYWHERE;
  return { ...options, ...(json === undefined ? {} : { json: asJson }), ...rest };
}
