import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { run } from "../../src/cli/run.ts";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The publishing token is stored in this folder: tests don't touch the developer's own site. */
export interface Home {
  folder: string;
  /** Removes the folder. */
  remove(): Promise<void>;
}

/** Makes a folder for the state, token and notes of one test's site. */
export async function makeHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-test-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What a command printed, and how it ended. */
export interface Ran {
  code: number | null;
  out: string;
}

/** Runs `hustings ARGS` to its end, in this process. */
export async function hustings(home: Home, args: readonly string[]): Promise<Ran> {
  let out = "";
  const stream = { write: (text: string) => (out += text) };
  const env = { ...process.env, ...environmentOf(home) };
  const code = await run(args, { stdout: stream, stderr: stream, env, cwd: PROJECT });
  return { code, out };
}

function environmentOf(home: Home): Record<string, string> {
  return { HUSTINGS_HOME: home.folder, NO_COLOR: "1" };
}

/** A site that was started with `hustings start`. */
export interface RunningSite {
  url: string;
  /** Process id, which is also the id of its process group. */
  pid: number;
  /** Everything that it has printed so far. */
  out: () => string;
  /** Sends Ctrl-C. Resolves with the exit code once none of its processes is left. */
  interrupt(): Promise<number | null>;
  /** Sends SIGKILL to all of its processes. */
  kill(): Promise<void>;
}

/** What a site prints when it serves. */
const SERVING = /^ {2}(http:\/\/localhost:\d+)\/$/m;

/**
 * Starts a site on a free port, in a process group of its own.
 *
 * @param until resolves when the site has printed this
 */
export async function startSite(
  home: Home,
  args: readonly string[] = [],
  until = SERVING,
): Promise<RunningSite> {
  const child = launch(home, [
    "start",
    "--port",
    "0",
    "--persist-to",
    join(home.folder, "state"),
    ...args,
  ]);
  const out = collect(child);
  const closed = new Promise<number | null>((done) => child.once("close", done));
  const url = await new Promise<string>((done, fail) => {
    const look = (): void => {
      const found = until.exec(out());
      if (found) done(found[1] ?? "");
    };
    child.stdout?.on("data", look);
    void closed.then((code) => fail(new Error(`the site ended with ${code}:\n${out()}`)));
  });
  const pid = child.pid ?? 0;
  const group = (signal: NodeJS.Signals): void => {
    process.kill(-pid, signal);
  };
  return {
    url,
    pid,
    out,
    async interrupt() {
      group("SIGINT");
      return closed;
    },
    async kill() {
      group("SIGKILL");
      await closed;
    },
  };
}

/** Whether any process of a group is left. */
export function groupIsAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

function launch(home: Home, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(PROJECT, "src/cli/main.ts"), ...args], {
    cwd: PROJECT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environmentOf(home) },
  });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  child.stderr?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return () => text;
}
