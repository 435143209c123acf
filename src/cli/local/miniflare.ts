import { join, resolve } from "node:path";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
} from "miniflare";

/** The folder of the stores below the one that `--persist-to` names; `wrangler dev` uses the same. */
export function stateIn(persistTo: string): string {
  return join(resolve(persistTo), "v3");
}

/**
 * Runs Workers in a workerd of their own on this machine. Cloudflare is never contacted, and only warnings are printed.
 *
 * @param state the folder of their stores
 * @param options.port the port to serve on; any free one if omitted
 * @param options.inspectorPort the port for a debugger; no inspector if omitted
 */
export function makeMiniflare(
  state: string,
  workers: V4WorkerOptions[],
  { port = 0, inspectorPort }: { port?: number; inspectorPort?: number | undefined } = {},
): Miniflare {
  return new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      ...(inspectorPort === undefined ? {} : { inspectorPort, inspectorHost: "127.0.0.1" }),
      cf: false,
      log: new Log(LogLevel.WARN),
      telemetry: { enabled: false },
      resourcePersistencePath: state,
      workers,
    }),
  );
}
