import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PROJECT } from "../support/site.ts";

const CONSTANT = `export default { fetch: () => new Response("ok") };`;

const CONFIG = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "constant.js", esModule = embed "constant.js")],
    compatibilityDate = "2026-11-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

/** A Worker that answers "ok", on `workerd serve` without anything in front of it. */
export async function startBareWorkerd(): Promise<{ url: URL; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-workerd-"));
  const port = await freePort();
  await writeFile(join(folder, "constant.js"), CONSTANT);
  await writeFile(join(folder, "config.capnp"), CONFIG(port));
  const binary = join(PROJECT, "node_modules/workerd/bin/workerd");
  const child = spawn(binary, ["serve", join(folder, "config.capnp")], { stdio: "ignore" });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const url = new URL(`http://127.0.0.1:${port}`);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(url);
      break;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(50);
    }
  }
  return {
    url,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  return typeof address === "object" && address ? address.port : 0;
}
