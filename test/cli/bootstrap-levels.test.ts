import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  calls,
  hustings,
  installByHand,
  npmCalls,
  pause,
  tool,
  writeLock,
  root,
  ALL,
  SERVE,
} from "./bootstrap-support.ts";

test("installs what serving needs, then the tools when one is run, and keeps them", async () => {
  await hustings([]).ended;
  expect((await tool().ended).err).toBe("Installing what is missing (npm ci) …\n");
  expect((await hustings([]).ended).err).toBe("");
  await writeLock("1.0.1");
  expect((await hustings([]).ended).err).toBe("Installing what is missing (npm ci) …\n");
  expect((await tool().ended).err).toBe("");
  expect(await npmCalls()).toEqual([SERVE, ALL, ALL]);
});

test("deploys with all that there is", async () => {
  await hustings(["deploy"]).ended;
  expect((await tool().ended).err).toBe("");
  expect(await npmCalls()).toEqual([ALL]);
});

test.each(["all", "serve"] as const)(
  "tells to which level npm has installed by hand: %s",
  async (level) => {
    await installByHand(level);
    expect((await hustings([]).ended).err).toBe("");
    expect(await npmCalls()).toEqual([]);
    expect((await tool().ended).code).toBe(0);
    expect(await npmCalls()).toEqual(level === "all" ? [] : [ALL]);
  },
);

test("takes tools without their Node for an installation that was cut off", async () => {
  await tool().ended;
  await rm(join(root, "node_modules", "node"), { recursive: true });
  expect((await tool().ended).code).toBe(0);
  expect(await npmCalls()).toEqual([ALL, ALL]);
});

test("waits for who installs what serving needs, and then installs the rest", async () => {
  const serving = hustings([], { env: { NPM_TAKES: "600" } });
  while ((await calls()) === 0) await pause(20);
  const { err } = await tool().ended;
  expect(err).toMatch(/^Waiting for process \d+, .*\nInstalling what is missing \(npm ci\) …\n$/);
  expect((await serving.ended).code).toBe(0);
  expect(await npmCalls()).toEqual([SERVE, ALL]);
});

test("serves on a Node that can't take types out of TypeScript", async () => {
  const env = { NODE_OPTIONS: "--no-experimental-strip-types" };
  const run = await hustings(["x"], { env }).ended;
  expect(run).toMatchObject({ code: 0, out: `${JSON.stringify({ args: ["x"], cwd: root })}\n` });
});

test("has a Node that is too old to serve install the project's own", async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { node: '20.18.3' } })";
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` };
  expect((await hustings([], { env }).ended).code).toBe(0);
  expect(await npmCalls()).toEqual([ALL]);
});
