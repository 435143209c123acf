import { describe, expect, test } from "vitest";
import { sampleOf } from "../support/campaign.ts";
import type { Cloudflare, Fault } from "./standin/cloudflare.ts";
import { AGAIN, FIRST } from "./steps.ts";
import { checkout, cloudflareFor, deployFrom, type Ended, SITE } from "./support.ts";

/** In full: each takes half a minute, and every run chooses others. */
const MOST = 6;

/** A fault at each step; where something is done, also a lost answer, and else a connection that breaks. */
function faultsAt(steps: readonly string[]): Fault[] {
  return steps.flatMap((step): Fault[] => [
    { step, kind: "refused" },
    { step, kind: step.startsWith("GET ") ? "cut" : "lost" },
  ]);
}

/** A deploy that has met a fault: it went on by itself, or says how to. */
function expectWayOn({ failure }: Ended): void {
  if (failure === null) return;
  expect(failure).toContain("To go on: ");
  expect(failure).not.toMatch(/\bdelet/i);
}

function storesOf({ account }: Cloudflare): string[] {
  return [...account.namespaces.keys(), ...account.databases.keys()];
}

describe("a first deploy", () => {
  test.each(sampleOf("faults of a first deploy", faultsAt(FIRST), 2, MOST))(
    "that meets %j is made good by the next",
    async (fault) => {
      const cloudflare = await cloudflareFor();
      const root = await checkout();
      cloudflare.setFault(fault);
      expectWayOn(await deployFrom(root));
      expect(cloudflare.steps).toContain(fault.step);
      cloudflare.setFault(null);
      expect((await deployFrom(root)).failure).toBeNull();
      const { account } = cloudflare;
      expect([...account.workers.keys()]).toEqual(["hustings"]);
      expect([...account.namespaces.values()]).toEqual(["hustings-pages"]);
      expect([...account.databases.values()]).toMatchObject([{ name: "hustings" }]);
      const worker = account.workers.get("hustings");
      expect([...(worker?.secrets.keys() ?? [])]).toEqual(["PUBLISH_TOKEN"]);
      expect(worker).toMatchObject({ onWorkersDev: true, schedules: [{ cron: "* * * * *" }] });
      expect(cloudflare.unknown).toEqual([]);
    },
  );
});

test("a deploy over a running site that meets a fault leaves the site as it is, and is made good by the next", async () => {
  const cloudflare = await cloudflareFor();
  const root = await checkout();
  expect((await deployFrom(root)).failure).toBeNull();
  const stores = storesOf(cloudflare);
  for (const fault of sampleOf("faults of a deploy over a site", faultsAt(AGAIN), 2, MOST)) {
    const what = JSON.stringify(fault);
    cloudflare.setFault(fault);
    expectWayOn(await deployFrom(root));
    expect(cloudflare.steps, what).toContain(fault.step);
    const health = await fetch(`${SITE}/health`);
    expect(await health.json(), what).toMatchObject({ stores: { d1: "ok", kv: "ok" } });
    cloudflare.setFault(null);
    expect((await deployFrom(root)).failure, what).toBeNull();
    expect(storesOf(cloudflare), what).toEqual(stores);
  }
});
