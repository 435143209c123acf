import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../output/errors.ts";

/** How a run of wrangler ended. */
export interface WranglerResult {
  code: number;
  /** What it printed; empty where it spoke to the user itself. */
  output: string;
  /** What it noted for programs (WRANGLER_OUTPUT_FILE_PATH), one entry per line. */
  entries: WranglerEntry[];
}

/**
 * An entry of wrangler's output file. The two that matter here:
 * `{"type":"deploy","version":1,"worker_name":…,"version_id":…,"targets":["https://name.account.workers.dev"],…}`
 * and `{"type":"command-failed","version":1,"code":10014,"message":…}`.
 */
interface WranglerEntry {
  type: string;
  targets?: unknown;
  version_id?: unknown;
  code?: unknown;
}

/** How long a run of wrangler may take: an upload over a slow line takes minutes, a call that hangs would take for ever. */
const LIMIT_MS = 10 * 60_000;

/** Runs wrangler. `stdin` is for what must not be an argument; `ask` lets it ask the user questions. */
export type RunWrangler = (
  args: readonly string[],
  options?: { stdin?: string; ask?: boolean },
) => Promise<WranglerResult>;

/**
 * Runs the project's wrangler in the project's folder, on the Node that runs this.
 * HUSTINGS_WRANGLER may name another program in its place.
 */
export function wranglerIn(repoRoot: string): RunWrangler {
  return async (args, { stdin, ask = false } = {}) => {
    const folder = await mkdtemp(join(tmpdir(), "hustings-wrangler-"));
    try {
      const notes = join(folder, "output.ndjson");
      const { code, output } = await run(repoRoot, args, { stdin, ask, notes });
      return { code, output, entries: readEntries(await readText(notes)) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function run(
  cwd: string,
  args: readonly string[],
  { stdin, ask, notes }: { stdin: string | undefined; ask: boolean; notes: string },
): Promise<{ code: number; output: string }> {
  const other = process.env["HUSTINGS_WRANGLER"];
  // Not bin/wrangler.js: that starts this file as a second process and passes no signal on to it.
  const script = join(cwd, "node_modules", "wrangler", "wrangler-dist", "cli.js");
  const [command, first] = other ? [other, []] : [process.execPath, ["--no-warnings", script]];
  const child = spawn(command, [...first, ...args], {
    cwd,
    stdio: ask ? "inherit" : "pipe",
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      // A log at level "debug" shows the bodies of requests, and a secret is one.
      WRANGLER_LOG_SANITIZE: "true",
      WRANGLER_OUTPUT_FILE_PATH: notes,
      // Wrangler then takes its own default in place of each answer.
      ...(ask ? {} : { CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" }),
    },
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
  // It may end before it has read: then its exit code tells why.
  child.stdin?.on("error", () => undefined).end(stdin ?? "");
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
  }, LIMIT_MS);
  try {
    const code = await ended(child);
    if (isLate)
      output += `\n[ERROR] wrangler ${args[0]} did not end within ${LIMIT_MS / 60_000} minutes.`;
    return { code, output };
  } finally {
    clearTimeout(limit);
  }
}

/** Waits for the end of wrangler also when this process is told to stop: a deploy goes on in no one's background. */
async function ended(child: ReturnType<typeof spawn>): Promise<number> {
  let stoppedBy: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    stoppedBy = signal;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exit, signal) => resolve(exit ?? (signal ? numberOf(signal) : 1)));
    });
    if (stoppedBy) throw new CliError("Stopped. To go on: npm run deploy", numberOf(stoppedBy));
    return code;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

function numberOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}

function readEntries(text: string): WranglerEntry[] {
  return text.split("\n").flatMap((line): WranglerEntry[] => {
    try {
      const entry: unknown = JSON.parse(line);
      return isEntry(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is WranglerEntry {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string"
  );
}

/**
 * The address where readers find a Worker, from the targets that `wrangler deploy` notes:
 * its own domain before workers.dev; `null` where it has neither.
 *
 * Targets are texts for people: `https://name.account.workers.dev`, `example.org (custom domain)`,
 * `example.org/* (zone name: example.org)`, `schedule: 0 * * * *`.
 *
 * @example siteAddress(["https://a.b.workers.dev", "example.org (custom domain)"]) // "https://example.org"
 */
export function siteAddress(targets: readonly string[]): string | null {
  const hosts = targets
    .filter((target) => !target.includes("production: disabled"))
    .flatMap((target) => {
      // A route counts when it covers the whole host: a site's addresses begin at its root.
      const match = /^(?:https:\/\/)?([^\s/:*]+\.[^\s/:*]+)(?:\/\*)?(?: [([].*)?$/.exec(target);
      return match?.[1] === undefined ? [] : [match[1]];
    });
  const host = hosts.find((name) => !name.endsWith(".workers.dev")) ?? hosts[0];
  return host === undefined ? null : `https://${host}`;
}
