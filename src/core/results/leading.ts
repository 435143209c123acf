import { baseOf, shareOf } from "./percent.ts";
import type { PollQuestion } from "../polls/poll.ts";

/** The leading option of a question, or several in a tie. */
export interface Leading {
  options: { id: string; text: string }[];
  /** Votes for each of them, including opening counts. */
  votes: number;
  /** The share of each leading option, as pages print it; `null` if it is not known. */
  shown: string | null;
}

/**
 * The option of a question with the most votes.
 *
 * @param votes option → votes; of a ranked question, first preferences
 * @param voters votes that answer the question; only asked for of a multiple question
 * @returns `null` if there are no votes
 */
export function leading(
  question: Pick<PollQuestion, "kind" | "options" | "openingVoters">,
  votes: Readonly<Record<string, number>>,
  voters: number,
): Leading | null {
  const totals = question.options.map((o) => o.opening + (votes[o.id] ?? 0));
  const total = totals.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  const most = Math.max(...totals);
  const options = question.options.filter((_, i) => totals[i] === most);
  const base = baseOf(question, voters, total);
  return {
    options: options.map(({ id, text }) => ({ id, text })),
    votes: most,
    shown: base === null ? null : shareOf(most, base).shown,
  };
}
