/** How long we wait for a store. One that takes longer counts as failing. */
export const STORE_LIMIT_MS = 2000;

/**
 * Waits for `work`, but no longer than `ms`.
 *
 * @throws when the time runs out, or whatever `work` throws
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

/** Waits for `work`, but no longer than `ms`: then resolves to `fallback`. */
export async function withTimeoutOr<T, U>(
  work: Promise<T>,
  ms: number,
  fallback: U,
): Promise<T | U> {
  return Promise.race([work, scheduler.wait(ms).then(() => fallback)]);
}
