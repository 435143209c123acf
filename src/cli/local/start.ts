import { mkdir } from "node:fs/promises";
import { relative } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { readContent, type ReadContent } from "../content/content.ts";
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
  await requireFreePort(port);
  if (inspect !== undefined) await requireFreePort(inspect);
  await mkdir(persistTo, { recursive: true });
  const release = await holdState(persistTo);
  // Watched before it is read, so that no change is missed.
  const watcher = empty ? null : watch(content, { ignoreInitial: true });
  watcher?.on("error", (error) => print(`Watching failed: ${messageOf(error)}`));
  let changed = false;
  watcher?.on("all", () => (changed = true));
  try {
    if (watcher) await new Promise<void>((ready) => watcher.once("ready", ready));
    const [read, bundle, token] = await Promise.all([
      watcher && readValid(content, signal),
      worker === undefined ? buildWorker({ debug: inspect !== undefined }) : builtWorker(worker),
      localToken(home),
    ]);
    await withoutSignalHandlers(() => migrateLocal(persistTo));
    if (signal.aborted) return;
    const server = await withoutSignalHandlers(() =>
      serveWorker({ bundle, port, persistTo, token, log, inspect }),
    );
    const stopClock = everyMinute(() => triggerScheduler(server.miniflare), print);
    try {
      const to = server.url.origin;
      const serving = async (): Promise<void> => {
        await noteServer(home, to);
        print(`\n  ${to}/\n`);
        if (inspect !== undefined) print(`Debugger: http://127.0.0.1:${inspect}/json`);
      };
      if (!watcher || !read) {
        await serving();
        print("Nothing is published here. Ctrl-C stops.");
        await aborted(signal);
        return;
      }
      const publish = { content, to, token, print, signal };
      await publishAndWatch(watcher, publish, changed ? undefined : read, async () => {
        await serving();
        print(`Watching ${relative(options.cwd, content) || content} for changes. Ctrl-C stops.`);
        await aborted(signal);
      });
    } finally {
      await stopClock();
      await server.stop();
    }
  } finally {
    await watcher?.close();
    await release();
  }
}

/**
 * Publishes the folder, and again after each change, until `published` has returned. Failures after the first publish
 * are reported; what was published before stays up.
 *
 * @param read the folder as it is now, for the first publish
 * @param published called when the folder has been published for the first time
 * @throws what the first publish throws
 */
async function publishAndWatch(
  watcher: FSWatcher,
  publish: PublishOptions,
  read: ReadContent | undefined,
  published: () => Promise<void>,
): Promise<void> {
  const first = publishContent({ ...publish, read });
  // Later publishes wait for the first. Its failure is thrown here; they do not report it.
  let running: Promise<void> = first.then(
    () => undefined,
    () => undefined,
  );
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => publishAgain(publish));
    }, QUIET_MS);
  });
  try {
    await first;
    await published();
  } finally {
    clearTimeout(timer);
    await watcher.close();
    await running;
  }
}

async function readValid(content: string, signal: AbortSignal): Promise<ReadContent> {
  const read = await readContent(content, signal);
  if (!read.ok) throw new CliError(describe(read.problems, content));
  return read;
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
    if (publish.signal?.aborted) return;
    const reason = error instanceof CliError ? error.message : messageOf(error);
    publish.print(`Not published; the last good version stays up.\n${reason}`);
  }
}
