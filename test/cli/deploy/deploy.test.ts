import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wranglerIn } from "../../../src/cli/deploy/wrangler.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import {
  calls,
  commands,
  failure,
  LOOK,
  MIGRATE,
  printed,
  published,
  PUT,
  requests,
  rollout,
  root,
  run,
  setUp,
  stored,
  url,
} from "./deploy-support.ts";

test("deploys, migrates, sets the token and publishes, in this order", async () => {
  rollout.withoutSecret = 4;
  await run();
  expect(await commands()).toEqual([LOOK, "deploy", MIGRATE, PUT]);
  const { token } = await stored();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(published).toMatchObject([{ content: join(root, "content"), to: url, token }]);
  const steps = printed.flatMap((line) => /^\d.\d/.exec(line) ?? []);
  expect(steps).toEqual(["1/4", "2/4", "3/4", "4/4"]);
  expect(printed).toContain("    Articles: 3 added");
  expect(printed.at(-1)).toBe(`Done: ${url}/`);
  // The token is not known, four times that the secret has not come, and three in a row that it has.
  expect(requests).toEqual(Array(8).fill("GET /api/manifest"));
});

test("asks no questions and sends no metrics", async () => {
  await run();
  for (const { env } of await calls()) expect(env).toEqual({ ci: "true", metrics: "false" });
});

test("gives the token to wrangler's standard input alone, and prints it nowhere", async () => {
  await run();
  const { token } = await stored();
  const made = await calls();
  expect(made.map(({ stdin }) => stdin)).toEqual(["", "", "", token]);
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
  printed.length = 0;
  await run();
  expect(await commands()).toEqual([LOOK, "deploy", MIGRATE, PUT, "deploy", MIGRATE]);
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
  ["deploy", "The Worker was not deployed", [LOOK, "deploy"]],
  ["d1", "The database's migrations were not applied", [LOOK, "deploy", MIGRATE]],
  ["secret", "The publishing token was not set", [LOOK, "deploy", MIGRATE, PUT]],
])("stops when wrangler fails at %s, and says how to go on", async (fail, what, done) => {
  await setUp({ fail });
  const message = await failure();
  expect(message).toMatch(/^wrangler says:\nstarting\nit broke/);
  expect(message).toContain(`${what} (exit code 2).`);
  expect(message).toContain(`To go on: npm run deploy -- --to ${url}`);
  expect(await commands()).toEqual(done);
  expect(published).toEqual([]);
  await setUp({});
  await run();
  expect((await commands()).filter((command) => command === LOOK)).toHaveLength(1);
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
  rollout.withoutSecret = Infinity;
  const message = await failure({ patienceMs: 100 });
  expect(message).toContain(`waited 1 s until it accepts the token (it answers 503)`);
  expect(message).toContain("To go on: npm run deploy");
  expect(published).toEqual([]);
});

test.each([
  [{ says: "set a CLOUDFLARE_API_TOKEN environment variable" }, "To go on: npx wrangler login"],
  [
    { says: "https://dash.cloudflare.com/acc/workers/onboarding" },
    "To go on: register the account",
  ],
])("says what to do when wrangler fails with %j", async (setup, way) => {
  await setUp({ fail: "deploy", ...setup });
  expect(await failure()).toContain(way);
});

test("finds the Worker's address in what wrangler notes, or asks for it", async () => {
  const requested: string[] = [];
  const accept: typeof fetch = async (input) => {
    requested.push(input instanceof Request ? input.url : String(input));
    return Response.json({ version: "v1" });
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
  expect(await commands()).toEqual([LOOK, "deploy", MIGRATE, PUT]);
  expect(printed.at(-1)).toContain(`npx hustings restore DIR --to ${url}`);
});
