import { stripVTControlCharacters } from "node:util";
import { CliError } from "../output/errors.ts";
import type { PublishOptions } from "../publishing/publish.ts";
import type { RunWrangler, WranglerResult } from "./wrangler.ts";

/** External dependencies of a deploy. Tests replace them. */
export interface DeployDeps {
  repoRoot: string;
  /** Where the site's address and its token are kept. */
  home: string;
  runWrangler: RunWrangler;
  fetch: typeof fetch;
  /** Throws if the content folder has problems. */
  checkContent: (content: string) => Promise<void>;
  publishContent: (options: PublishOptions) => Promise<unknown>;
  print: (line: string) => void;
  /** A publishing token that the user keeps elsewhere, as a CI system does. */
  token: string | undefined;
  /** Whether whoever set this environment up has chosen the site, as with Cloudflare's own builds. */
  isChosen: boolean;
  /** Whether wrangler may prompt: to log in, to choose an account, to name its workers.dev subdomain. */
  mayAsk: boolean;
  /** How long to wait for a new secret to go live, and how often to look. */
  patienceMs: number;
  pauseMs: number;
}

/** One run of a deploy: its dependencies and its task. */
export type Deploy = DeployDeps & {
  content: string;
  to: string | undefined;
  /** The Worker's name. */
  name: string;
  again: string;
};

/** Wrangler's own output comes first: it names the cause. */
export function failed(what: string, { code, output }: WranglerResult, way: string): CliError {
  const said = stripVTControlCharacters(output).trim().split("\n");
  const first = said.findIndex((line) => line.includes("[ERROR]"));
  const end = (first === -1 ? said.slice(-20) : said.slice(first, first + 20)).join("\n").trim();
  const why = end === "" ? "Wrangler says why above." : `wrangler says:\n${end}\n`;
  return new CliError(`${why}\n${what} (exit code ${code}).\nTo go on: ${way}`);
}

export function wayOn({ output }: WranglerResult, again: string): string {
  if (/CLOUDFLARE_API_TOKEN|not logged in|wrangler login/i.test(output)) {
    return `npx wrangler login (or set CLOUDFLARE_API_TOKEN), then: ${again}`;
  }
  if (output.includes("/workers/onboarding")) {
    return `register the account's workers.dev subdomain at the address above, then: ${again}`;
  }
  return again;
}
