/** A store that has not answered within this time is taken for one that fails. */
export const STORE_LIMIT_MS = 2000;

/**
 * Waits for `work`, but not for ever.
 *
 * @throws where it takes longer than `ms`
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
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

/** Waits for `work`, but not for ever: what takes longer than `ms` is answered by `late`. */
export async function withinOr<T, U>(work: Promise<T>, ms: number, late: U): Promise<T | U> {
  return Promise.race([work, scheduler.wait(ms).then(() => late)]);
}
