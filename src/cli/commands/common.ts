import { resolve } from "node:path";
import type { Options, Positional } from "./command.ts";
import { CliError } from "../output/errors.ts";
import { type Env, findTarget, PROJECT, type Target } from "../local/local.ts";

/** The content folder. */
export const CONTENT = {
  content: { type: "string", value: "DIR", help: "the content folder (content)" },
} as const satisfies Options;

/** The site, and its token. */
export const SITE = {
  to: { type: "string", value: "URL", help: "the site (the local one that was started last)" },
  token: {
    type: "string",
    value: "T",
    help: "its publishing token (HUSTINGS_TOKEN, or what is kept)",
  },
} as const satisfies Options;

/** Who acts. */
export const BY = {
  by: { type: "string", value: "NAME", help: "who acts, for the site's logs ($USER)" },
} as const satisfies Options;

/** The poll, its site, and who acts. */
export const POLL = {
  poll: { type: "string", value: "P", help: "the poll's id" },
  ...SITE,
  ...BY,
} as const satisfies Options;

/** The article that a command works on. */
export const SLUG: Positional = {
  name: "SLUG",
  help: "which article: the name of its file, without .md",
  ask: "Which article? Name one, by its file's name without .md",
};

interface Given {
  to?: string | undefined;
  token?: string | undefined;
  by?: string | undefined;
}

/** The site that a command talks to, and who acts. */
export async function siteOf(given: Given, env: Env): Promise<Target> {
  const target = await findTarget({ to: readUrl(given.to), token: given.token }, env);
  return { ...target, by: given.by ?? env["USER"] ?? "" };
}

/** The site and the poll that a command works on. */
export async function pollOf(
  given: Given & { poll?: string | undefined },
  env: Env,
): Promise<{ site: Target; poll: string }> {
  if (given.poll === undefined) throw new CliError("Which poll? Name it: --poll P", 2);
  return { site: await siteOf(given, env), poll: given.poll };
}

/** Reads and validates a site's address. */
export function readUrl(value: string | undefined): string | undefined {
  if (value === undefined || /^https?:\/\//.test(URL.canParse(value) ? value : "")) return value;
  throw new CliError(`--to takes an address such as https://www.example.org, not ${value}`, 2);
}

/** A folder that the user names is relative to the user's current folder; the default is the project's own. */
export function contentFolder(value: string | undefined, cwd: string): string {
  return value === undefined ? `${PROJECT}content` : resolve(cwd, value);
}
