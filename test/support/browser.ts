import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { PROJECT } from "./site.ts";

const PACKAGE = join(PROJECT, "node_modules/@sparticuz/chromium");
const CACHE = join(PROJECT, "node_modules/.cache");

const ARGS = [
  // Chromium's own sandbox needs privileges that root in a container lacks.
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
];

/**
 * Launches Chromium: on Linux (x64) the one inside the npm package, elsewhere an installed Chrome or Chromium
 * (CHROME_PATH names it if it is in an unusual place).
 *
 * @param more additional arguments for it
 * @throws if there is none: a browser test that doesn't run is a failure
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return launched((options) => chromium.launch(options), more);
}

/** Launches it in a custom way: `launch` gets its path and its arguments. */
export async function launched<T>(
  launch: (options: LaunchOptions) => Promise<T>,
  more: readonly string[],
): Promise<T> {
  const args = [...ARGS, ...more];
  const named = process.env["CHROME_PATH"];
  if (named !== undefined) return launch({ executablePath: named, args });
  if (process.platform === "linux" && process.arch === "x64") {
    return launch({ ...fromPackage(await unpack()), args });
  }
  try {
    return await launch({ channel: "chrome", args });
  } catch (error) {
    throw new Error("No Chrome was found: install it, or name a Chromium in CHROME_PATH.", {
      cause: error,
    });
  }
}

/** Unpacks the browser, once per version of the package. It is moved into place only when complete. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  const { default: sparticuz, inflate } = await import("@sparticuz/chromium");
  const tmp = process.env["TMPDIR"];
  // The package unpacks into the folder for temporary files.
  process.env["TMPDIR"] = fresh;
  try {
    await sparticuz.executablePath();
    await inflate(join(PACKAGE, "bin/al2023.tar.br"));
  } finally {
    if (tmp === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = tmp;
  }
  try {
    await rename(fresh, folder);
  } catch {
    // Another process was first.
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

function fromPackage(folder: string): LaunchOptions {
  const executablePath = join(folder, "chromium");
  const needed = execFileSync("ldd", [executablePath], { encoding: "utf8" });
  if (!needed.includes("not found")) return { executablePath };
  // A bare system lacks libraries and fonts; the package includes them.
  const libraries = join(folder, "al2023/lib");
  const env = { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, "fonts") };
  return { executablePath, env: { ...process.env, ...env } };
}
