import type { Database } from "../store/database.ts";
import { projectVotes } from "../store/projection.ts";
import type { Ledger } from "./ledger.ts";

const VOTES_PER_BATCH = 500;

/** Whether D1 lacks anything of this ledger. */
export function isBehind(ledger: Ledger): boolean {
  const { seq, version } = ledger.watermark;
  return seq < ledger.counts.seq || version < ledger.counts.version;
}

/**
 * Sends D1 what it has not got, batch by batch, until it has everything.
 *
 * @throws whatever D1 throws. What was acknowledged before stays acknowledged; the rest is sent next time.
 */
export async function project(ledger: Ledger, db: Database): Promise<void> {
  while (isBehind(ledger)) {
    const poll = ledger.definition?.id;
    if (poll === undefined) return;
    const from = ledger.watermark;
    // Read in one step, so that the numbers are those of exactly these votes and the ones before.
    const votes = ledger.votesAfter(from.seq, VOTES_PER_BATCH);
    const counts = ledger.counts;
    const last = votes.at(-1)?.seq ?? from.seq;
    const caughtUp = last === counts.seq;
    await projectVotes(db, poll, votes, caughtUp ? counts : null);
    // A crash here leaves a watermark below what D1 has: the same votes are sent again, and D1 keeps the ones it has.
    ledger.setWatermark(last, caughtUp ? counts.version : from.version);
  }
}
