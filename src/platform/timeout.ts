/** A call to D1 or KV that has not answered after this many milliseconds counts as failed. */
export const STORE_LIMIT_MS = 2000;

/**
 * Resolves as `work` does, if it settles within `ms` milliseconds. The work itself is not cancelled.
 *
 * @throws an Error after `ms` milliseconds, or what `work` rejects with
 */
export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves as `work` does, or to `late` after `ms` milliseconds. The work itself is not cancelled. */
export async function withTimeoutOr<T, U>(work: Promise<T>, ms: number, late: U): Promise<T | U> {
  return Promise.race([work, scheduler.wait(ms).then(() => late)]);
}
