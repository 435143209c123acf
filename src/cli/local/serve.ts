import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { sha256Hex } from "../../core/digest.ts";
import { CliError } from "../output/errors.ts";
import { PROJECT } from "./local.ts";
import { makeMiniflare, stateIn } from "./miniflare.ts";
import { runTool } from "./tool.ts";
import { workerOptions } from "./worker-options.ts";

const MAIN = "index.js";

/** A Worker served on this machine. */
interface LocalServer {
  url: URL;
  miniflare: Miniflare;
  stop(): Promise<void>;
}

/** The Worker as `wrangler deploy` would upload it. */
export interface Bundle {
  /** The first is the entry point; it loads the others. */
  modules: { path: string; contents: string }[];
  /** Identifies exactly this code. */
  id: string;
}

/** Builds the Worker as a deploy does; with `debug`, unminified and with source maps. */
export async function buildWorker({ debug = false } = {}): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-build-"));
  try {
    const options = ["--outdir", folder, ...(debug ? ["--debug"] : [])];
    await runTool("bin/build.mjs", options, "building the Worker");
    return await builtWorker(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the Worker that `bin/build.mjs` has built into a folder. */
export async function builtWorker(folder: string): Promise<Bundle> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".js"));
  const others = files.filter((file) => file !== MAIN).toSorted();
  const modules = await Promise.all(
    [MAIN, ...others].map(async (path) => ({
      path,
      contents: await readFile(join(folder, path), "utf8"),
    })),
  );
  return { modules, id: sha256Hex(JSON.stringify(modules)).slice(0, 32) };
}

/** @throws CliError if the port is taken; port 0 never is */
export async function requireFreePort(port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const reason = taken ? "is taken" : `can't be used (${error.message})`;
      fail(
        new CliError(
          `Port ${port} ${reason}. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
        ),
      );
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => done()));
  });
}

const STATIC_FILES = join(PROJECT, "static");

/**
 * Serves `static/` locally. By default, miniflare would put its copy of Cloudflare's router for static files in front
 * of every request, as a Worker of its own, which costs more than our Worker does.
 */
const STATIC = "export default { fetch: (request, env) => env.ASSETS.fetch(request) }";

/**
 * Serves a built Worker on workerd, with its state on disk in the layout that `wrangler dev` uses. Uses miniflare
 * directly: without the proxy that `wrangler dev` puts in front, and with a single process to stop.
 */
export async function serveWorker(options: {
  bundle: Bundle;
  port: number;
  persistTo: string;
  token: string;
  /** Print a line for each request. */
  log?: boolean;
  /** Let a debugger connect on this port. */
  inspect?: number | undefined;
}): Promise<LocalServer> {
  const {
    rootPath: _root,
    modulesRules: _rules,
    // Miniflare would use another version id at each start, and the next publish would render every page again.
    versionMetadata: _version,
    assets,
    ...worker
  } = await workerOptions();
  // Files whose names begin with an underscore are its instructions for serving the others.
  const staticFiles = (await readdir(STATIC_FILES, { recursive: true })).filter(
    (file) => file.includes(".") && !file.startsWith("_"),
  );
  const miniflare = makeMiniflare(
    stateIn(options.persistTo),
    [
      {
        ...worker,
        name: "hustings",
        routes: ["*/*"],
        modules: options.bundle.modules.map((module) => ({ type: "ESModule", ...module })),
        bindings: {
          ...(worker.bindings as Record<string, never>),
          PUBLISH_TOKEN: options.token,
          REQUEST_LOG: options.log === true ? "1" : "off",
          VERSION: { id: options.bundle.id, tag: "", timestamp: "" },
        },
      },
      {
        name: "static",
        compatibilityDate: String(worker.compatibilityDate),
        routes: staticFiles.map((file) => `*/${file}`),
        modules: [{ type: "ESModule", path: "static.js", contents: STATIC }],
        assets: {
          ...assets,
          directory: STATIC_FILES,
          binding: "ASSETS",
        },
      },
    ],
    { port: options.port, inspectorPort: options.inspect },
  );
  try {
    const ready = await miniflare.ready;
    const url = new URL(`http://localhost:${ready.port}`);
    return { url, miniflare, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw error;
  }
}
