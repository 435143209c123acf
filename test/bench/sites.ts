import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { migrateLocal } from "../../src/cli/local/migrate.ts";
import { makeMiniflare } from "../../src/cli/local/miniflare.ts";
import { type Bundle, buildWorker, serveWorker } from "../../src/cli/local/serve.ts";

const TOKEN = "bench-token-bench-token-bench";

/** A Worker under load. */
export interface Running {
  url: URL;
  miniflare: Miniflare;
  stop(options?: { keep: boolean }): Promise<void>;
}

/** One of our sites, with its publishing API. */
export interface Site extends Running {
  folder: string;
  /** Calls the publishing API. Throws if it refuses. */
  api<T>(method: string, path: string, body: unknown): Promise<T>;
}

let built: Promise<Bundle> | null = null;

/** The Worker, built once for all benches. */
export function bundle(): Promise<Bundle> {
  built ??= buildWorker();
  return built;
}

/** Starts our Worker as `hustings start` does, with empty stores. */
export async function startSite(options: { inspect?: number } = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-bench-"));
  await migrateLocal(folder);
  return restartSite(folder, options);
}

/** Starts our Worker with the stores of a stopped site. */
export async function restartSite(
  folder: string,
  { inspect }: { inspect?: number } = {},
): Promise<Site> {
  const server = await serveWorker({
    bundle: await bundle(),
    port: 0,
    persistTo: folder,
    token: TOKEN,
    inspect,
  });
  const { url, miniflare } = server;
  return {
    url,
    miniflare,
    folder,
    // Its stores may be kept, to start it again with them.
    async stop({ keep = false } = { keep: false }) {
      await server.stop();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
    async api<T>(method: string, path: string, body: unknown): Promise<T> {
      const response = await fetch(new URL(path, url), {
        method,
        headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
        ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
      return JSON.parse(text) as T;
    },
  };
}

/** Starts a reference of `references/` on the same miniflare and workerd. */
export async function startReference(name: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-reference-"));
  const path = `${name}.js`;
  const contents = await readFile(new URL(`references/${path}`, import.meta.url), "utf8");
  const miniflare = makeMiniflare(folder, [
    {
      name,
      compatibilityDate: "2026-11-01",
      modules: [{ type: "ESModule", path, contents }],
      kvNamespaces: ["KV"],
      durableObjects: { VOTES: { className: "Votes", useSQLite: true } },
    },
  ]);
  const url = await miniflare.ready;
  return {
    url,
    miniflare,
    async stop() {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
