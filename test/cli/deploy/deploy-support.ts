import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { deploy } from "../../../src/cli/deploy/deploy.ts";
import type { DeployDeps } from "../../../src/cli/deploy/deploy-run.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import type { PublishOptions } from "../../../src/cli/publishing/publish.ts";
import { wranglerIn } from "../../../src/cli/deploy/wrangler.ts";
import { WRANGLER } from "./wrangler-stub.ts";
import { listen } from "../../support/listen.ts";

export const CONFIG =
  'name = "my-paper"\n\n[[kv_namespaces]]\nbinding = "PAGES"\n\n[[d1_databases]]\ndatabase_name = "my-paper"\n';

/** The folder of the project that is deployed. */
export let root: string;
let server: Server;
/** The address of the local "Worker". */
export let url: string;
export let printed: string[];
export let published: PublishOptions[];
export const rollout = {
  /** How many requests after a secret was set still meet a Worker that has not got it. */
  withoutSecret: 0,
  /** How many requests still meet the version before. */
  ofOldVersion: 0,
};
export let requests: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hustings-deploy-"));
  [printed, published, requests] = [[], [], []];
  Object.assign(rollout, { withoutSecret: 0, ofOldVersion: 0 });
  await writeFile(join(root, "wrangler"), WRANGLER);
  await writeFile(join(root, "wrangler.toml"), CONFIG);
  await chmod(join(root, "wrangler"), 0o755);
  vi.stubEnv("HUSTINGS_WRANGLER", join(root, "wrangler"));
  server = createServer((request, response) => {
    const given = `${request.headers.authorization}`;
    requests.push(`${request.method} ${request.url}`);
    void readSecret().then((secret) => {
      const live = secret !== null && (rollout.withoutSecret -= 1) < 0;
      response.statusCode = live ? (given === `Bearer ${secret}` ? 200 : 401) : 503;
      return response.end(
        JSON.stringify({ version: (rollout.ofOldVersion -= 1) < 0 ? "v1" : "v0" }),
      );
    });
  });
  url = await listen(server);
  await setUp({});
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

function readSecret(): Promise<string | null> {
  return readFile(join(root, "secret"), "utf8").catch(() => null);
}

export async function setUp(setup: {
  fail?: string;
  says?: string;
  code?: number;
  migrated?: boolean;
  worker?: boolean;
  lookCode?: number;
  failOnce?: string;
  targets?: string[];
}): Promise<void> {
  const targets = ["https://hustings.someone.workers.dev"];
  await writeFile(join(root, "wrangler.json"), JSON.stringify({ targets, ...setup }));
}

/** Deploys to the local "Worker", or with `null` to where wrangler says it is. */
export async function run(
  deps: Partial<DeployDeps> = {},
  to: string | null = url,
  empty = false,
  more: { name?: string; takeOver?: boolean } = {},
): Promise<void> {
  await deploy(
    { content: join(root, "content"), to: to ?? undefined, empty, ...more },
    {
      repoRoot: root,
      runWrangler: wranglerIn(root),
      checkContent: async () => undefined,
      publishContent: async (options) => {
        published.push(options);
        options.print("Articles: 3 added");
      },
      print: (line) => printed.push(line),
      token: undefined,
      mayAsk: false,
      patienceMs: 2_000,
      pauseMs: 10,
      ...deps,
    },
  );
}

export async function failure(deps: Partial<DeployDeps> = {}, to?: null): Promise<string> {
  const error: unknown = await run(deps, to).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CliError);
  return error instanceof CliError ? error.message : "";
}

type Call = { args: string[]; stdin: string; env: { ci?: string; metrics?: string } };

export async function calls(): Promise<Call[]> {
  const text = await readFile(join(root, "calls.ndjson"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);
}

export async function commands(): Promise<string[]> {
  return (await calls()).map(({ args }) => args.join(" "));
}

export async function stored(): Promise<{ url: string; token: string }> {
  return JSON.parse(await readFile(join(root, ".hustings", "deploy.json"), "utf8"));
}

export const MIGRATE = "d1 migrations apply DB --remote";
export const PUT = "secret put PUBLISH_TOKEN";
export const LOOK = "deployments list --json --name my-paper";
