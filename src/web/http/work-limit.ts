import { networkOf } from "../../core/polls/network.ts";
import type { AppContext } from "../context.ts";
import { localRefusal } from "./problems.ts";

/** What one network may not have done for it without end: it is counted apart. */
type Work = "search" | "miss" | "poll" | "file";

/**
 * Whether one network has asked for too much that is not in memory, as counted by the platform. Call it only where a store
 * is about to be asked: what is answered from memory is never limited. The address is not kept. A loopback address has no
 * network: it is the developer's own machine.
 */
export async function isTooMuch(c: AppContext, work: Work): Promise<boolean> {
  const network = networkOf(c.req.header("CF-Connecting-IP") ?? "");
  if (network === null) return false;
  return !(await c.env.WORK_LIMIT.limit({ key: `${work} ${network}` })).success;
}

/** The refusal of a request for which {@link isTooMuch}. */
export const tooManyRequests = localRefusal(
  429,
  "too-many",
  ({ refusal }) => refusal.tooManyRequests,
  { retryAfter: 60 },
);
