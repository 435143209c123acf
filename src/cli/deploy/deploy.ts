import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { accessHeaders } from "../api/access.ts";
import { readDeployState, writeDeployState } from "./deploy-state.ts";
import { CliError, ContentError } from "../output/errors.ts";
import { PROJECT } from "../local/local.ts";
import type { PublishOptions } from "../publishing/publish.ts";
import { messageOf } from "../content/source.ts";
import { type RunWrangler, siteAddress, type WranglerResult, wranglerIn } from "./wrangler.ts";

/** The Worker takes no shorter token. */
const MIN_TOKEN_LENGTH = 22;
/** What wrangler notes when the KV namespace that it wants to make is there already. */
const KV_NAME_TAKEN = 10014;

/** What to deploy. */
export interface DeployOptions {
  /** The content folder. */
  content: string;
  /** The site's address, where wrangler can't tell it. */
  to?: string | undefined;
  /** Publish nothing: a backup is to be put back. */
  empty?: boolean;
}

/** What deploying needs from the world. Tests stand in for it. */
export interface DeployDeps {
  repoRoot: string;
  runWrangler: RunWrangler;
  fetch: typeof fetch;
  /** Throws what is wrong with a content folder. */
  checkContent: (content: string) => Promise<void>;
  publishContent: (options: PublishOptions) => Promise<unknown>;
  print: (line: string) => void;
  /** A publishing token that the user keeps elsewhere, as a CI system does. */
  token: string | undefined;
  /** May wrangler ask: to log in, to choose an account, to name its workers.dev subdomain? */
  mayAsk: boolean;
  /** How long a new secret may take to be live, and how often to look. */
  patienceMs: number;
  pauseMs: number;
}

type Deploy = DeployDeps & { content: string; to: string | undefined; again: string };

/**
 * Does all that a Cloudflare account needs for this site, one after the other: the Worker with its KV and D1,
 * the database's tables, the publishing token, the content. Each step finds out what is there already, so a
 * deploy that was cut off, or was made before, is simply made again.
 *
 * @throws CliError with how to go on; nothing after the step that failed is done
 */
export async function deploy(
  { content, to, empty = false }: DeployOptions,
  deps: Partial<DeployDeps> = {},
): Promise<{ url: string }> {
  const known = { ...realDeps(deps.repoRoot ?? PROJECT), ...deps };
  const place = content === join(known.repoRoot, "content") ? "" : ` --content ${quoted(content)}`;
  const address = to === undefined ? "" : ` --to ${quoted(to)}`;
  const options = place + address + (empty ? " --empty" : "");
  const again = options === "" ? "npm run deploy" : `npm run deploy --${options}`;
  const run: Deploy = { ...known, content, to, again };

  // Told now rather than when everything else is done.
  if (!empty) await known.checkContent(content);
  requireLongToken(known.token);

  const url = await deployWorker(run);
  await migrate(run);
  const token = await setToken(run, url);
  if (empty) {
    run.print(`4/4 Content: none. Put a backup back: npx hustings restore DIR --to ${quoted(url)}`);
    return { url };
  }
  await publish(run, url, token, `npm run publish -- --to ${quoted(url)}${place}`);
  return { url };
}

async function deployWorker(run: Deploy): Promise<string> {
  run.print(
    "1/4 Worker: deploying it; Cloudflare makes its KV namespace and its D1 database if they are missing …",
  );
  const result = await run.runWrangler(["deploy"], { ask: run.mayAsk });
  if (result.code !== 0) {
    throw failed("The Worker was not deployed", result, wayOn(result, run.again));
  }
  const targets = result.entries.find(({ type }) => type === "deploy")?.targets;
  const names = Array.isArray(targets) ? targets.filter((name) => typeof name === "string") : [];
  const url = run.to ?? siteAddress(names);
  if (url === null) {
    throw new CliError(
      `The Worker is deployed, but it has no address: neither a workers.dev subdomain nor a domain of its own that wrangler told of.\nTo go on: set workers_dev = true or a route in wrangler.toml, or name the address: ${run.again}${run.again.includes(" -- ") ? "" : " --"} --to URL`,
    );
  }
  run.print(`    deployed: ${url}`);
  return url;
}

/**
 * Brings the database's tables up to date.
 *
 * wrangler.toml has no database_id, and nobody writes one into it: wrangler only does so in a terminal, and
 * gives up where the file has comments. `d1 migrations apply DB` then asks the API for a database named as
 * `database_name` says ("hustings"), which is the name that provisioning gave it; without `database_name`
 * both would use "<worker>-db". Before the first deploy there is no such database, and this fails.
 */
async function migrate(run: Deploy): Promise<void> {
  run.print("2/4 Database: applying migrations …");
  const result = await run.runWrangler(["d1", "migrations", "apply", "DB", "--remote"]);
  if (result.code !== 0) {
    throw failed("The database's migrations were not applied", result, run.again);
  }
  const none = result.output.includes("No migrations to apply");
  run.print(none ? "    nothing new" : "    applied");
}

/** Sees to it that the Worker knows the publishing token, and returns the token when the Worker accepts it. */
async function setToken(run: Deploy, url: string): Promise<string> {
  const state = await readDeployState(run.repoRoot);
  const stored = (state?.token.length ?? 0) < MIN_TOKEN_LENGTH ? undefined : state?.token;
  const known = run.token ?? stored;
  const token = known ?? randomBytes(32).toString("base64url");
  if (known !== undefined && (await askManifest(run, url, token)) === "accepted") {
    await keep(run, url, token);
    run.print("3/4 Publishing token: already set");
    return token;
  }
  run.print("3/4 Publishing token: setting it …");
  // Kept before it is given away: after a crash here the Worker refuses the token that is on disk, and the
  // next deploy gives it the same one. The other way round, the Worker would have a token nobody knows.
  await keep(run, url, token);
  const result = await run.runWrangler(["secret", "put", "PUBLISH_TOKEN"], { stdin: token });
  if (result.code !== 0) {
    const output = result.output.replaceAll(token, "(the token)");
    throw failed("The publishing token was not set", { ...result, output }, run.again);
  }
  await waitUntilAccepted(run, url, token);
  run.print(run.token === undefined ? "    set; kept in .hustings/deploy.json" : "    set");
  return token;
}

/** A token that the user keeps elsewhere is not written to disk. */
async function keep(run: Deploy, url: string, token: string): Promise<void> {
  if (run.token === undefined) await writeDeployState(run.repoRoot, { url, token });
}

/** A new secret takes seconds to reach every machine of Cloudflare's; one that has it may stand beside one that hasn't. */
async function waitUntilAccepted(run: Deploy, url: string, token: string): Promise<void> {
  run.print(`    waiting until ${url} accepts it (up to ${Math.ceil(run.patienceMs / 1000)} s) …`);
  const end = Date.now() + run.patienceMs;
  for (let inARow = 0, answer = ""; inARow < 3;) {
    if (Date.now() > end) {
      throw new CliError(
        `${url} does not accept the publishing token yet (it ${answer}). A new address may need some minutes.\nTo go on: ${run.again}`,
      );
    }
    answer = await askManifest(run, url, token);
    inARow = answer === "accepted" ? inARow + 1 : 0;
    if (inARow < 3) await new Promise((resolve) => setTimeout(resolve, run.pauseMs));
  }
}

/** Does the Worker accept the token? "accepted", or what it did in place of that. */
async function askManifest(run: Deploy, url: string, token: string): Promise<string> {
  try {
    const response = await run.fetch(new URL("/api/manifest", url), {
      headers: { Authorization: `Bearer ${token}`, ...accessHeaders(url) },
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    return response.status === 200 ? "accepted" : `answers ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `does not answer: ${messageOf(cause)}`;
  }
}

async function publish(run: Deploy, url: string, token: string, command: string): Promise<void> {
  const { content, print } = run;
  print(`4/4 Content: publishing ${content} …`);
  try {
    await run.publishContent({ content, to: url, token, print: (line) => print(`    ${line}`) });
  } catch (error) {
    const way = `The Worker, its database and its token are in place. To go on: ${command}`;
    if (error instanceof CliError) throw new CliError(`${error.message}\n${way}`, error.exitCode);
    // A fault of this program: its stack is worth seeing.
    print(way);
    throw error;
  }
  print(`Done: ${url}/`);
}

function requireLongToken(token: string | undefined): void {
  if (token === undefined || token.length >= MIN_TOKEN_LENGTH) return;
  throw new CliError(
    `HUSTINGS_TOKEN is too short: the site takes a token of at least ${MIN_TOKEN_LENGTH} characters. Make one: openssl rand -hex 32`,
  );
}

function failed(what: string, { code, output }: WranglerResult, way: string): CliError {
  const end = stripVTControlCharacters(output).trim().split("\n").slice(-20).join("\n");
  const why = end === "" ? "wrangler says why above" : `wrangler says:\n${end}`;
  return new CliError(`${what} (exit code ${code}); ${why}\nTo go on: ${way}`);
}

function wayOn({ output, entries }: WranglerResult, again: string): string {
  // Wrangler finds an unfinished deploy's D1 database by its name, but not its KV namespace.
  if (entries.some(({ code }) => code === KV_NAME_TAKEN)) {
    return `a deploy that was cut off has left a KV namespace. Find its id: npx wrangler kv namespace list. If no other Worker uses it: npx wrangler kv namespace delete --namespace-id ID, then: ${again}`;
  }
  if (/CLOUDFLARE_API_TOKEN|not logged in|wrangler login/i.test(output)) {
    return `npx wrangler login (or set CLOUDFLARE_API_TOKEN), then: ${again}`;
  }
  if (output.includes("/workers/onboarding")) {
    return `register the account's workers.dev subdomain at the address above, then: ${again}`;
  }
  return again;
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text);
}

function realDeps(repoRoot: string): DeployDeps {
  return {
    repoRoot,
    runWrangler: wranglerIn(repoRoot),
    fetch,
    async checkContent(content) {
      const { readContent } = await import("../content/content.ts");
      const read = await readContent(content);
      if (read.ok) return;
      throw new ContentError(read.problems, content);
    },
    async publishContent(options) {
      const { publishContent } = await import("../publishing/publish.ts");
      await publishContent(options);
    },
    print: (line) => console.log(line),
    token: undefined,
    mayAsk: process.stdin.isTTY && process.stdout.isTTY && !process.env["CI"],
    patienceMs: 60_000,
    pauseMs: 1_000,
  };
}
