import type { Answers } from "../ballots/ballot.ts";

/** Counts of a poll's votes. Options and questions that nobody chose may be absent. */
export interface Tally {
  /** Votes that stand. */
  votes: number;
  /** Question → votes that answer it. */
  voters: Record<string, number>;
  /** Question → option → votes that chose it; in a ranked question, votes that rank it first. */
  options: Record<string, Record<string, number>>;
}

/** A poll's tally in total and by the audience that voters stated (`""`: none stated). */
export interface Tallies {
  all: Tally;
  audiences: Record<string, Tally>;
}

/** A tally without votes. */
export function emptyTally(): Tally {
  return { votes: 0, voters: {}, options: {} };
}

/** Tallies without votes. */
export function emptyTallies(): Tallies {
  return { all: emptyTally(), audiences: {} };
}

/**
 * Returns new tallies with `by` more votes like this one (-1 to remove one). The argument is not modified.
 *
 * @param ranked ids of the poll's ranked questions
 */
export function changeTallies(
  tallies: Tallies,
  vote: { answers: Answers; audience: string | null },
  ranked: ReadonlySet<string>,
  by: number,
): Tallies {
  const audience = vote.audience ?? "";
  const before = tallies.audiences[audience] ?? emptyTally();
  return {
    all: changeTally(tallies.all, vote.answers, ranked, by),
    audiences: {
      ...tallies.audiences,
      [audience]: changeTally(before, vote.answers, ranked, by),
    },
  };
}

/** The sum of the tallies of several ledgers. */
export function addTallies(parts: readonly Tallies[]): Tallies {
  const sum = emptyTallies();
  for (const { all, audiences } of parts) {
    addTally(sum.all, all);
    for (const [audience, tally] of Object.entries(audiences)) {
      addTally((sum.audiences[audience] ??= emptyTally()), tally);
    }
  }
  return sum;
}

function addTally(to: Tally, tally: Tally): void {
  to.votes += tally.votes;
  addCounts(to.voters, tally.voters);
  for (const [question, counts] of Object.entries(tally.options)) {
    addCounts((to.options[question] ??= {}), counts);
  }
}

/** Adds `counts` to those in `to`, in place. */
export function addCounts(to: Record<string, number>, counts: Record<string, number>): void {
  for (const [name, n] of Object.entries(counts)) to[name] = (to[name] ?? 0) + n;
}

function changeTally(
  tally: Tally,
  answers: Answers,
  ranked: ReadonlySet<string>,
  by: number,
): Tally {
  const next: Tally = {
    votes: tally.votes + by,
    voters: { ...tally.voters },
    options: { ...tally.options },
  };
  for (const [question, chosen] of Object.entries(answers)) {
    next.voters[question] = (next.voters[question] ?? 0) + by;
    const counts = { ...next.options[question] };
    const counted = ranked.has(question) ? chosen.slice(0, 1) : chosen;
    for (const option of counted) counts[option] = (counts[option] ?? 0) + by;
    next.options[question] = counts;
  }
  return next;
}

/** Lists the numbers in which two tallies differ, one line each; empty if they agree. */
export function differences(a: Tally, b: Tally): string[] {
  const flatA = flatten(a);
  const flatB = flatten(b);
  return [...new Set([...flatA.keys(), ...flatB.keys()])]
    .toSorted()
    .filter((key) => (flatA.get(key) ?? 0) !== (flatB.get(key) ?? 0))
    .map((key) => `${key}: ${flatA.get(key) ?? 0} and ${flatB.get(key) ?? 0}`);
}

function flatten(tally: Tally): Map<string, number> {
  const flat = new Map([["votes", tally.votes]]);
  for (const [question, n] of Object.entries(tally.voters)) flat.set(`voters of ${question}`, n);
  for (const [question, counts] of Object.entries(tally.options)) {
    for (const [option, n] of Object.entries(counts)) flat.set(`${question}/${option}`, n);
  }
  return flat;
}
