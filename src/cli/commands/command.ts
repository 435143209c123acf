import type { Output } from "../output/terminal.ts";

/** An option of a command. */
interface OptionSpec {
  type: "string" | "boolean";
  /** What its value is called in the help: `DIR`. */
  value?: string;
  help: string;
}

/** Options by name. */
export type Options = Record<string, OptionSpec>;

/** What stands beside options. */
export interface Positional {
  name: string;
  help: string;
  /** What is said where there is none, or more than one, in place of its name. */
  ask?: string;
}

/** What was given for options: text, or `true`. */
export type Values<O extends Options> = {
  [K in keyof O]?: (O[K]["type"] extends "boolean" ? boolean : string) | undefined;
};

/** One command: parsing and help are made from this. */
export interface Command<O extends Options = Options> {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What more there is to say. */
  about?: string;
  /** What stands beside options, each needed. */
  positionals?: Positional[];
  options: O;
  /** Options without which it can't run, for the line that says how it is used. */
  needs?: (keyof O & string)[];
  /** What exit codes mean here beside 0 and 2. */
  exits?: Record<number, string>;
  examples: string[];
  /** The document that `--json` prints; left out where there is no such option. */
  json?: string;
  /** @returns the answer, for `--json` */
  run(given: { values: Values<O>; words: string[] }, output: Output): Promise<unknown>;
}

/** A command, with the types of its own options checked. */
export function command<const O extends Options>(declared: Command<O>): Command {
  return declared as unknown as Command;
}

/** Options of every command. */
const EVERYWHERE = {
  json: { type: "boolean", help: "answer with one JSON document; progress goes to stderr" },
  "no-color": { type: "boolean", help: "no colours, in a terminal too" },
  help: { type: "boolean", help: "this text" },
} as const satisfies Options;

/** All options that a command takes. */
export function optionsOf({ options, json }: Command): Options {
  const { json: asJson, ...rest } = EVERYWHERE;
  return { ...options, ...(json === undefined ? {} : { json: asJson }), ...rest };
}
