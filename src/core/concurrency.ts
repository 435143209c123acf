/**
 * Runs `work` on each item, on at most `atOnce` of them at the same time. After a failure no further item is started.
 *
 * @throws the first failure, once all running work has settled
 */
export async function forEachConcurrent<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  const runner = async (): Promise<void> => {
    for (const item of waiting) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const done = await Promise.allSettled(Array.from({ length: atOnce }, runner));
  for (const result of done) if (result.status === "rejected") throw result.reason;
}
