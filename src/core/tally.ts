import type { Answers } from "./ballot.ts";

/** The sum of a poll's votes. Options and questions that nobody chose may be absent. */
export interface Tally {
  /** Ballots counted. */
  votes: number;
  /** For each question, the ballots that answered it. */
  voters: Record<string, number>;
  /** For each question and option, the ballots that chose it. */
  options: Record<string, Record<string, number>>;
}

/** The tally of no votes. */
export function emptyTally(): Tally {
  return { votes: 0, voters: {}, options: {} };
}

/** A new tally: `tally` and one more vote. */
export function addVote(tally: Tally, answers: Answers): Tally {
  const next: Tally = {
    votes: tally.votes + 1,
    voters: { ...tally.voters },
    options: { ...tally.options },
  };
  for (const [question, chosen] of Object.entries(answers)) {
    next.voters[question] = (next.voters[question] ?? 0) + 1;
    const counts = { ...next.options[question] };
    for (const option of chosen) counts[option] = (counts[option] ?? 0) + 1;
    next.options[question] = counts;
  }
  return next;
}

/** One line for each number in which two tallies differ; an empty list where they agree. */
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
