import { type Command, optionsOf } from "../commands/command.ts";
import type { Paint } from "./terminal.ts";

/** Related commands under a heading. */
export interface Group {
  title: string;
  commands: readonly Command[];
}

const CODES = [
  ["0", "it is done"],
  ["1", "it failed, or found something wrong"],
  ["2", "it was used wrongly"],
] as const;

/** The help for all commands, one line each. */
export function helpOfAll(groups: readonly Group[], paint: Paint): string {
  const names = groups.flatMap(({ commands }) => commands.map(usageOf));
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lists = groups.map(({ title, commands }) => {
    const lines = commands.map((one) => `  ${usageOf(one).padEnd(width)}${one.summary}`);
    return `${paint("bold", title)}\n${lines.join("\n")}\n`;
  });
  return `${paint("bold", "hustings COMMAND [OPTIONS]")}

${lists.join("\n")}
Options, examples and exit codes of one command: npx hustings help COMMAND
The version: npx hustings --version

Commands that speak to a site take --to URL (else the local site that was started last) and --token T (else
HUSTINGS_TOKEN, else what start or deploy has kept in .hustings/). Behind Cloudflare Access they send the service token
in CLOUDFLARE_ACCESS_CLIENT_ID and CLOUDFLARE_ACCESS_CLIENT_SECRET.
`;
}

/** The help for one command. */
export function helpOf(command: Command, paint: Paint): string {
  const { name, summary, about, positionals = [], examples, exits = {}, json } = command;
  const needs = (command.needs ?? []).map((option) => `--${option} ${valueOf(command, option)}`);
  const words = positionals.map((one) => one.name);
  const usage = ["hustings", name, ...words, ...needs, "[OPTIONS]"].join(" ");
  const part = (title: string, lines: string[]): string =>
    lines.length === 0 ? "" : `\n${paint("bold", title)}\n${lines.join("\n")}\n`;
  const codes = new Map<string, string>(CODES);
  for (const [code, what] of Object.entries(exits)) codes.set(code, what);
  return [
    `${paint("bold", usage)}\n\n${capital(summary)}.\n`,
    about === undefined ? "" : `${about}\n`,
    part("Arguments", table(positionals.map((one) => [one.name, one.help]))),
    part("Options", table(optionRows(command))),
    json === undefined ? "" : part("With --json", [`  ${json}`]),
    part(
      "Examples",
      examples.map((example) => `  ${example}`),
    ),
    part("Exit codes", table([...codes])),
    "\nOther commands: hustings COMMAND [OPTIONS]; npx hustings help lists them.\n",
  ].join("");
}

function optionRows(command: Command): [string, string][] {
  return Object.entries(optionsOf(command)).map(([option, { type, help }]) => {
    const short = option === "help" ? "-h, " : "";
    const value = type === "boolean" ? "" : ` ${valueOf(command, option)}`;
    return [`${short}--${option}${value}`, help];
  });
}

function valueOf({ options }: Command, option: string): string {
  return options[option]?.value ?? "VALUE";
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, what]) => `  ${name.padEnd(width)}${what}`);
}

function usageOf({ name, positionals = [] }: Command): string {
  return [name, ...positionals.map((one) => one.name)].join(" ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
