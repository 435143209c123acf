import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { siteAddress } from "../../../src/cli/deploy/wrangler.ts";

test.each([
  [["https://a.b.workers.dev"], "https://a.b.workers.dev"],
  [["https://a.b.workers.dev", "example.org (custom domain)"], "https://example.org"],
  [["example.org (custom domain - zone id: 0123)"], "https://example.org"],
  [["example.org (custom domain) [production: enabled]"], "https://example.org"],
  [["example.org (custom domain) [production: disabled]"], null],
  [["www.example.org/* (zone name: example.org)"], "https://www.example.org"],
  [["example.org/blog/*", "*.example.org/*", "schedule: 0 * * * *", "Producer for q.x"], null],
  [[], null],
])("takes %j for %s", (targets, address) => {
  expect(siteAddress(targets)).toBe(address);
});

test("ends wrangler when it is told to stop itself, and waits for its end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hustings-wrangler-"));
  const stand = join(folder, "wrangler");
  const module = new URL("../../../src/cli/deploy/wrangler.ts", import.meta.url).href;
  await writeFile(
    stand,
    `#!${process.execPath}\nprocess.on("SIGTERM", () => setTimeout(() => process.exit(0), 200));
     setInterval(() => 0, 1000); require("node:fs").writeFileSync("pid.part", String(process.pid));
     require("node:fs").renameSync("pid.part", "pid");`,
  );
  await chmod(stand, 0o755);
  const script = `import { wranglerIn } from ${JSON.stringify(module)};
    await wranglerIn(process.cwd())(["deploy"]).catch((error) => {
      console.log(error.message); process.exitCode = error.exitCode; });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    env: { ...process.env, HUSTINGS_WRANGLER: stand },
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await vi.waitUntil(() => existsSync(join(folder, "pid")), { timeout: 10_000 });
  const pid = Number(await readFile(join(folder, "pid"), "utf8"));
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(out).toBe("Stopped. To go on: npm run deploy\n");
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  await rm(folder, { recursive: true, force: true });
});
