import { percentages } from "./percent.ts";
import type { PollQuestion } from "../polls/poll.ts";

/** What most have chosen of a question so far. */
export interface Leading {
  /** The option, or those that are level. */
  options: { id: string; text: string }[];
  /** Of all that was chosen; of several options that are level, of each, as near as whole percentages go. */
  percent: number;
  /** All that was chosen, here and before. */
  total: number;
}

/**
 * The option of a question that most have chosen.
 *
 * @param votes option → votes; of a ranked question, first preferences
 * @returns `null` where nothing was chosen yet
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
