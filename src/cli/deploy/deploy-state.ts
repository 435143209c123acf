import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What this machine knows of the deployed site. */
interface DeployState {
  url: string;
  /** The publishing token. */
  token: string;
  /** The Worker's name. */
  name?: string;
}

/**
 * Reads deploy.json; `null` where there is none, or none that can be used.
 *
 * @param home the folder of what this machine keeps for itself (`LOCAL`)
 */
export async function readDeployState(home: string): Promise<DeployState | null> {
  try {
    const state: unknown = JSON.parse(await readFile(fileIn(home), "utf8"));
    return isDeployState(state) ? state : null;
  } catch {
    return null;
  }
}

/** Writes deploy.json, for this user's eyes only. A crash leaves the old one or the new one, whole. */
export async function writeDeployState(home: string, state: DeployState): Promise<void> {
  const file = fileIn(home);
  const fresh = `${file}.${process.pid}`;
  await mkdir(home, { recursive: true });
  await writeFile(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

function fileIn(home: string): string {
  return join(home, "deploy.json");
}

function isDeployState(value: unknown): value is DeployState {
  if (typeof value !== "object" || value === null) return false;
  const token: unknown = Reflect.get(value, "token");
  return typeof Reflect.get(value, "url") === "string" && typeof token === "string" && token !== "";
}
