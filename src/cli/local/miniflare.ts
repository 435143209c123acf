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
 * @param port to serve on; left out, any that is free
 */
export function makeMiniflare(
  state: string,
  workers: V4WorkerOptions[],
  port: number = 0,
): Miniflare {
  return new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      cf: false,
      log: new Log(LogLevel.WARN),
      telemetry: { enabled: false },
      resourcePersistencePath: state,
      workers,
    }),
  );
}
