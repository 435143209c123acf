import type { PollDefinition, ResultsPolicy } from "./poll.ts";

/** Whether ballots are taken. */
export type PollStatus = "upcoming" | "open" | "closed";

/**
 * Whether a poll takes ballots at `now`.
 *
 * @param now milliseconds since 1970 (UTC)
 * @param closedFor the `closesAt` that this poll has already been seen to reach, if any: a clock
 *   that jumps back does not reopen a poll; a new `closesAt` does
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

/** Whether a reader may see the numbers. */
export function resultsVisible(policy: ResultsPolicy, status: PollStatus, voted: boolean): boolean {
  if (policy === "always" || status === "closed") return true;
  return policy === "after-vote" && voted;
}
