import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

const BIN = new URL("../../bin", import.meta.url).pathname;
const ESBUILD = new URL("../../node_modules/esbuild", import.meta.url).pathname;

/**
 * Stands in for npm: takes a while, notes each call, and installs esbuild and, unless the tools are left out, a "Node"
 * that is a link to this one.
 */
const NPM = `
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync, readFileSync } from "node:fs";
appendFileSync("calls.txt", process.argv.slice(2).join(" ") + "\\n");
if (process.env.NPM_FAILS) {
  console.log("npm error: no such registry");
  process.exit(3);
}
await new Promise((resolve) => setTimeout(resolve, Number(process.env.NPM_TAKES ?? 50)));
rmSync("node_modules", { recursive: true, force: true });
mkdirSync("node_modules/.bin", { recursive: true });
symlinkSync(process.env.ESBUILD, "node_modules/esbuild");
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
if (process.argv.includes("--omit=dev")) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([, { dev }]) => !dev));
} else {
  mkdirSync("node_modules/node/bin", { recursive: true });
  symlinkSync(process.execPath, "node_modules/node/bin/node");
  symlinkSync("../node/bin/node", "node_modules/.bin/node");
}
writeFileSync("node_modules/.package-lock.json", JSON.stringify(lock));
appendFileSync("calls.txt", "done\\n");
`;

/** A command line that tells what it got, and ends as it is told. */
const MAIN = `
const [what, ...args]: string[] = process.argv.slice(2);
if (what === "wait") {
  process.on("SIGTERM", () => setTimeout(() => { console.log("stopped tidily"); process.exit(7); }, 100));
  setInterval(() => undefined, 1000);
  console.log("waiting " + process.pid);
} else if (what === "die") process.kill(process.pid, "SIGKILL");
else console.log(JSON.stringify({ args: [what, ...args], cwd: process.cwd() }));
`;

/** The folder of the project that stands in for this one: made for each test. */
export let root: string;
const running = new Set<ReturnType<typeof spawn>>();

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "hustings-bootstrap-")));
  await cp(BIN, join(root, "bin"), { recursive: true });
  await mkdir(join(root, "npm"));
  await mkdir(join(root, "src", "cli"), { recursive: true });
  await writeFile(join(root, "npm", "npm-cli.mjs"), NPM);
  await writeFile(join(root, "src", "cli", "main.ts"), MAIN);
  await writeFile(join(root, "package.json"), '{"type":"module"}');
  await writeLock("1.0.0");
});

afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  await rm(root, { recursive: true, force: true });
});

export async function writeLock(version: string): Promise<void> {
  const packages = {
    "": { name: "test" },
    "node_modules/a": { version },
    "node_modules/tool": { version, dev: true },
    "node_modules/elsewhere": { version: "1.0.0", optional: true },
  };
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export function start(
  file: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): {
  child: ReturnType<typeof spawn>;
  ended: Promise<Ended>;
  said: (text: string) => Promise<void>;
} {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: options.cwd ?? root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ESBUILD,
      npm_execpath: join(root, "npm", "npm-cli.mjs"),
      ...options.env,
    },
  });
  running.add(child);
  const text = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (data: string) => (text.out += data));
  child.stderr?.setEncoding("utf8").on("data", (data: string) => (text.err += data));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...text }));
  });
  const said = async (part: string): Promise<void> => {
    while (!(text.out + text.err).includes(part)) await pause(20);
  };
  return { child, ended, said };
}

export function hustings(args: readonly string[], options: Parameters<typeof start>[2] = {}) {
  return start(join(root, "bin", "hustings.mjs"), args, options);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs a tool, which needs all that there is to install. */
export function tool(args: readonly string[] = ["node", "-e", ""]) {
  return start(join(root, "bin", "run.mjs"), args);
}

/** What npm was called with, call by call. */
export async function npmCalls(): Promise<string[]> {
  const text = await readFile(join(root, "calls.txt"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line.startsWith("ci "));
}

export async function calls(): Promise<number> {
  return (await npmCalls()).length;
}

/** What npm leaves when somebody runs it by hand: `npm ci`, or `npm ci --omit=dev`. */
export async function installByHand(level: "all" | "serve" = "serve"): Promise<void> {
  await (level === "all" ? tool() : hustings([])).ended;
  await rm(join(root, "node_modules", ".hustings-installed"));
  await rm(join(root, "calls.txt"));
}

export const SERVE = "ci --omit=dev --no-audit --no-fund";
export const ALL = "ci --include=dev --no-audit --no-fund";
