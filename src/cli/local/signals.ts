const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Aborted when this process is asked to stop. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) process.on(name, () => controller.abort());
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
