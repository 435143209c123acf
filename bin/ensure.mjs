import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.mjs";
import { takeLock } from "./lock.mjs";

// This folder runs on the machine's own Node before anything is installed: no dependencies, no new syntax.
const OLDEST_NODE = 20;
/** From this version on, the machine's Node can serve. An older one only installs the project's own. */
const SERVING_NODE = [20, 19];
const WINDOWS = process.platform === "win32";
/** How far apart the times of two files may be if the same npm run wrote both. */
const SAME_MOMENT_MS = 10_000;

/** The project's folder, wherever this was called from: npx calls it through a link. */
export const ROOT = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));

/** The folder of the tools that npm has installed. */
export const TOOLS = join(ROOT, "node_modules", ".bin");

/** The project's own Node, part of level "all". The executable itself: on Windows, .bin has a cmd script. */
export const NODE = join(ROOT, "node_modules", "node", "bin", WINDOWS ? "node.exe" : "node");

const LOCK_FILE = join(ROOT, "package-lock.json");
const INSTALLED = join(ROOT, "node_modules", ".package-lock.json");
/**
 * Records which package-lock.json node_modules was made from, and its level. Written last: an interrupted installation
 * has none.
 */
const STAMP = join(ROOT, "node_modules", ".hustings-installed");
const ARGS = {
  // Without --include, NODE_ENV=production would leave out the tools.
  all: ["ci", "--include=dev"],
  serve: ["ci", "--omit=dev"],
};

/**
 * Installs what package-lock.json lists, unless it is in place already. Ends the process with one clear line if it
 * can't.
 *
 * @param {"serve" | "all"} level "serve": only the dependencies, which the command line and a local site run on; "all":
 *   also the tools that build, test and deploy, and the Node they run on. All satisfies serve, and is never reduced to
 *   it.
 */
export async function ensureInstalled(level) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE) {
    fail(
      `Node ${OLDEST_NODE} or newer is needed, and this is ${process.versions.node}. Get one from https://nodejs.org`,
    );
  }
  try {
    const digest = createHash("sha256").update(readFileSync(LOCK_FILE)).digest("hex");
    const canServe =
      major > SERVING_NODE[0] || (major === SERVING_NODE[0] && minor >= SERVING_NODE[1]);
    const wanted = canServe ? level : "all";
    if (!isInstalled(digest, wanted)) await installAlone(digest, wanted);
  } catch (error) {
    fail(`can't install what is needed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Ends the process. */
export function fail(message, code = 1) {
  console.error(`hustings: ${message}`);
  process.exit(code);
}

async function installAlone(digest, wanted) {
  const lock = await takeLock(join(ROOT, ".hustings", "install.lock"), (pid) =>
    console.error(`Waiting for process ${pid}, which is installing …`),
  );
  let code = 0;
  try {
    // The previous holder of the lock may have installed it.
    if (isInstalled(digest, wanted)) return;
    // If the tools are installed, they stay.
    const level = existsSync(NODE) ? "all" : wanted;
    console.error(
      level === "all"
        ? "Installing what is missing (npm ci) …"
        : "Installing what serving needs (npm ci --omit=dev) …",
    );
    rmSync(STAMP, { force: true });
    code = await install(level, lock);
    if (code === 0) writeStamp(digest, level);
  } finally {
    lock.release();
  }
  if (code !== 0)
    fail(
      `npm ci failed (exit code ${code}). Fix what it says above, and try again.`,
      code > 128 ? code : 1,
    );
}

async function install(level, lock) {
  const { command, args } = npm([...ARGS[level], "--no-audit", "--no-fund"]);
  let output = "";
  const code = await runChild(command, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    shell: WINDOWS && command === "npm",
    onSpawn(child) {
      // If this process is killed, npm still holds the lock.
      lock.add(child.pid);
      child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
      child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    },
  });
  if (code !== 0) console.error(output.trimEnd());
  if (code === 0 && level === "all" && !existsSync(NODE)) {
    throw new Error(
      `npm ci did not install Node itself, which its install script does. Are install scripts switched off? See: npm config get ignore-scripts`,
    );
  }
  return code;
}

/** How to call npm: the one that called us if there is one, because on Windows only a shell finds npm. */
function npm(args) {
  const caller = process.env.npm_execpath ?? "";
  // Yarn and others set it as well; their `ci` differs or doesn't exist.
  const known = /^(?:npm|npx)-cli\.[cm]?js$/.test(basename(caller)) && existsSync(caller);
  if (!known) return { command: "npm", args };
  return {
    command: process.execPath,
    args: [caller.replace(/npx-cli(\.[cm]?js)$/, "npm-cli$1"), ...args],
  };
}

function isInstalled(digest, wanted) {
  const stamp = readText(STAMP);
  const [from, level] = (stamp ?? "").trim().split(" ");
  if (from === digest && satisfies(level, wanted)) return true;
  const byHand = levelInstalledByHand(stamp !== null);
  if (!satisfies(byHand, wanted)) return false;
  writeStamp(digest, byHand);
  return true;
}

/** Whether one level includes another; "all" counts only with its Node. */
function satisfies(level, wanted) {
  if (level === "all") return existsSync(NODE);
  return level === "serve" && wanted === "serve";
}

function writeStamp(digest, level) {
  writeFileSync(STAMP, `${digest} ${level}\n`);
}

/**
 * Detects an npm run by hand: returns the level if node_modules has what package-lock.json lists, otherwise `null`.
 *
 * @param wasStamped we installed here before, from another package-lock.json or another level. Then npm must also have
 *   run after that file changed: what differs may be an optional package, which isn't compared.
 */
function levelInstalledByHand(wasStamped) {
  const wanted = readPackages(LOCK_FILE);
  const installed = readPackages(INSTALLED);
  if (!wanted || !installed) return null;
  if (wasStamped && modified(INSTALLED) < modified(LOCK_FILE) - SAME_MOMENT_MS) return null;
  const missing = Object.entries(wanted).filter(
    ([path, { version, optional, devOptional }]) =>
      path !== "" && !optional && !devOptional && installed[path]?.version !== version,
  );
  if (missing.length === 0 && existsSync(NODE)) return "all";
  return missing.every(([path, { dev }]) => dev && !(path in installed)) ? "serve" : null;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function modified(file) {
  return statSync(file).mtimeMs;
}
