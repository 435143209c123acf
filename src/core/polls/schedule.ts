import type { PollDefinition, ResultsPolicy } from "./poll.ts";

/** Whether a poll accepts ballots. */
export type PollStatus = "upcoming" | "open" | "closed";

/**
 * The status of a poll at `now`.
 *
 * @param now milliseconds since 1970 (UTC)
 * @param closedFor the `closesAt` already recorded as reached, if any: a clock that jumps back does not reopen a
 *   poll; a new `closesAt` does
 */
export function pollStatus(
  poll: Pick<PollDefinition, "opensAt" | "closesAt">,
  now: number,
  closedFor: number | null,
): PollStatus {
  if (poll.closesAt !== null && (now >= poll.closesAt || closedFor === poll.closesAt)) {
    return "closed";
  }
  return poll.opensAt !== null && now < poll.opensAt ? "upcoming" : "open";
}

/** Whether a reader may see the results. */
export function resultsVisible(policy: ResultsPolicy, status: PollStatus, voted: boolean): boolean {
  if (policy === "always" || status === "closed") return true;
  return policy === "after-vote" && voted;
}
