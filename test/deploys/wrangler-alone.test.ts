import { expect, test } from "vitest";
import { wranglerIn } from "../../src/cli/deploy/wrangler.ts";
import { checkout, cloudflareFor, deployFrom, SITE } from "./support.ts";

test("after `wrangler deploy` alone, the site says what is missing, and npm run deploy goes on", async () => {
  const { edge } = await cloudflareFor();
  const root = await checkout();
  expect((await wranglerIn(root)(["deploy"])).code).toBe(0);

  // The tables are missing.
  const front = await fetch(`${SITE}/`);
  expect(front.status).toBe(503);
  const page = await front.text();
  expect(page).toContain("This site is not set up yet");
  expect(page).toContain("npm run deploy");
  // A run each minute is no failure each minute.
  expect(await edge.runSchedule()).toBe("ok");
  const health = await fetch(`${SITE}/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({
    missing: "tables of the database: npm run deploy",
    stores: { d1: "ok", kv: "ok", polls: "ok" },
  });
  const api = await fetch(`${SITE}/api/manifest`);
  expect(await api.text()).toContain("npm run deploy");

  // Everything but the content is there.
  const { failure } = await deployFrom(root);
  expect(failure).toContain("if it is this site, npm run deploy -- --empty --take-over");
  expect((await deployFrom(root, { takeOver: true })).failure).toBeNull();
  for (const path of ["/", "/articles/one", "/archive"]) {
    const answer = await fetch(SITE + path);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).toContain("Nothing is published here yet");
    expect(text).toContain("npm run deploy");
  }
  expect(await edge.runSchedule()).toBe("ok");
  expect(await (await fetch(`${SITE}/health`)).json()).toMatchObject({
    ok: true,
    missing: "content: npm run deploy",
  });
});
