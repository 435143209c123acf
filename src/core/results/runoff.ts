/** One round of an instant runoff. */
interface RunoffRound {
  /** Remaining option → ballots that prefer it to all other remaining options. */
  counts: Record<string, number>;
  /** Ballots that rank none of the remaining options. */
  exhausted: number;
  /** The option eliminated after this round; `null` in the last round. */
  eliminated: string | null;
}

/** An instant runoff, round by round. */
export interface Runoff {
  rounds: RunoffRound[];
  /** The option with more than half of the continuing ballots in the last round; `null` without ballots. */
  winner: string | null;
}

/**
 * Counts ranked ballots by instant runoff (single transferable vote for one seat).
 *
 * In each round every ballot counts for its highest-ranked remaining option. An option with more than half of these
 * ballots wins. Otherwise the option with the fewest is eliminated. A tie for the fewest is broken by the previous round,
 * then the one before it, and so on back to the first; options that tied in all rounds are eliminated in reverse poll
 * order.
 *
 * @param options ids in the poll's order
 * @param rankings distinct rankings (ids, most preferred first) with the number of ballots of each
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
    // All ballots are exhausted, so the remaining options cannot be ordered.
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

/** The option to eliminate: fewest ballots in the last round, ties broken by earlier rounds. */
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
