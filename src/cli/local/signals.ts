import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long work in progress has to end. Everything that is written here survives an end at any line. */
const PATIENCE_MS = 1500;

/** Aborted when this process is asked to stop. It ends soon after, or at once when it is asked again. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    process.on(name, () => {
      const end = (): void => process.exit(128 + constants.signals[name]);
      if (controller.signal.aborted) end();
      controller.abort();
      setTimeout(end, PATIENCE_MS).unref();
    });
  }
  // The wrapper that runs us may have been killed with SIGKILL.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, 250).unref();
  return controller.signal;
}

/**
 * Calls something that installs signal handlers, and removes those handlers again: miniflare's would end the process
 * immediately, before a publish in progress and workerd have ended.
 */
export async function withoutSignalHandlers<T>(work: () => Promise<T>): Promise<T> {
  const known = new Map(SIGNALS.map((name) => [name, new Set(process.listeners(name))]));
  const result = await work();
  for (const [name, before] of known) {
    for (const listener of process.listeners(name)) {
      if (!before.has(listener)) process.off(name, listener);
    }
  }
  return result;
}
