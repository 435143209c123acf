/** A store that has not answered within this time is taken for one that fails. */
export const STORE_LIMIT_MS = 2000;

/**
 * Waits for `work`, but not for ever.
 *
 * @throws where it takes longer than `ms`
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = scheduler.wait(ms).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  return Promise.race([work, late]);
}
