import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { buildWorker, serveWorker } from "../../../src/cli/local/serve.ts";
import { listen } from "../../support/listen.ts";
import { PROJECT } from "../../support/site.ts";

interface Parsed {
  method?: string;
  params?: { sourceMapURL?: string };
}

/** The files that a debugger is shown: those of every source map that the inspector names. */
async function sourcesOf(inspector: string): Promise<Set<string>> {
  const socket = new WebSocket(inspector);
  const sources = new Set<string>();
  await new Promise<void>((found, fail) => {
    socket.addEventListener("error", () => fail(new Error("the inspector does not answer")));
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ id: 1, method: "Debugger.enable" })),
    );
    socket.addEventListener("message", ({ data }) => {
      const { method, params } = JSON.parse(String(data)) as Parsed;
      const [, map] = params?.sourceMapURL?.split("base64,") ?? [];
      if (method !== "Debugger.scriptParsed" || map === undefined) return;
      const { sourceRoot, sources: files } = JSON.parse(
        Buffer.from(map, "base64").toString("utf8"),
      ) as { sourceRoot: string; sources: string[] };
      for (const file of files) sources.add(new URL(file, sourceRoot).href);
      if (sources.has(sourceFile("src/web/app.ts"))) found();
    });
  });
  socket.close();
  return sources;
}

const sourceFile = (file: string): string => pathToFileURL(join(PROJECT, file)).href;

it("with --inspect a debugger sees the files in src/", async () => {
  const probe = createServer();
  const port = Number(new URL(await listen(probe)).port);
  await new Promise((done) => probe.close(done));
  const folder = await mkdtemp(join(tmpdir(), "hustings-inspect-"));
  const bundle = await buildWorker({ debug: true });
  const server = await serveWorker({
    bundle,
    port: 0,
    persistTo: folder,
    token: "t".repeat(22),
    inspect: port,
  });
  try {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      id: string;
      webSocketDebuggerUrl: string;
    }[];
    const worker = targets.find(({ id }) => id === "core:user:hustings");
    const sources = await sourcesOf(worker?.webSocketDebuggerUrl ?? "");
    expect(sources).toContain(sourceFile("src/web/app.ts"));
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
