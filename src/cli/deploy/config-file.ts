import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../output/errors.ts";

/** The Worker's name in wrangler.toml. The KV namespace is named after it. */
const NAME = /^name\s*=\s*(["'])([^"']*)\1/m;
const DATABASE = /^database_name\s*=\s*(["'])([^"']*)\1/m;
const LOCATION = /^LOCATION\s*=\s*(["'])([^"']*)\1/m;
/** Where Cloudflare places both objects and databases. */
const LOCATIONS = ["wnam", "enam", "weur", "eeur", "apac", "oc"];
/** Names that Cloudflare accepts for a Worker, and workers.dev for a host. */
const USABLE = /^[a-z0-9](?:[a-z0-9-]{0,52}[a-z0-9])?$/;

/** Reads the Worker's name. Throws if wrangler.toml has none. */
export async function readName(root: string): Promise<string> {
  const found = NAME.exec(await readFile(fileIn(root), "utf8"));
  if (!found?.[2]) throw new CliError('wrangler.toml has no name. Add one: name = "my-paper"');
  return found[2];
}

/** Reads the database's name, by which wrangler finds it. */
export async function readDatabaseName(root: string): Promise<string | null> {
  return DATABASE.exec(await readFile(fileIn(root), "utf8"))?.[2] ?? null;
}

/** Refuses a name that Cloudflare would not take. */
export function requireUsableName(name: string): void {
  if (USABLE.test(name)) return;
  throw new CliError(
    `--name takes lower-case letters, digits and hyphens, at most 54 of them, not “${name}”.`,
    2,
  );
}

/** Renames the Worker and its database in wrangler.toml, so that every later deploy from here goes there. */
export async function rename(
  root: string,
  name: string,
  print: (line: string) => void,
): Promise<void> {
  const before = await readName(root);
  if (before === name) return;
  const text = await readFile(fileIn(root), "utf8");
  const renamed = text.replace(NAME, `name = "${name}"`);
  await writeFile(fileIn(root), renamed.replace(DATABASE, `database_name = "${name}"`));
  print(`wrangler.toml: name and database_name are "${name}" now (was "${before}")`);
}

/** Reads the location where the objects and the database are to be made; `null` if none is chosen. */
export async function readLocation(root: string): Promise<string | null> {
  return LOCATION.exec(await readFile(fileIn(root), "utf8"))?.[2] ?? null;
}

/** Refuses a location that Cloudflare does not have. */
export function requireKnownLocation(location: string): void {
  if (LOCATIONS.includes(location)) return;
  throw new CliError(`--location takes one of ${LOCATIONS.join(", ")}, not “${location}”.`, 2);
}

/** Writes the location into wrangler.toml, where the Worker and every later deploy from here read it. */
export async function setLocation(root: string, location: string): Promise<void> {
  const text = await readFile(fileIn(root), "utf8");
  const line = `LOCATION = "${location}"`;
  const vars = /^\[vars\]$/m;
  const changed = LOCATION.test(text)
    ? text.replace(LOCATION, line)
    : vars.test(text)
      ? text.replace(vars, `[vars]\n${line}`)
      : `${text.trimEnd()}\n\n[vars]\n${line}\n`;
  await writeFile(fileIn(root), changed);
}

/** Runs something with a copy of wrangler.toml that names the KV namespace by its id. */
export async function withNamespace<T>(
  root: string,
  id: string,
  work: (config: string) => Promise<T>,
): Promise<T> {
  // Next to the original, because its paths are relative.
  const copy = join(root, ".wrangler.resume.toml");
  const text = await readFile(fileIn(root), "utf8");
  await writeFile(copy, text.replace('binding = "PAGES"', `binding = "PAGES"\nid = "${id}"`));
  try {
    return await work(copy);
  } finally {
    await rm(copy, { force: true });
  }
}

function fileIn(root: string): string {
  return join(root, "wrangler.toml");
}
