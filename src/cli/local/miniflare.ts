import { join, resolve } from "node:path";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
} from "miniflare";

/** Where in the folder that `--persist-to` names `wrangler dev` keeps the stores, too. */
export function stateIn(persistTo: string): string {
  return join(resolve(persistTo), "v3");
}

/**
 * Workers on a workerd of their own, on this machine: nothing is asked of Cloudflare, and warnings alone are printed.
 *
 * @param state the folder of their stores
 * @param options.port to serve on; left out, any free one
 * @param options.inspectorPort where a debugger connects; left out, there is no inspector
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
