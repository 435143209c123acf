import type { LedgerEntry } from "../../../src/core/polls/entry.ts";
import { emptyTally, type Tallies, type Tally } from "../../../src/core/results/tally.ts";

/**
 * Votes added up one by one, as anybody could do with the open data.
 *
 * @param ranked of these questions the first option alone counts
 */
export function addUp(
  votes: readonly Pick<LedgerEntry, "answers">[],
  ranked: ReadonlySet<string> = new Set(),
): Tally {
  const tally = emptyTally();
  for (const { answers } of votes) {
    tally.votes += 1;
    for (const [q, options] of Object.entries(answers)) {
      tally.voters[q] = (tally.voters[q] ?? 0) + 1;
      const counts = (tally.options[q] ??= {});
      for (const option of ranked.has(q) ? options.slice(0, 1) : options) {
        counts[option] = (counts[option] ?? 0) + 1;
      }
    }
  }
  return tally;
}

/** Without the numbers that are 0: a tally that came back to 0 is as good as one that never left it. */
export function withoutZeros({ votes, voters, options }: Tally): Tally {
  const positive = (counts: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
  const some = Object.entries(options)
    .map(([q, counts]) => [q, positive(counts)] as const)
    .filter(([, counts]) => Object.keys(counts).length > 0);
  return { votes, voters: positive(voters), options: Object.fromEntries(some) };
}

/** All of a poll's tallies without the numbers that are 0. */
export function tidy({ all, audiences }: Tallies): Tallies {
  const some = Object.entries(audiences)
    .map(([id, tally]) => [id, withoutZeros(tally)] as const)
    .filter(([, tally]) => tally.votes !== 0);
  return { all: withoutZeros(all), audiences: Object.fromEntries(some) };
}
