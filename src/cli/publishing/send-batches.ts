import { type Api, OverPlanError } from "../api/client.ts";

/** Bytes of JSON per request, approximately. */
const BATCH_BYTES = 1_000_000;

/**
 * Sends items, some at a time. Where a request is more than the account's plan allows, all later ones have half as many.
 *
 * @param send is called with at least one item, and with the same ones again in a smaller batch
 */
export async function sendBatches<T>(
  api: Api,
  items: readonly T[],
  send: (batch: T[]) => Promise<unknown>,
  sent: (n: number) => void,
): Promise<void> {
  for (let rest = items; rest.length > 0;) {
    const batch = firstOf(rest, api.itemsAtOnce);
    try {
      await send(batch);
    } catch (error) {
      if (!(error instanceof OverPlanError) || batch.length === 1) throw error;
      api.itemsAtOnce = Math.ceil(batch.length / 2);
      continue;
    }
    rest = rest.slice(batch.length);
    sent(batch.length);
  }
}

function firstOf<T>(items: readonly T[], most: number): T[] {
  let bytes = 0;
  const end = items.slice(0, most).findIndex((item, i) => {
    bytes += JSON.stringify(item).length;
    return i > 0 && bytes > BATCH_BYTES;
  });
  return items.slice(0, end === -1 ? most : end);
}
