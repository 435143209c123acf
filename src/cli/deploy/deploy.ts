import { join } from "node:path";
import { CliError, ContentError } from "../output/errors.ts";
import { homeIn, PROJECT } from "../local/local.ts";
import { findDatabase, findNamespace, findWorker, KV_TITLE_TAKEN } from "./account.ts";
import { claim } from "./claim.ts";
import {
  readDatabaseName,
  readLocation,
  readName,
  rename,
  requireKnownLocation,
  requireUsableName,
  setLocation,
  withNamespace,
} from "./config-file.ts";
import { type Deploy, type DeployDeps, failed, wayOn } from "./deploy-run.ts";
import { requireLongToken, setToken } from "./publishing-token.ts";
import { siteAddress, type WranglerResult, wranglerIn } from "./wrangler.ts";

/** What to deploy. */
interface DeployOptions {
  /** The content folder. */
  content: string;
  /** The site's address, if wrangler can't tell it. */
  to?: string | undefined;
  /** Publish nothing: a backup will be restored. */
  empty?: boolean;
  /** The Worker's new name, to be written into wrangler.toml. */
  name?: string | undefined;
  /** Where the polls' objects and the database are made, to be written into wrangler.toml. */
  location?: string | undefined;
  /** Deploy over a Worker that this checkout has not deployed. */
  takeOver?: boolean;
}

/** The result of a deploy. */
interface Deployed {
  url: string;
  /** The id of the version that wrangler uploaded; `null` if it did not say. */
  version: string | null;
}

/**
 * Sets up everything that this site needs in a Cloudflare account, step by step: the Worker with its KV and D1, the
 * database's tables, the publishing token, the content. Each step checks what exists already, so a deploy that was
 * interrupted, or has been done before, can simply be run again.
 *
 * @throws CliError with how to continue; no step after the failed one has run
 */
export async function deploy(
  { content, to, empty = false, name: wanted, location, takeOver = false }: DeployOptions,
  deps: Partial<DeployDeps> = {},
): Promise<{ url: string }> {
  const known = { ...realDeps(deps.repoRoot ?? PROJECT), ...deps };
  const place = content === join(known.repoRoot, "content") ? "" : ` --content ${quoted(content)}`;
  const address = to === undefined ? "" : ` --to ${quoted(to)}`;
  const options = place + address + (empty ? " --empty" : "");
  const again = options === "" ? "npm run deploy" : `npm run deploy --${options}`;

  // Reported now rather than after everything else is done.
  if (!empty) await known.checkContent(content);
  requireLongToken(known.token);
  if (wanted !== undefined) requireUsableName(wanted);
  if (location !== undefined) requireKnownLocation(location);
  const name = wanted ?? (await readName(known.repoRoot));
  const run: Deploy = { ...known, content, to, name, again };

  await claim(run, takeOver);
  // After the claim: where it refuses, nothing was done.
  if (wanted !== undefined) await rename(known.repoRoot, wanted, known.print);
  if (location !== undefined) await setLocation(known.repoRoot, location);
  await placeDatabase(run);
  const { url, version } = await deployWorker(run);
  await migrate(run);
  const token = await setToken(run, url, version);
  if (empty) {
    run.print(`4/4 Content: none. Put a backup back: npx hustings restore DIR --to ${quoted(url)}`);
    return { url };
  }
  await publish(run, url, token, `npm run publish -- --to ${quoted(url)}${place}`);
  return { url };
}

/**
 * Makes the database in the location that wrangler.toml names, if there is none yet: `wrangler deploy` would make it
 * near this machine, and it never moves. A deploy finds a database by its name.
 */
async function placeDatabase(run: Deploy): Promise<void> {
  const location = await readLocation(run.repoRoot);
  if (location === null) return;
  const name = (await readDatabaseName(run.repoRoot)) ?? run.name;
  const found = await findDatabase(run.runWrangler, name);
  if (found === "exists") return;
  if (found !== "none") throw failed("Nothing was deployed", found, wayOn(found, run.again));
  run.print(`    making the database in ${location} …`);
  const made = await run.runWrangler(["d1", "create", name, "--location", location]);
  if (made.code !== 0) throw failed("The database was not made", made, wayOn(made, run.again));
}

async function deployWorker(run: Deploy): Promise<Deployed> {
  run.print(
    "1/4 Worker: deploying it; Cloudflare makes its KV namespace and its D1 database if they are missing …",
  );
  let result = await run.runWrangler(["deploy"], { ask: run.mayAsk });
  if (result.entries.some(({ code }) => code === KV_TITLE_TAKEN)) result = await deployAgain(run);
  if (result.code !== 0) {
    throw failed("The Worker was not deployed", result, wayOn(result, run.again));
  }
  const entry = result.entries.find(({ type }) => type === "deploy");
  const targets = entry?.targets;
  const names = Array.isArray(targets) ? targets.filter((name) => typeof name === "string") : [];
  const url = run.to ?? siteAddress(names);
  if (url === null) {
    throw new CliError(
      `The Worker is deployed, but it has no address: neither a workers.dev subdomain nor a domain of its own that wrangler told of.\nTo go on: set workers_dev = true or a route in wrangler.toml, or name the address: ${run.again}${run.again.includes(" -- ") ? "" : " --"} --to URL`,
    );
  }
  run.print(`    deployed: ${url}`);
  return { url, version: typeof entry?.version_id === "string" ? entry.version_id : null };
}

/**
 * Continues when wrangler tried to create a KV namespace and found its title taken. There are two causes: an earlier
 * first deploy that was interrupted after it created the namespace, which this one adopts by its id; and a Worker whose
 * settings Cloudflare failed to report for a moment, which keeps the namespace that it has. The namespace is never
 * deleted: it holds the only copies of the pictures.
 */
async function deployAgain(run: Deploy): Promise<WranglerResult> {
  const { runWrangler, repoRoot } = run;
  const found = await findWorker(runWrangler, run.name);
  if (found === "exists") {
    run.print("    Cloudflare did not say what the Worker has; trying once more …");
    return runWrangler(["deploy"], { ask: false });
  }
  if (found !== "none") return found;
  const id = await findNamespace(runWrangler, `${run.name}-pages`);
  if (typeof id !== "string") return id;
  run.print("    going on with the KV namespace that a deploy before this one has made …");
  return withNamespace(repoRoot, id, (config) =>
    runWrangler(["deploy", "--config", config], { ask: run.mayAsk }),
  );
}

/**
 * Migrates the database.
 *
 * wrangler.toml has no database id, and nobody writes one into it. `d1 migrations apply DB` asks the API for a database
 * named `database_name`, the name that provisioning gave it. Before the first deploy there is none, and this fails.
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

async function publish(run: Deploy, url: string, token: string, command: string): Promise<void> {
  const { content, print } = run;
  print(`4/4 Content: publishing ${content} …`);
  try {
    await run.publishContent({ content, to: url, token, print: (line) => print(`    ${line}`) });
  } catch (error) {
    const way = `The Worker, its database and its token are in place. To go on: ${command}`;
    if (error instanceof CliError) throw new CliError(`${error.message}\n${way}`, error.exitCode);
    // A bug in this program: the stack is worth seeing.
    print(way);
    throw error;
  }
  print(`Done: ${url}/`);
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text);
}

function realDeps(repoRoot: string): DeployDeps {
  return {
    repoRoot,
    home: repoRoot === PROJECT ? homeIn(process.env) : join(repoRoot, ".hustings"),
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
    isChosen: false,
    mayAsk: process.stdin.isTTY && process.stdout.isTTY && !process.env["CI"],
    patienceMs: 60_000,
    pauseMs: 1_000,
  };
}
