import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessHeaders } from "../api/access.ts";
import { CliError } from "../output/errors.ts";

/** The project's own folder. */
export const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The folder for what this machine keeps for itself, never committed. HUSTINGS_HOME overrides it, for tests. */
export function homeIn(env: Env): string {
  return env["HUSTINGS_HOME"] ?? join(PROJECT, ".hustings");
}

/** The default port of `npm start`. */
export const DEFAULT_PORT = 8787;

/** The publishing token of this machine's own site, created on first use. */
export async function localToken(home: string): Promise<string> {
  const file = join(home, "token");
  const known = await readText(file);
  if (known !== null && known.length >= 22) return known;
  const token = randomBytes(32).toString("base64url");
  await mkdir(home, { recursive: true });
  // 'wx': if two processes start at the same moment, one writes and the other reads.
  try {
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: known === null ? "wx" : "w" });
    return token;
  } catch (error) {
    const other = await readText(file);
    if (other === null) throw error;
    return other;
  }
}

/** Records where the local site is served, for commands that are given no site. */
export async function noteServer(home: string, url: string): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "server.json"), `${JSON.stringify({ url })}\n`);
}

/** A site's address and its publishing token. */
export interface Target {
  to: string;
  /** Empty: send none, because Cloudflare Access vouches for the sender. */
  token: string;
  /** Who acts, for the site's log. */
  by?: string;
}

/**
 * The site that a command talks to: the one named, otherwise the local one that was started last. Its token, in this
 * order: the one given; HUSTINGS_TOKEN; the one that `deploy` saved for the site; none, if there is a service token of
 * Cloudflare Access to send; the one that `start` saved.
 */
export async function findTarget(
  given: { to?: string | undefined; token?: string | undefined },
  env: Env,
): Promise<Target> {
  const home = homeIn(env);
  const server = (await readJson(join(home, "server.json"))) as { url?: string } | null;
  const to = given.to ?? server?.url ?? `http://localhost:${DEFAULT_PORT}`;
  const token = given.token ?? env["HUSTINGS_TOKEN"];
  if (token !== undefined) {
    // Not quoted in the message: a token is a secret.
    if (/^[\x21-\x7E]+$/.test(token)) return { to, token };
    throw new CliError(
      "The publishing token must be visible ASCII characters without spaces or line breaks.",
    );
  }
  const deployed = (await readJson(join(home, "deploy.json"))) as {
    url?: string;
    token?: string;
  } | null;
  if (deployed?.token !== undefined && sameOrigin(deployed.url, to)) {
    return { to, token: deployed.token };
  }
  if (Object.keys(accessHeaders(to)).length > 0) return { to, token: "" };
  return { to, token: await localToken(home) };
}

function sameOrigin(a: string | undefined, b: string): boolean {
  return (
    a !== undefined && URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin
  );
}

async function readText(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    return null;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readText(file)) ?? "null");
  } catch {
    return null;
  }
}
