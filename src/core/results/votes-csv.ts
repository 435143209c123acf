import { type Cell, csv, csvRows } from "./csv.ts";
import type { LedgerEntry } from "../polls/entry.ts";
import type { PollDefinition, PollQuestion } from "../polls/poll.ts";
import type { QuestionResults } from "./results.ts";
import { SMALLEST_CELL } from "./suppress.ts";

/** With fewer votes than this, the time of a vote could reveal whose it is. */
export const FEW_VOTES = 200;

/** The parts of a vote that the public file may use: no receipt, no voter's text. */
export type StandingVote = Pick<LedgerEntry, "seq" | "castAt" | "audience" | "answers">;

/** The number of standing votes of an audience with the same answers. */
export interface SameVotes {
  /** `null`: the voter did not say. */
  audience: string | null;
  /** In the normal form of {@link Ballot}: equal answers are equal text. */
  answers: string;
  votes: number;
}

/** Whether a poll has too few votes for their order and time to be published. */
export function votesAreFew(votes: number): boolean {
  return votes < FEW_VOTES;
}

/** The header row of votes.csv, with the byte order mark. */
export function votesCsvHead(poll: Pick<PollDefinition, "questions">): string {
  return csv([["sequence", "hour", "audience", ...poll.questions.map((q) => `q.${q.id}`)]]);
}

/**
 * Rows of votes.csv for a poll with many votes: one page of votes in the ledger's order, with sequence number and hour.
 *
 * @param named see {@link namedAudiences}
 */
export function votesCsvRows(
  poll: Pick<PollDefinition, "questions">,
  votes: readonly StandingVote[],
  named: ReadonlySet<string>,
): string {
  return csvRows(
    votes.map((vote) => [vote.seq, hourOf(vote.castAt), ...content(poll, vote, named)]),
  );
}

/**
 * All rows of votes.csv for a poll with few votes, in an order that does not depend on when they arrived.
 *
 * @param named see {@link namedAudiences}
 */
export function fewVotesCsvRows(
  poll: Pick<PollDefinition, "questions">,
  votes: readonly StandingVote[],
  named: ReadonlySet<string>,
): string {
  const rows = votes.map((vote) => {
    const [audience = "", ...answers] = content(poll, vote, named);
    // Sort by published values only: sorting by a withheld audience would group its votes.
    return { audience, answers, key: JSON.stringify([answers, audience]) };
  });
  const sorted = rows.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return csvRows(sorted.map((row, i): Cell[] => [i + 1, "", row.audience, ...row.answers]));
}

/**
 * The audiences that votes.csv may name. All other votes have an empty audience there, like those of voters who did not
 * state one. These voters count as a group in the rules below.
 *
 * A group is withheld if the published table of any question withholds one of its numbers, which could otherwise be
 * counted from its votes. It is also withheld if one of its sets of answers was given by fewer than {@link SMALLEST_CELL}
 * votes: whoever knows some of a reader's answers would learn the rest. If that leaves a single group without a name, it
 * could be identified by elimination, so the smallest other group is withheld too.
 *
 * @param results the published results, as of the same ledger entry as `groups`
 * @param groups all votes that stand, one entry per audience and answers
 */
export function namedAudiences(
  results: { questions: readonly Pick<QuestionResults, "audiences">[] },
  groups: Iterable<SameVotes>,
): ReadonlySet<string> {
  // Without a published table, not even its row sums may be derivable.
  if (results.questions.every(({ audiences }) => audiences.length === 0)) return new Set();
  const sizes = new Map<string | null, number>();
  const withheld = new Set<string | null>();
  for (const { audience, votes } of groups) {
    sizes.set(audience, (sizes.get(audience) ?? 0) + votes);
    if (votes < SMALLEST_CELL) withheld.add(audience);
  }
  for (const { audiences } of results.questions) {
    for (const { audience, options } of audiences) {
      if (Object.values(options).includes(null)) withheld.add(audience);
    }
  }
  const nameless = [...sizes.keys()].filter((group) => group === null || withheld.has(group));
  // A single nameless group can be identified by elimination. That is harmless if nothing of it is withheld, as with the
  // votes without a stated audience.
  const [alone] = nameless;
  if (alone !== undefined && nameless.length === 1 && withheld.has(alone)) {
    const [smallest] = [...sizes]
      .filter(([group]) => group !== alone)
      .toSorted(([a, n], [b, m]) => n - m || ((a ?? "") < (b ?? "") ? -1 : 1));
    if (smallest) withheld.add(smallest[0]);
  }
  return new Set(
    [...sizes.keys()].flatMap((group) => (group === null || withheld.has(group) ? [] : [group])),
  );
}

/** The cells for audience and answers. */
function content(
  poll: Pick<PollDefinition, "questions">,
  { audience, answers }: StandingVote,
  named: ReadonlySet<string>,
): string[] {
  return [
    audience !== null && named.has(audience) ? audience : "",
    ...poll.questions.map((question) => answerOf(question, answers[question.id] ?? [])),
  ];
}

function answerOf({ kind, options }: PollQuestion, chosen: readonly string[]): string {
  if (kind === "ranked") return chosen.join(">");
  const place = (id: string): number => options.findIndex((o) => o.id === id);
  return chosen.toSorted((a, b) => place(a) - place(b)).join("|");
}

/** `2026-11-24T14:00Z` */
function hourOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 13)}:00Z`;
}
