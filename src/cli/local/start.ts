import { mkdir } from "node:fs/promises";
import { relative } from "node:path";
import { watch } from "chokidar";
import { readContent } from "../content/content.ts";
import { CliError, describe } from "../output/errors.ts";
import { localToken, noteServer } from "./local.ts";
import { holdState } from "./lock.ts";
import { migrateLocal } from "./migrate.ts";
import { publishContent, type PublishOptions } from "../publishing/publish.ts";
import { everyMinute, triggerScheduler } from "./schedule.ts";
import { builtWorker, buildWorker, requireFreePort, serveWorker } from "./serve.ts";
import { withoutSignalHandlers } from "./signals.ts";
import { messageOf } from "../content/source.ts";

/** How long a folder must be quiet before it is published again: editors write a file in several steps. */
const QUIET_MS = 200;

/** How to start. */
interface StartOptions {
  port: number;
  content: string;
  /** Where D1, KV and the poll objects are kept. */
  persistTo: string;
  /** A folder with a Worker built by `bin/build.mjs`; if omitted, it is built. */
  worker?: string | undefined;
  /** Publish nothing, and watch nothing. */
  empty?: boolean;
  /** Print a line for each request. */
  log?: boolean;
  /** Where this machine's token and the site's address are kept. */
  home: string;
  /** The user's current folder: file names in messages are relative to it. */
  cwd: string;
  /** Let a debugger connect to the Worker on this port. */
  inspect?: number | undefined;
  print: (line: string) => void;
  /** Aborted when the site is to stop. */
  signal: AbortSignal;
}

/**
 * Serves the site on this machine and publishes the content folder, now and whenever it changes. Returns when `signal`
 * is aborted and everything has stopped.
 */
export async function start(options: StartOptions): Promise<void> {
  try {
    await run(options);
  } catch (error) {
    // Ctrl-C also reaches the tools that run for us: their failure is expected then.
    if (!options.signal.aborted) throw error;
  }
}

async function run(options: StartOptions): Promise<void> {
  const { port, content, persistTo, home, worker, empty = false, log = false } = options;
  const { inspect, print, signal } = options;
  // Checks that can fail run first, the fastest ones first.
  if (!empty) await requireContent(content);
  await requireFreePort(port);
  if (inspect !== undefined) await requireFreePort(inspect);
  await mkdir(persistTo, { recursive: true });
  const release = await holdState(persistTo);
  try {
    const [bundle, token] = await Promise.all([
      worker === undefined ? buildWorker({ debug: inspect !== undefined }) : builtWorker(worker),
      localToken(home),
      withoutSignalHandlers(() => migrateLocal(persistTo)),
    ]);
    if (signal.aborted) return;
    const server = await withoutSignalHandlers(() =>
      serveWorker({ bundle, port, persistTo, token, log, inspect }),
    );
    const stopClock = everyMinute(() => triggerScheduler(server.miniflare), print);
    try {
      const publish: PublishOptions = { content, to: server.url.origin, token, print };
      const serving = async (): Promise<void> => {
        await noteServer(home, server.url.origin);
        print(`\n  ${server.url.origin}/\n`);
        if (inspect !== undefined) print(`Debugger: http://127.0.0.1:${inspect}/json`);
      };
      if (empty) {
        await serving();
        print("Nothing is published here. Ctrl-C stops.");
        await aborted(signal);
        return;
      }
      await publishAndWatch(publish, signal, async () => {
        await serving();
        print(`Watching ${relative(options.cwd, content) || content} for changes. Ctrl-C stops.`);
      });
    } finally {
      await stopClock();
      await server.stop();
    }
  } finally {
    await release();
  }
}

/**
 * Publishes the folder, and again after each change, until `signal` is aborted. Failures after the first publish are
 * reported; what was published before stays up.
 *
 * @param published called when the folder has been published for the first time
 * @throws what the first publish throws
 */
async function publishAndWatch(
  publish: PublishOptions,
  signal: AbortSignal,
  published: () => Promise<void>,
): Promise<void> {
  // Watch before reading, so that a file saved during the first publish is not missed.
  const watcher = watch(publish.content, { ignoreInitial: true });
  watcher.on("error", (error) => publish.print(`Watching failed: ${messageOf(error)}`));
  let timer: NodeJS.Timeout | undefined;
  let running = new Promise<void>((ready) => watcher.once("ready", ready));
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => publishAgain(publish));
    }, QUIET_MS);
  });
  try {
    await running;
    const first = publishContent(publish);
    // Later publishes wait for the first. Its failure is thrown here; they do not report it.
    running = first.then(
      () => undefined,
      () => undefined,
    );
    await first;
    if (signal.aborted) return;
    await published();
    await aborted(signal);
  } finally {
    clearTimeout(timer);
    await watcher.close();
    await running;
  }
}

async function requireContent(content: string): Promise<void> {
  const read = await readContent(content);
  if (!read.ok) throw new CliError(describe(read.problems, content));
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((stop) => {
    if (signal.aborted) stop();
    signal.addEventListener("abort", () => stop(), { once: true });
  });
}

async function publishAgain(publish: PublishOptions): Promise<void> {
  try {
    await publishContent(publish);
  } catch (error) {
    const reason = error instanceof CliError ? error.message : messageOf(error);
    publish.print(`Not published; the last good version stays up.\n${reason}`);
  }
}
