import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleOf } from "../support/campaign.ts";
import { AGAIN, FIRST } from "./steps.ts";
import { checkout, cloudflareFor, deployFrom, SITE } from "./support.ts";

test.each(sampleOf("splitters", ["quotes", "naive"] as const, 1))(
  "deploys into a fresh account whose D1 cuts SQL as “%s” does, and again",
  async (splitter) => {
    const cloudflare = await cloudflareFor({ splitter });
    const { account } = cloudflare;
    const root = await checkout({ builds: true });
    // As slow as Cloudflare: a version and a secret take some seconds until they are everywhere.
    cloudflare.edge.rollout = 4;
    const first = await deployFrom(root);
    expect(first.failure).toBeNull();
    expect(first.printed.join("\n")).toContain(`waiting until it accepts the token at ${SITE}`);
    // deploy-faults.test.ts has a fault at each of these.
    expect(cloudflare.steps.toSorted()).toEqual(FIRST.toSorted());
    const worker = account.workers.get("hustings");
    expect([...(worker?.secrets.keys() ?? [])]).toEqual(["PUBLISH_TOKEN"]);
    expect(worker?.onWorkersDev).toBe(true);
    expect(worker?.schedules).toEqual([{ cron: "* * * * *" }]);
    expect([...account.namespaces.values()]).toEqual(["hustings-pages"]);
    expect([...account.databases.values()]).toMatchObject([{ name: "hustings" }]);
    // Neither source maps nor a list of packages.
    expect([...(worker?.modules.keys() ?? [])].filter((path) => !path.endsWith(".js"))).toEqual([]);

    const stores = [...account.namespaces.keys(), ...account.databases.keys()];
    cloudflare.setFault(null);
    const again = await deployFrom(root);
    expect(again.failure).toBeNull();
    expect(again.printed).toContain("    nothing new");
    expect(again.printed.join("\n")).toContain(`waiting until the new version answers at ${SITE}`);
    expect(cloudflare.steps.toSorted()).toEqual(AGAIN.toSorted());
    expect([...account.namespaces.keys(), ...account.databases.keys()]).toEqual(stores);
    // It has waited for the version that it deployed.
    const { version } = account.workers.get("hustings") ?? {};
    const { token } = JSON.parse(await readFile(join(root, ".hustings", "deploy.json"), "utf8"));
    const headers = { Authorization: `Bearer ${token}` };
    const manifest = await fetch(`${SITE}/api/manifest`, { headers });
    expect(await manifest.json()).toMatchObject({ version });
  },
);

test("a second checkout takes over nothing unless it is told to", async () => {
  const { account } = await cloudflareFor();
  const [first, second] = [await checkout(), await checkout()];
  expect((await deployFrom(first)).failure).toBeNull();
  const before = account.workers.get("hustings")?.versions.length;
  const { failure } = await deployFrom(second);
  expect(failure).toContain("was not deployed from here");
  expect(failure).not.toMatch(/delet/i);
  expect(account.workers.get("hustings")?.versions).toHaveLength(before ?? 0);

  expect((await deployFrom(second, { name: "other-paper" })).failure).toBeNull();
  expect([...account.workers.keys()]).toEqual(["hustings", "other-paper"]);
  expect([...account.namespaces.values()]).toEqual(["hustings-pages", "other-paper-pages"]);
  const names = [...account.databases.values()].map(({ name }) => name);
  expect(names).toEqual(["hustings", "other-paper"]);

  // The site of the first, with its stores.
  const stores = [...account.namespaces.keys(), ...account.databases.keys()];
  const token = account.workers.get("hustings")?.secrets.get("PUBLISH_TOKEN");
  expect((await deployFrom(second, { name: "hustings", takeOver: true })).failure).toBeNull();
  expect([...account.namespaces.keys(), ...account.databases.keys()]).toEqual(stores);
  expect(account.workers.get("hustings")?.secrets.get("PUBLISH_TOKEN")).not.toBe(token);
});

test("says what to register where the account has no workers.dev subdomain", async () => {
  const cloudflare = await cloudflareFor({ subdomain: null });
  const root = await checkout();
  const { failure } = await deployFrom(root);
  expect(failure).toContain("To go on: register the account's workers.dev subdomain");
  cloudflare.account.subdomain = "someone";
  expect((await deployFrom(root)).failure).toBeNull();
});
