import { copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What this machine knows about the deployed site. */
interface DeployState {
  url: string;
  /** The publishing token. */
  token: string;
  /** The Worker's name. */
  name?: string;
}

/**
 * Reads deploy.json; `null` if it is missing or unusable.
 *
 * @param home the folder for what this machine keeps for itself (see `homeIn`)
 */
export async function readDeployState(home: string): Promise<DeployState | null> {
  try {
    const state: unknown = JSON.parse(await readFile(fileIn(home), "utf8"));
    return isDeployState(state) ? state : null;
  } catch {
    return null;
  }
}

/** Writes deploy.json, readable by this user only. A crash leaves the old file or the new one, whole. */
export async function writeDeployState(home: string, state: DeployState): Promise<void> {
  const file = fileIn(home);
  const fresh = `${file}.${process.pid}`;
  await mkdir(home, { recursive: true });
  await writeFile(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

/** Keeps the state of another site next to deploy.json, which is about to be overwritten. @returns the file */
export async function keepDeployState(home: string, state: DeployState): Promise<string> {
  const kept = join(home, `deploy.${state.name ?? "before"}.json`);
  await copyFile(fileIn(home), kept);
  return kept;
}

function fileIn(home: string): string {
  return join(home, "deploy.json");
}

function isDeployState(value: unknown): value is DeployState {
  if (typeof value !== "object" || value === null) return false;
  const token: unknown = Reflect.get(value, "token");
  return typeof Reflect.get(value, "url") === "string" && typeof token === "string" && token !== "";
}
