import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deploy, type DeployDeps } from "../../../src/cli/deploy/deploy.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import type { PublishOptions } from "../../../src/cli/publishing/publish.ts";
import { wranglerIn } from "../../../src/cli/deploy/wrangler.ts";
import { WRANGLER } from "./wrangler-stub.ts";
import { listen } from "../../support/listen.ts";

let root: string;
let server: Server;
let url: string;
let printed: string[];
let published: PublishOptions[];
/** How many requests after a secret was set still meet a Worker that hasn't got it. */
let stale: number;
let requests: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hustings-deploy-"));
  [printed, published, requests, stale] = [[], [], [], 0];
  await writeFile(join(root, "wrangler"), WRANGLER);
  await chmod(join(root, "wrangler"), 0o755);
  vi.stubEnv("HUSTINGS_WRANGLER", join(root, "wrangler"));
  server = createServer((request, response) => {
    const given = `${request.headers.authorization}`;
    requests.push(`${request.method} ${request.url}`);
    void readSecret().then((secret) => {
      const live = secret !== null && (stale -= 1) < 0;
      response.statusCode = live ? (given === `Bearer ${secret}` ? 200 : 401) : 503;
      return response.end("{}");
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

async function setUp(setup: {
  fail?: string;
  says?: string;
  code?: number;
  migrated?: boolean;
  targets?: string[];
}): Promise<void> {
  const targets = ["https://hustings.someone.workers.dev"];
  await writeFile(join(root, "wrangler.json"), JSON.stringify({ targets, ...setup }));
}

/** Deploys to the local "Worker", or with `null` to where wrangler says it is. */
async function run(
  deps: Partial<DeployDeps> = {},
  to: string | null = url,
  empty = false,
): Promise<void> {
  await deploy(
    { content: join(root, "content"), to: to ?? undefined, empty },
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

async function failure(deps: Partial<DeployDeps> = {}, to?: null): Promise<string> {
  const error: unknown = await run(deps, to).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CliError);
  return error instanceof CliError ? error.message : "";
}

type Call = { args: string[]; stdin: string; env: { ci?: string; metrics?: string } };

async function calls(): Promise<Call[]> {
  const text = await readFile(join(root, "calls.ndjson"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);
}

async function commands(): Promise<string[]> {
  return (await calls()).map(({ args }) => args.join(" "));
}

async function stored(): Promise<{ url: string; token: string }> {
  return JSON.parse(await readFile(join(root, ".hustings", "deploy.json"), "utf8"));
}

const MIGRATE = "d1 migrations apply DB --remote";
const PUT = "secret put PUBLISH_TOKEN";

test("deploys, migrates, sets the token and publishes, in this order", async () => {
  stale = 4;
  await run();
  expect(await commands()).toEqual(["deploy", MIGRATE, PUT]);
  const { token } = await stored();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(published).toMatchObject([{ content: join(root, "content"), to: url, token }]);
  const steps = printed.flatMap((line) => /^\d.\d/.exec(line) ?? []);
  expect(steps).toEqual(["1/4", "2/4", "3/4", "4/4"]);
  expect(printed).toContain("    Articles: 3 added");
  expect(printed.at(-1)).toBe(`Done: ${url}/`);
  // Four that didn't know the token yet, and three in a row that did.
  expect(requests).toEqual(Array(7).fill("GET /api/manifest"));
});

test("asks no questions and sends no metrics", async () => {
  await run();
  for (const { env } of await calls()) expect(env).toEqual({ ci: "true", metrics: "false" });
});

test("gives the token to wrangler's standard input alone, and prints it nowhere", async () => {
  await run();
  const { token } = await stored();
  const made = await calls();
  expect(made.map(({ stdin }) => stdin)).toEqual(["", "", token]);
  expect(JSON.stringify(made.map(({ args }) => args))).not.toContain(token);
  expect(printed.join("\n")).not.toContain(token);
});

test("keeps the token for this user's eyes only", async () => {
  await mkdir(join(root, ".hustings"));
  await writeFile(join(root, ".hustings", "deploy.json"), "{}", { mode: 0o644 });
  await run();
  const { mode } = await stat(join(root, ".hustings", "deploy.json"));
  expect(mode & 0o777).toBe(0o600);
});

test("does it again without setting the token again", async () => {
  await run();
  const { token } = await stored();
  await setUp({ migrated: true });
  printed = [];
  await run();
  expect(await commands()).toEqual(["deploy", MIGRATE, PUT, "deploy", MIGRATE]);
  expect(printed).toContain("3/4 Publishing token: already set");
  expect(printed).toContain("    nothing new");
  expect((await stored()).token).toBe(token);
  expect(published).toHaveLength(2);
});

test("sets the same token again where the Worker has lost it or has another", async () => {
  await run();
  const { token } = await stored();
  await rm(join(root, "secret"));
  await run();
  await writeFile(join(root, "secret"), "somebody-elses-token-somebody-elses");
  await run();
  expect((await commands()).filter((command) => command === PUT)).toHaveLength(3);
  expect(await readFile(join(root, "secret"), "utf8")).toBe(token);
});

test("goes on with the same token after a crash between keeping it and setting it", async () => {
  const inside = wranglerIn(root);
  const crash = run({
    runWrangler: async (args, options) => {
      if (args[0] === "secret") throw new Error("the machine went off");
      return inside(args, options);
    },
  });
  await expect(crash).rejects.toThrow("the machine went off");
  const { token } = await stored();
  await run();
  expect(await readFile(join(root, "secret"), "utf8")).toBe(token);
  expect(published).toMatchObject([{ token }]);
});

test("uses a token that is kept elsewhere, and keeps no copy of it", async () => {
  const token = "kept-by-the-ci-system-and-long-enough";
  await run({ token });
  expect(await readFile(join(root, "secret"), "utf8")).toBe(token);
  await expect(stored()).rejects.toThrow("ENOENT");
  await run({ token });
  expect((await commands()).filter((command) => command === PUT)).toHaveLength(1);
  expect(await failure({ token: "short" })).toContain("HUSTINGS_TOKEN is too short");
});

test("stops before anything is done where the content is wrong", async () => {
  const checkContent = async (): Promise<void> => {
    throw new CliError("content/site.yaml:1: has no name");
  };
  expect(await failure({ checkContent })).toBe("content/site.yaml:1: has no name");
  expect(await commands()).toEqual([]);
});

test.each([
  ["deploy", "The Worker was not deployed", ["deploy"]],
  ["d1", "The database's migrations were not applied", ["deploy", MIGRATE]],
  ["secret", "The publishing token was not set", ["deploy", MIGRATE, PUT]],
])("stops when wrangler fails at %s, and says how to go on", async (fail, what, done) => {
  await setUp({ fail });
  const message = await failure();
  expect(message).toContain(`${what} (exit code 2); wrangler says:\nstarting\nit broke`);
  expect(message).toContain(`To go on: npm run deploy -- --to ${url}`);
  expect(await commands()).toEqual(done);
  expect(published).toEqual([]);
  await setUp({});
  await run();
  expect(published).toHaveLength(1);
});

test("takes the token out of what wrangler says", async () => {
  await setUp({ fail: "secret" });
  const message = await failure();
  expect(message).toContain("it broke (the token)");
  expect(message).not.toContain((await stored()).token);
});

test("says how to publish when publishing alone fails", async () => {
  const publishContent = async (): Promise<void> => {
    throw new CliError("site.yaml:3: no such audience", 4);
  };
  const message = await failure({ publishContent });
  expect(message).toBe(
    `site.yaml:3: no such audience\nThe Worker, its database and its token are in place. To go on: npm run publish -- --to ${url}`,
  );
});

test("gives up where the Worker does not come to accept the token", async () => {
  stale = Infinity;
  const message = await failure({ patienceMs: 100 });
  expect(message).toContain(`${url} does not accept the publishing token yet (it answers 503)`);
  expect(message).toContain("To go on: npm run deploy");
  expect(published).toEqual([]);
});

test.each([
  [{ says: "set a CLOUDFLARE_API_TOKEN environment variable" }, "To go on: npx wrangler login"],
  [
    { says: "https://dash.cloudflare.com/acc/workers/onboarding" },
    "To go on: register the account",
  ],
  [{ code: 10014 }, "npx wrangler kv namespace delete --namespace-id ID, then: npm run deploy"],
])("says what to do when wrangler fails with %j", async (setup, way) => {
  await setUp({ fail: "deploy", ...setup });
  expect(await failure()).toContain(way);
});

test("finds the Worker's address in what wrangler notes, or asks for it", async () => {
  const requested: string[] = [];
  const accept: typeof fetch = async (input) => {
    requested.push(input instanceof Request ? input.url : String(input));
    return new Response("{}");
  };
  await setUp({ targets: ["https://hustings.someone.workers.dev", "schedule: 0 * * * *"] });
  await run({ fetch: accept }, null);
  expect(new Set(requested)).toEqual(
    new Set(["https://hustings.someone.workers.dev/api/manifest"]),
  );
  await setUp({ targets: [] });
  expect(await failure({ fetch: accept }, null)).toContain(
    "or name the address: npm run deploy -- --to URL",
  );
});

test("--empty makes a site that is ready for a backup, and publishes nothing", async () => {
  const checkContent = async (): Promise<void> => {
    throw new Error("the content folder was read");
  };
  await run({ checkContent }, url, true);
  expect(published).toEqual([]);
  expect(await commands()).toEqual(["deploy", MIGRATE, PUT]);
  expect(printed.at(-1)).toContain(`npx hustings restore DIR --to ${url}`);
});
