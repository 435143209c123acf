import type { Miniflare } from "miniflare";
import { messageOf } from "../content/source.ts";

const MINUTE_MS = 60_000;

/**
 * Replaces the platform's cron: calls the Worker's scheduler now, and at the start of every minute. Calls never
 * overlap. A failure is reported once, until a call succeeds again.
 *
 * @param trigger calls the scheduler
 * @returns stops it; resolves when no call is in progress any more
 */
export function everyMinute(
  trigger: () => Promise<void>,
  print: (line: string) => void,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;
  const run = async (): Promise<void> => {
    try {
      await trigger();
      failing = false;
    } catch (error) {
      if (!failing && !stopped) print(`The scheduler failed: ${messageOf(error)}`);
      failing = true;
    }
    if (stopped) return;
    timer = setTimeout(
      () => {
        running = run();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
  };
  let running = run();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

/** Calls the scheduler of a Worker that is served on this machine: miniflare does not do so by itself. */
export async function triggerScheduler(miniflare: Miniflare): Promise<void> {
  const worker = await miniflare.getWorker();
  const { outcome } = await worker.scheduled({ cron: "* * * * *" });
  if (outcome !== "ok") throw new Error(`it ended with “${outcome}”; the Worker's log says why`);
}
