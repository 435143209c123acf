import type { Database } from "../store/database.ts";
import { projectVotes } from "../store/projection.ts";
import type { Ledger } from "./ledger.ts";

/** D1 takes parameters of 2 MB: as many votes of the longest kind (16 KiB) fit into that. */
const VOTES_PER_BATCH = 100;

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
    if (votes.length === 0 && from.seq < counts.seq) {
      throw new Error(`the ledger has no vote after ${from.seq}, but ${counts.seq} were counted`);
    }
    const last = votes.at(-1)?.seq ?? from.seq;
    const caughtUp = last === counts.seq;
    await projectVotes(db, poll, votes, caughtUp ? counts : null);
    // Moved meanwhile, to have everything sent again: then what D1 has just taken is no news.
    if (ledger.watermark !== from) continue;
    // A crash here leaves a watermark below what D1 has: the same votes are sent again, and D1 keeps the ones it has.
    ledger.setWatermark(last, caughtUp ? counts.version : from.version);
  }
}
