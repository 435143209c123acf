/** What decides which of several level options leaves: an earlier round, or the order in which the poll lists them. */
type TieBreak = "earlier-round" | "order";

/** One round of an instant runoff. */
interface RunoffRound {
  /** Remaining option → ballots that prefer it to all other remaining options. */
  counts: Record<string, number>;
  /** Ballots that rank none of the remaining options. */
  exhausted: number;
  /** The option eliminated after this round; `null` in the last round. */
  eliminated: string | null;
  /** Options that were level where the outcome depends on which of them leaves; otherwise empty. */
  level: string[];
  /** What decided between these; `null` if nothing did, or there are none. */
  brokenBy: TieBreak | null;
}

/** An instant runoff, round by round. */
export interface Runoff {
  rounds: RunoffRound[];
  /** The option with more than half of the continuing ballots in the last round; `null` in a tie and without ballots. */
  winner: string | null;
  /** Without a winner, the options that tie. With one, the options between which a {@link TieBreak} decided the outcome. */
  tie: string[];
  /** What decided. `null` if there is no winner. */
  decidedBy: "majority" | TieBreak | null;
}

type Rankings = readonly (readonly [ranking: readonly string[], ballots: number])[];

/**
 * Steps that every count may spend on finding out whether ties make a difference, besides as many as the count itself
 * takes. Beyond that, ties are taken to make one: a count must not take long because somebody arranged for many of them.
 */
const STEPS_FOR_TIES = 40_000;

interface Budget {
  steps: number;
}

/**
 * Counts ranked ballots by instant runoff (single transferable vote for one seat).
 *
 * In each round every ballot counts for its highest-ranked remaining option. An option with more than half of these
 * ballots wins. Otherwise the option with the fewest is eliminated. A tie for the fewest is broken by the previous round,
 * then the one before it, and so on back to the first; options that tied in all rounds are eliminated in reverse poll
 * order.
 *
 * If all remaining options tied in all rounds, and it makes a difference which of them leaves, the poll's order does not
 * decide: those that could win are tied. If another tie makes a difference, the result says what broke it.
 *
 * @param options ids in the poll's order
 * @param rankings distinct rankings (ids, most preferred first) with the number of ballots of each
 */
export function instantRunoff(options: readonly string[], rankings: Rankings): Runoff {
  const steps = STEPS_FOR_TIES + rankings.length * options.length;
  return new Count(options, rankings).finish(new Set(options), [], { steps });
}

class Count {
  readonly #options: readonly string[];
  readonly #rankings: Rankings;

  constructor(options: readonly string[], rankings: Rankings) {
    this.#options = options;
    this.#rankings = rankings;
  }

  /**
   * Counts to the end.
   *
   * @param past the rounds so far
   * @param budget for finding out whether ties make a difference; `null` if this count is itself a part of that
   */
  finish(running: ReadonlySet<string>, past: RunoffRound[], budget: Budget | null): Runoff {
    const left = new Set(running);
    const rounds = [...past];
    let decision: Pick<Runoff, "tie" | "decidedBy"> = { tie: [], decidedBy: "majority" };
    while (left.size > 0) {
      const round = this.#round(left);
      rounds.push(round);
      const counts = Object.entries(round.counts);
      const total = counts.reduce((sum, [, n]) => sum + n, 0);
      // All ballots are exhausted, so the remaining options cannot be ordered.
      if (total === 0) break;
      const winner = counts.find(([, n]) => n * 2 > total);
      if (winner) return { rounds, winner: winner[0], ...decision };
      const { fewest, weakest } = this.#weakest(left, rounds);
      const brokenBy = weakest.length > 1 ? "order" : "earlier-round";
      const level = weakest.length > 1 ? weakest : fewest;
      const couldWin = this.#couldWin(level, fewest, left, rounds, budget);
      if (couldWin) {
        round.level = level;
        if (weakest.length === left.size) {
          const tie = this.#options.filter((option) => couldWin.has(option));
          return { rounds, winner: null, tie, decidedBy: null };
        }
        round.brokenBy = brokenBy;
        if (decision.decidedBy !== "order") decision = { tie: level, decidedBy: brokenBy };
      }
      round.eliminated = weakest.at(-1) ?? "";
      left.delete(round.eliminated);
    }
    return { rounds, winner: null, tie: [], decidedBy: null };
  }

  #round(left: ReadonlySet<string>): RunoffRound {
    const counts: Record<string, number> = {};
    for (const option of this.#options) if (left.has(option)) counts[option] = 0;
    let exhausted = 0;
    for (const [ranking, ballots] of this.#rankings) {
      const preferred = ranking.find((option) => left.has(option));
      if (preferred === undefined) exhausted += ballots;
      else counts[preferred] = (counts[preferred] ?? 0) + ballots;
    }
    return { counts, exhausted, eliminated: null, level: [], brokenBy: null };
  }

  /** The options with the fewest ballots in the last round, and those of them that no earlier round puts ahead. */
  #weakest(
    left: ReadonlySet<string>,
    rounds: readonly RunoffRound[],
  ): { fewest: string[]; weakest: string[] } {
    let tied = this.#options.filter((option) => left.has(option));
    let fewest: string[] | null = null;
    for (const { counts } of rounds.toReversed()) {
      const least = Math.min(...tied.map((option) => counts[option] ?? 0));
      tied = tied.filter((option) => (counts[option] ?? 0) === least);
      fewest ??= tied;
    }
    return { fewest: fewest ?? [], weakest: tied };
  }

  /** The options that could win, depending on which of `level` leaves; `null` if it makes no difference. */
  #couldWin(
    level: readonly string[],
    fewest: readonly string[],
    left: ReadonlySet<string>,
    rounds: RunoffRound[],
    budget: Budget | null,
  ): ReadonlySet<string> | null {
    if (level.length < 2) return null;
    if (budget === null) return level.length === left.size ? left : null;
    if (allLeave(fewest.length, rounds.at(-1)?.counts ?? {})) return null;
    const outcomes = new Set<string>();
    const couldWin = new Set<string>();
    for (const out of level) {
      if (budget.steps < 0) return left;
      const rest = new Set([...left].filter((option) => option !== out));
      const trial = this.finish(rest, rounds, null);
      const steps = this.#rankings.length + this.#options.length;
      budget.steps -= (trial.rounds.length - rounds.length) * steps;
      const first = trial.winner === null ? trial.tie : [trial.winner];
      outcomes.add(first.join(" "));
      for (const option of first) couldWin.add(option);
    }
    return outcomes.size > 1 ? couldWin : null;
  }
}

/**
 * Whether the `n` options with the fewest ballots all leave before any other option, in whatever order: they are among the
 * last ones, which all together have fewer ballots than any other option.
 */
function allLeave(n: number, counts: Readonly<Record<string, number>>): boolean {
  const ascending = Object.values(counts).toSorted((a, b) => a - b);
  let together = 0;
  return ascending.some((count, i) => {
    const isFewer = i >= n && together < count;
    together += count;
    return isFewer;
  });
}
