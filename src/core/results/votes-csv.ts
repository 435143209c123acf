import { type Cell, csv, csvRows } from "./csv.ts";
import type { LedgerEntry } from "../polls/entry.ts";
import type { PollDefinition, PollQuestion } from "../polls/poll.ts";
import type { QuestionResults } from "./results.ts";
import { SMALLEST_CELL } from "./suppress.ts";

/** With fewer votes than this, the moment of a vote could tell whose it is. */
export const FEW_VOTES = 200;

/** What the public file may tell of a vote that stands: no receipt, and no words of the voter's own. */
export type StandingVote = Pick<LedgerEntry, "seq" | "castAt" | "audience" | "answers">;

/** How many of an audience's votes that stand say exactly the same. */
export interface SameVotes {
  /** `null`: they did not say. */
  audience: string | null;
  /** As the ledger has them: equal answers are equal text. */
  answers: string;
  votes: number;
}

/** Whether a poll has so few votes that neither their order nor their time is published. */
export function votesAreFew(votes: number): boolean {
  return votes < FEW_VOTES;
}

/** The first row of votes.csv, with the byte order mark. */
export function votesCsvHead(poll: Pick<PollDefinition, "questions">): string {
  return csv([["sequence", "hour", "audience", ...poll.questions.map((q) => `q.${q.id}`)]]);
}

/**
 * Rows of votes.csv, for a poll whose votes are not few: a page of its votes in the ledger's order, with number
 * and hour.
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
 * All rows of votes.csv, for a poll whose votes are few: in an order that says nothing about when they arrived.
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
    // By what is shown: sorted by an audience that is not, votes would stand together that belong together.
    return { audience, answers, key: JSON.stringify([answers, audience]) };
  });
  const sorted = rows.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return csvRows(sorted.map((row, i): Cell[] => [i + 1, "", row.audience, ...row.answers]));
}

/**
 * The audiences that votes.csv may name. The others' votes have no audience there, like those of voters who did
 * not say, who are a group like any other in what follows.
 *
 * A group is withheld if a cell of its row is hidden in the published table of any question: its votes, added
 * up, would tell that cell. So is one in which fewer than {@link SMALLEST_CELL} votes say exactly the same: who
 * knows some answers of a reader would learn the rest. And where one group alone would be without a name, its
 * votes would be known by that; the smallest of the others keeps it company.
 *
 * @param results the published numbers, as of the same entry of the ledger as `groups`
 * @param groups all votes that stand; each audience and answers once
 */
export function namedAudiences(
  results: { questions: readonly Pick<QuestionResults, "audiences">[] },
  groups: Iterable<SameVotes>,
): ReadonlySet<string> {
  // Where no table is published, not even the sums of its rows may be told.
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
  // Those who did not say are named by having no name, which is right where nothing of theirs is to be hidden.
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

/** Audience and answers, as they are shown. */
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
