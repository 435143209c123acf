import {
  access,
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  calls,
  hustings,
  installByHand,
  pause,
  start,
  tool,
  writeLock,
  root,
} from "./bootstrap-support.ts";

test("installs what is missing, once, and says so in one line", async () => {
  const first = await hustings(["a", "b c"]).ended;
  expect(first).toEqual({
    code: 0,
    out: `${JSON.stringify({ args: ["a", "b c"], cwd: root })}\n`,
    err: "Installing what serving needs (npm ci --omit=dev) …\n",
  });
  expect(await hustings([]).ended).toMatchObject({ code: 0, err: "" });
  expect(await calls()).toBe(1);
  expect(await readdir(join(root, ".hustings"))).toEqual([]);
});

test("installs again when package-lock.json has changed", async () => {
  await hustings([]).ended;
  await writeLock("1.0.1");
  expect((await hustings([]).ended).err).toMatch(/^Installing/);
  expect((await hustings([]).ended).err).toBe("");
  expect(await calls()).toBe(2);
});

test("accepts what npm has installed by hand", async () => {
  await installByHand();
  expect(await hustings([]).ended).toMatchObject({ code: 0, err: "" });
  expect(await calls()).toBe(0);
  await access(join(root, "node_modules", ".hustings-installed"));
});

test("accepts a new package-lock.json that npm has written and installed by hand", async () => {
  await hustings([]).ended;
  await writeLock("1.0.1");
  await cp(join(root, "package-lock.json"), join(root, "node_modules", ".package-lock.json"));
  expect(await hustings([]).ended).toMatchObject({ code: 0, err: "" });
  expect(await calls()).toBe(1);
});

test("does not take an older installation by hand for one of the new package-lock.json", async () => {
  await hustings([]).ended;
  const old = new Date(Date.now() - 60_000);
  await utimes(join(root, "node_modules", ".package-lock.json"), old, old);
  const text = await readFile(join(root, "package-lock.json"), "utf8");
  await writeFile(join(root, "package-lock.json"), `${text}\n`);
  await hustings([]).ended;
  expect(await calls()).toBe(2);
});

test("installs over what npm has installed by hand in another version", async () => {
  await installByHand();
  await writeLock("2.0.0");
  await hustings([]).ended;
  expect(await calls()).toBe(1);
});

test("installs once when two start at once", async () => {
  const env = { NPM_TAKES: "600" };
  const runs = await Promise.all([1, 2, 3].map((n) => hustings([String(n)], { env }).ended));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(runs.filter(({ err }) => err.startsWith("Installing"))).toHaveLength(1);
  expect(await calls()).toBe(1);
  expect(await readdir(join(root, ".hustings"))).toEqual([]);
});

test("takes over the lock of a process that is gone", async () => {
  const lock = join(root, ".hustings", "install.lock");
  await mkdir(lock, { recursive: true });
  const gone = start("-e", [""]);
  await gone.ended;
  await writeFile(join(lock, String(gone.child.pid)), "");
  expect(await hustings([]).ended).toMatchObject({ code: 0 });
  expect(await calls()).toBe(1);
});

test("waits for an npm whose wrapper was killed", async () => {
  const first = hustings([], { env: { NPM_TAKES: "1500" } });
  while ((await calls()) === 0) await pause(20);
  first.child.kill("SIGKILL");
  const second = await hustings([]).ended;
  expect(second.err).toMatch(/^Waiting for process \d+, which is installing …\n/);
  expect(second.code).toBe(0);
  // What the orphan has installed is complete, so there is nothing left to do.
  const text = await readFile(join(root, "calls.txt"), "utf8");
  expect(text.split("\n").map((line) => line.split(" ")[0])).toEqual(["ci", "done", ""]);
});

test("prints what npm said and one clear line when npm fails, and leaves no lock", async () => {
  const run = await hustings([], { env: { NPM_FAILS: "1" } }).ended;
  expect(run.code).toBe(1);
  expect(run.out).toBe("");
  expect(run.err.split("\n")).toEqual([
    "Installing what serving needs (npm ci --omit=dev) …",
    "npm error: no such registry",
    "hustings: npm ci failed (exit code 3). Fix what it says above, and try again.",
    "",
  ]);
  expect(await hustings([]).ended).toMatchObject({ code: 0 });
});

test("refuses a Node that is too old", async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })";
  const run = await hustings([], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` },
  }).ended;
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toBe(
    "hustings: Node 20 or newer is needed, and this is 18.20.4. Get one from https://nodejs.org\n",
  );
  expect(await calls()).toBe(0);
});

test("runs by a link from another folder, as npx does", async () => {
  const link = join(root, "npm", "hustings");
  await symlink(join(root, "bin", "hustings.mjs"), link);
  const run = await start(link, ["x"], { cwd: join(root, "npm") }).ended;
  expect(JSON.parse(run.out)).toEqual({ args: ["x"], cwd: join(root, "npm") });
});

test("waits for the command to end when only the wrapper is told to stop", async () => {
  const run = hustings(["wait"]);
  await run.said("waiting");
  run.child.kill("SIGTERM");
  const { code, out } = await run.ended;
  expect(code).toBe(7);
  const pid = Number(/waiting (\d+)/.exec(out)?.[1]);
  expect(out).toContain("stopped tidily");
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("exits with 128 + n where signal n ended the command", async () => {
  expect(await hustings(["die"]).ended).toMatchObject({ code: 137 });
});

test("runs a tool on the project's Node", async () => {
  await tool().ended;
  const file = join(root, "node_modules", ".bin", "tool");
  await writeFile(
    file,
    "#!/usr/bin/env node\nconsole.log(process.argv[0] + ' ' + process.argv.slice(2)); process.exitCode = 5;\n",
  );
  await chmod(file, 0o755);
  const which = "console.log(process.env.PATH.split(':')[0])";
  expect(await tool(["tool", "a", "b"]).ended).toMatchObject({
    code: 5,
    out: `${process.execPath} a,b\n`,
  });
  expect(await tool(["node", "-e", which]).ended).toMatchObject({
    code: 0,
    out: `${join(root, "node_modules", ".bin")}\n`,
  });
  expect(await tool(["nosuchtool"]).ended).toMatchObject({
    code: 127,
    err: "hustings: There is no command “nosuchtool”.\n",
  });
});
