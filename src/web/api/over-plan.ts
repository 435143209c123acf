import { type Refusal, wholeText } from "../http/problems.ts";

/** One request asked the stores for more than Cloudflare's plan allows. */
export const overPlan: Refusal = {
  status: 503,
  kind: "over-plan",
  title: "More than the plan allows",
  detail:
    "This is more than one request may ask of Cloudflare's stores: 50 queries and calls on the free plan, 1,000 on the paid plan. Send less at a time, or change the plan.",
};

/** Whether an error says that a request has come to the limit. */
export function isOverPlan(error: unknown): boolean {
  return /too many (?:subrequests|API requests)/i.test(wholeText(error));
}
