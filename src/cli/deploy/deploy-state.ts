import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What this machine knows of the deployed site. */
export interface DeployState {
  url: string;
  /** The publishing token. */
  token: string;
}

/** Reads .hustings/deploy.json; `null` where there is none, or none that can be used. */
export async function readDeployState(repoRoot: string): Promise<DeployState | null> {
  try {
    const state: unknown = JSON.parse(await readFile(fileIn(repoRoot), "utf8"));
    return isDeployState(state) ? { url: state.url, token: state.token } : null;
  } catch {
    return null;
  }
}

/** Writes .hustings/deploy.json, for this user's eyes only. A crash leaves the old one or the new one, whole. */
export async function writeDeployState(repoRoot: string, state: DeployState): Promise<void> {
  const file = fileIn(repoRoot);
  const fresh = `${file}.${process.pid}`;
  await mkdir(join(repoRoot, ".hustings"), { recursive: true });
  await writeFile(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

function fileIn(repoRoot: string): string {
  return join(repoRoot, ".hustings", "deploy.json");
}

function isDeployState(value: unknown): value is DeployState {
  if (typeof value !== "object" || value === null) return false;
  const token: unknown = Reflect.get(value, "token");
  return typeof Reflect.get(value, "url") === "string" && typeof token === "string" && token !== "";
}
