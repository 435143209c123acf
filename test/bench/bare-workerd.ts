import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PROJECT } from "../support/site.ts";
import { bundle, type Site } from "./sites.ts";

/** A Worker on `workerd serve`, with nothing in front of it. */
interface Bare {
  url: URL;
  stop(): Promise<void>;
}

interface Module {
  path: string;
  contents: string;
}

/** A Worker that answers "ok". */
export function startConstant(): Promise<Bare> {
  const contents = `export default { fetch: () => new Response("ok") };`;
  return serve({ main: [{ path: "constant.js", contents }] });
}

/**
 * Our Worker, as far as it reads pages: with a site's KV contents, but without D1 and objects. A Worker that holds all
 * of it in memory stands in for KV.
 */
export async function startReader(site: Site, paths: RegExp): Promise<Bare> {
  const pages = await site.miniflare.getKVNamespace("PAGES", "hustings");
  const { keys } = await pages.list();
  const held: Record<string, { value: string; metadata: unknown }> = {};
  for (const { name } of keys.filter((key) => paths.test(key.name))) {
    const { value, metadata } = await pages.getWithMetadata(name, "arrayBuffer");
    if (value) held[name] = { value: Buffer.from(value).toString("base64"), metadata };
  }
  const store = [
    { path: "kv.js", contents: STORE },
    { path: "held.js", contents: `export default ${JSON.stringify(held)};` },
  ];
  return serve({ main: (await bundle()).modules, store });
}

/** The protocol between workerd's KV binding and its service: `GET /<key>`; the metadata come in a header. */
const STORE = `import held from "held.js";
export default {
  fetch(request) {
    const found = held[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    if (!found) return new Response(null, { status: 404 });
    const bytes = Uint8Array.from(atob(found.value), (c) => c.charCodeAt(0));
    return new Response(bytes, { headers: { "CF-KV-Metadata": JSON.stringify(found.metadata) } });
  },
};`;

const BINDINGS = `[
      (name = "PAGES", kvNamespace = "store"),
      (name = "REQUEST_LOG", text = "off"),
      (name = "VERSION", json = "{\\"id\\":\\"bench\\",\\"tag\\":\\"\\",\\"timestamp\\":\\"\\"}"),
    ]`;

/** @param workers the first module of each is its entry point */
async function serve(workers: { main: Module[]; store?: Module[] }): Promise<Bare> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-workerd-"));
  const port = await freePort();
  const services: string[] = [];
  for (const [name, modules] of Object.entries(workers)) {
    await mkdir(join(folder, name));
    for (const { path, contents } of modules) await writeFile(join(folder, name, path), contents);
    const embedded = modules.map(
      ({ path }) => `(name = "${path}", esModule = embed "${name}/${path}")`,
    );
    const bindings = name === "main" && workers.store ? BINDINGS : "[]";
    services.push(`(name = "${name}", worker = (
    modules = [${embedded.join(", ")}],
    compatibilityDate = "2026-11-01",
    bindings = ${bindings},
  ))`);
  }
  await writeFile(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(", ")}],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`,
  );
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
