import type { Miniflare } from "miniflare";
import { messageOf } from "../content/source.ts";

const MINUTE_MS = 60_000;

/**
 * Does what the platform's clock does: calls the Worker's scheduler now, and at the beginning of every minute. No call
 * begins before the one before it has ended. What fails is told once, until it works again.
 *
 * @param trigger calls the scheduler
 * @returns ends it; resolves when no call is under way any more
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

/** Calls the scheduler of a Worker that is served on this machine: miniflare does not do it by itself. */
export async function triggerScheduler(miniflare: Miniflare): Promise<void> {
  const worker = await miniflare.getWorker();
  const { outcome } = await worker.scheduled({ cron: "* * * * *" });
  if (outcome !== "ok") throw new Error(`it ended with “${outcome}”; the Worker's log says why`);
}
