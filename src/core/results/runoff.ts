/** One round of an instant runoff. */
export interface RunoffRound {
  /** For each option still in the running: the ballots that prefer it to all others left. */
  counts: Record<string, number>;
  /** Ballots that rank none of the options still in the running. */
  exhausted: number;
  /** The option that leaves after this round; `null` in the last. */
  eliminated: string | null;
}

/** An instant runoff, round by round. */
export interface Runoff {
  rounds: RunoffRound[];
  /** The option with more than half of the ballots that still count in the last round; `null` where nobody voted. */
  winner: string | null;
}

/**
 * Counts ranked ballots by instant runoff (single transferable vote for one seat).
 *
 * In each round every ballot counts for the option that it ranks highest among those left. An option with more
 * than half of these ballots wins. Else the option with the fewest leaves. A tie for the fewest is broken by
 * the round before, then the one before that, and so on back to the first; options that were level in all
 * of them leave in the reverse of the order in which the poll lists them.
 *
 * @param options ids in the poll's order
 * @param rankings rankings (ids, the most preferred first) and how many ballots have each
 */
export function instantRunoff(
  options: readonly string[],
  rankings: readonly (readonly [ranking: readonly string[], ballots: number])[],
): Runoff {
  const left = new Set(options);
  const rounds: RunoffRound[] = [];
  while (left.size > 0) {
    const round = countRound(options, left, rankings);
    rounds.push(round);
    const counts = Object.entries(round.counts);
    const total = counts.reduce((sum, [, n]) => sum + n, 0);
    // Ballots that rank nothing that is left say nothing about it: no order among the rest follows from them.
    if (total === 0) return { rounds, winner: null };
    const winner = counts.find(([, n]) => n * 2 > total);
    if (winner) return { rounds, winner: winner[0] };
    round.eliminated = weakest(options, left, rounds);
    left.delete(round.eliminated);
  }
  return { rounds, winner: null };
}

function countRound(
  options: readonly string[],
  left: ReadonlySet<string>,
  rankings: readonly (readonly [readonly string[], number])[],
): RunoffRound {
  const counts: Record<string, number> = {};
  for (const option of options) if (left.has(option)) counts[option] = 0;
  let exhausted = 0;
  for (const [ranking, ballots] of rankings) {
    const preferred = ranking.find((option) => left.has(option));
    if (preferred === undefined) exhausted += ballots;
    else counts[preferred] = (counts[preferred] ?? 0) + ballots;
  }
  return { counts, exhausted, eliminated: null };
}

/** Who leaves: the fewest in the last round, and of those that are level there the fewest in the one before. */
function weakest(
  options: readonly string[],
  left: ReadonlySet<string>,
  rounds: readonly RunoffRound[],
): string {
  let tied = options.filter((option) => left.has(option));
  for (const { counts } of rounds.toReversed()) {
    const fewest = Math.min(...tied.map((option) => counts[option] ?? 0));
    tied = tied.filter((option) => (counts[option] ?? 0) === fewest);
  }
  return tied.at(-1) ?? "";
}
