import type { CastOutcome, CastRefusal } from "../rpc-types.ts";

/** What the ledger says of a ballot: an outcome, whose view of the poll the caller adds. */
export type LedgerOutcome = WithoutView<CastOutcome>;
type WithoutView<T> = T extends { view: unknown } ? Omit<T, "view"> : T;

/** Whether something was done, now or before: the voter is shown the poll then. */
export function isDone(outcome: LedgerOutcome): outcome is Exclude<LedgerOutcome, CastRefusal> {
  return ["counted", "revised", "repeated", "withdrawn", "looking"].includes(outcome.outcome);
}
