import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Builds the Worker once, for all the sites that the tests of a kind start. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-worker-"));
  await promisify(execFile)(process.execPath, ["bin/build.mjs", "--outdir", folder]);
  process.env["HUSTINGS_WORKER"] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
