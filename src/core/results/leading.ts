import { percentages } from "./percent.ts";
import type { PollQuestion } from "../polls/poll.ts";

/** The leading option of a question, or several in a tie. */
export interface Leading {
  options: { id: string; text: string }[];
  /** The share of each leading option in the total, in whole per cent. */
  percent: number;
  /** All votes for the question's options, including opening counts. */
  total: number;
}

/**
 * The option of a question with the most votes.
 *
 * @param votes option → votes; of a ranked question, first preferences
 * @returns `null` if there are no votes
 */
export function leading(
  question: Pick<PollQuestion, "options">,
  votes: Readonly<Record<string, number>>,
): Leading | null {
  const totals = question.options.map((o) => o.opening + (votes[o.id] ?? 0));
  const total = totals.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  const most = Math.max(...totals);
  const options = question.options.filter((_, i) => totals[i] === most);
  return {
    options: options.map(({ id, text }) => ({ id, text })),
    percent: Math.max(...percentages(totals)),
    total,
  };
}
