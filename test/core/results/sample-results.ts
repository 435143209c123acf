import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { PollDefinition, PollQuestion } from "../../../src/core/polls/poll.ts";
import { type PollNumbers, pollResults, type Results } from "../../../src/core/results/results.ts";
import { instantRunoff } from "../../../src/core/results/runoff.ts";
import type { PollStatus } from "../../../src/core/polls/schedule.ts";
import { changeTallies, emptyTallies } from "../../../src/core/results/tally.ts";
import type { SameVotes } from "../../../src/core/results/votes-csv.ts";
import { option, question } from "../samples.ts";

/** A vote that stands. */
export interface SampleVote {
  answers: Answers;
  audience: string | null;
}

/** `n` identical votes. */
export function same(n: number, answers: Answers, audience: string | null = null): SampleVote[] {
  return Array.from({ length: n }, () => ({ answers, audience }));
}

/** A question with the given option ids. */
export function asked(
  id: string,
  options: readonly string[],
  over: Partial<Omit<PollQuestion, "options">> = {},
): PollQuestion {
  const text = `Question ${id}?`;
  return question({ id, text, ...over, options: options.map((o) => option(o)) });
}

/** Groups votes by audience and answers. */
export function alike(votes: readonly SampleVote[]): SameVotes[] {
  const groups = Map.groupBy(votes, (vote) => JSON.stringify([vote.audience, vote.answers]));
  return [...groups.values()].map((group) => ({
    audience: group[0]?.audience ?? null,
    answers: JSON.stringify(group[0]?.answers),
    votes: group.length,
  }));
}

/** A poll's numbers: all zero unless given. */
export function numbersOf(over: Partial<PollNumbers> = {}): PollNumbers {
  return {
    received: 0,
    counted: 0,
    refused: {},
    revised: 0,
    withdrawn: 0,
    voided: 0,
    looked: 0,
    tallies: emptyTallies(),
    voids: [],
    version: 1,
    runoffs: {},
    texts: {},
    ...over,
  };
}

/** The published results of a poll with these votes. */
export function published(
  poll: PollDefinition,
  votes: readonly SampleVote[],
  over: Partial<PollNumbers> = {},
  status: PollStatus = "open",
): Results {
  const ranked = poll.questions.filter((q) => q.kind === "ranked");
  const ids = new Set(ranked.map((q) => q.id));
  const tallies = votes.reduce((sum, vote) => changeTallies(sum, vote, ids, 1), emptyTallies());
  const runoffs = ranked.map((q) => {
    const rankings = votes.flatMap(({ answers }) => (answers[q.id] ? [answers[q.id] ?? []] : []));
    const runoff = instantRunoff(
      q.options.map((o) => o.id),
      rankings.map((ranking) => [ranking, 1]),
    );
    return [q.id, { seq: votes.length, ...runoff }];
  });
  const n = votes.length;
  const counts = { received: n, counted: n, version: n };
  return pollResults(
    poll,
    status,
    numbersOf({ ...counts, tallies, runoffs: Object.fromEntries(runoffs), ...over }),
  );
}

/** Parses CSV (RFC 4180). */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  let end = start;
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (const match of text.slice(start).matchAll(pattern)) {
    end += match[0].length;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  if (end !== text.length) throw new Error(`can't be read from ${end} on`);
  return rows;
}
