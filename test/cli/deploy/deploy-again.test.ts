import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  commands,
  CONFIG,
  failure,
  LOOK,
  MIGRATE,
  published,
  requests,
  rollout,
  root,
  run,
  setUp,
  stored,
  url,
} from "./deploy-support.ts";

test("waits until the new version answers before it publishes", async () => {
  await run();
  requests.length = 0;
  rollout.ofOldVersion = 5;
  await run();
  // One that shows that the token is known, four more of the version before, and three in a row of the new one.
  expect(requests).toHaveLength(8);
  expect(published).toHaveLength(2);
  rollout.ofOldVersion = Infinity;
  expect(await failure({ patienceMs: 100 })).toContain("(the version before still answers)");
  expect(published).toHaveLength(2);
});

test("does not deploy over a Worker that was not deployed from here", async () => {
  await setUp({ worker: true });
  const message = await failure();
  expect(message).toContain(
    "The account has a Worker named “my-paper” that was not deployed from here",
  );
  expect(message).toContain(`npm run deploy -- --to ${url} --name ANOTHER-NAME`);
  expect(await commands()).toEqual([LOOK]);
  await run({}, url, false, { takeOver: true });
  expect(published).toHaveLength(1);
  // It is known from then on.
  await run();
  expect(published).toHaveLength(2);
});

test("--take-over gives a site of one's own a new token", async () => {
  await run();
  const before = await stored();
  await run({}, url, false, { takeOver: true });
  const { token } = await stored();
  expect(token).not.toBe(before.token);
  expect(await readFile(join(root, "secret"), "utf8")).toBe(token);
});

test("keeps the address and token of the site before, and the name where it is refused", async () => {
  await run();
  const before = await stored();
  await setUp({ worker: true });
  const refused = run({}, url, false, { name: "other-paper" });
  await expect(refused).rejects.toThrow("Nothing was done");
  expect(await readFile(join(root, "wrangler.toml"), "utf8")).toBe(CONFIG);
  expect(await stored()).toEqual(before);
  await run({}, url, false, { name: "other-paper", takeOver: true });
  const kept = join(root, ".hustings", "deploy.my-paper.json");
  expect(JSON.parse(await readFile(kept, "utf8"))).toEqual(before);
  expect((await stored()).token).not.toBe(before.token);
});

test("writes another name into wrangler.toml, and goes by it", async () => {
  await run({}, url, false, { name: "other-paper" });
  expect(await readFile(join(root, "wrangler.toml"), "utf8")).toBe(
    CONFIG.replaceAll("my-paper", "other-paper"),
  );
  expect((await commands())[0]).toBe("deployments list --json --name other-paper");
  const refused = run({}, url, false, { name: "Not a name" });
  await expect(refused).rejects.toThrow("--name takes lower-case letters");
});

test("deploys nothing where Cloudflare does not say whether the Worker exists", async () => {
  await setUp({ lookCode: 10013 });
  expect(await failure()).toContain("Nothing was deployed: Cloudflare did not say what is there");
  expect(await commands()).toEqual([LOOK]);
});

test("goes on with the KV namespace of a first deploy that was cut off", async () => {
  await setUp({ failOnce: "deploy", code: 10014 });
  await run();
  expect(await readFile(join(root, "deployed"), "utf8")).toBe(
    CONFIG.replace('"PAGES"\n', '"PAGES"\nid = "kv-1"\n'),
  );
  expect(published).toHaveLength(1);
});

test("keeps the namespace of a Worker whose settings Cloudflare did not tell for a moment", async () => {
  await run();
  await setUp({ failOnce: "deploy", code: 10014 });
  await run();
  expect((await commands()).slice(-4)).toEqual(["deploy", LOOK, "deploy", MIGRATE]);
  await rm(join(root, "failed"));
  await setUp({ fail: "deploy", code: 10014 });
  const message = await failure();
  expect(message).toContain("The Worker was not deployed");
  expect(message).not.toContain("delete");
});
