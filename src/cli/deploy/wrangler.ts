import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../output/errors.ts";

/** The result of a run of wrangler. */
export interface WranglerResult {
  code: number;
  /** What it printed; empty if it talked to the user directly. */
  output: string;
  /** Its machine-readable output (WRANGLER_OUTPUT_FILE_PATH), one entry per line. */
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

/** Time limit for a run of wrangler: an upload over a slow line takes minutes, and a hung call would take for ever. */
const LIMIT_MS = 10 * 60_000;

/** Runs wrangler. `stdin` is for values that must not be arguments; `ask` lets it prompt the user. */
export type RunWrangler = (
  args: readonly string[],
  options?: { stdin?: string; ask?: boolean },
) => Promise<WranglerResult>;

/**
 * Runs the project's wrangler in the project's folder, on the Node that runs this process. HUSTINGS_WRANGLER may name
 * another program to run instead.
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
  // Not bin/wrangler.js: it starts this file as a second process and passes no signals on to it.
  const script = join(cwd, "node_modules", "wrangler", "wrangler-dist", "cli.js");
  const [command, first] = other ? [other, []] : [process.execPath, ["--no-warnings", script]];
  const child = spawn(command, [...first, ...args], {
    cwd,
    stdio: ask ? "inherit" : "pipe",
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      // At level "debug" the log shows request bodies, and a secret is one.
      WRANGLER_LOG_SANITIZE: "true",
      WRANGLER_OUTPUT_FILE_PATH: notes,
      // Wrangler then uses its default instead of each prompt.
      ...(ask ? {} : { CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" }),
    },
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
  // It may exit before it has read stdin: its exit code then tells why.
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

/**
 * Waits for wrangler to exit even when this process is told to stop: no deploy continues unattended in the background.
 */
async function ended(child: ReturnType<typeof spawn>): Promise<number> {
  let stoppedBy: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal, or a wrangler that does not end within a second, ends it at once.
    child.kill(stoppedBy ? "SIGKILL" : signal);
    stoppedBy ??= signal;
    setTimeout(() => child.kill("SIGKILL"), 1000).unref();
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
 * The address where readers find a Worker, from the targets that `wrangler deploy` reports: its own domain before
 * workers.dev; `null` if it has neither.
 *
 * Targets are human-readable: `https://name.account.workers.dev`, `example.org (custom domain)`, `example.org/* (zone
 * name: example.org)`, `schedule: 0 * * * *`.
 *
 * @example siteAddress(["https://a.b.workers.dev", "example.org (custom domain)"]) // "https://example.org"
 */
export function siteAddress(targets: readonly string[]): string | null {
  const hosts = targets
    .filter((target) => !target.includes("production: disabled"))
    .flatMap((target) => {
      // A route counts only if it covers the whole host: a site's addresses begin at its root.
      const match = /^(?:https:\/\/)?([^\s/:*]+\.[^\s/:*]+)(?:\/\*)?(?: [([].*)?$/.exec(target);
      return match?.[1] === undefined ? [] : [match[1]];
    });
  const host = hosts.find((name) => !name.endsWith(".workers.dev")) ?? hosts[0];
  return host === undefined ? null : `https://${host}`;
}
