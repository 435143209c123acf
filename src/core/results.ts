import { isoInstant } from "./instant.ts";
import { percentages } from "./percent.ts";
import type { PollDefinition } from "./poll.ts";
import type { PollStatus } from "./schedule.ts";
import type { Tally } from "./tally.ts";

/** What became of every ballot that reached a poll: received = counted + the sum of refused. */
export interface Accounts {
  received: number;
  counted: number;
  /** Reason → ballots. */
  refused: Record<string, number>;
}

/** A poll's numbers, as published. Percentages of a question add up to 100 (or are all 0). */
export interface Results extends Accounts {
  poll: string;
  title: string;
  status: PollStatus;
  opensAt: string | null;
  closesAt: string | null;
  /** Where the opening counts come from; `null` where there are none. */
  openingSource: string | null;
  /** Grows by one with every change of these numbers. */
  version: number;
  questions: QuestionResults[];
}

/** One question's numbers. */
export interface QuestionResults {
  id: string;
  text: string;
  kind: "single" | "multiple";
  /** Ballots counted here that answered this question. */
  voters: number;
  /** Options chosen in those ballots. */
  selections: number;
  /** Selections brought from another system. */
  opening: number;
  /** `selections` + `opening`: what the percentages are of. */
  total: number;
  options: {
    id: string;
    text: string;
    /** Counted here. */
    votes: number;
    /** Brought from another system. */
    opening: number;
    /** `votes` + `opening`. */
    total: number;
    percent: number;
  }[];
}

/** Puts a poll's definition and its numbers together for publication. */
export function pollResults(
  poll: PollDefinition,
  status: PollStatus,
  tally: Tally,
  accounts: Accounts,
  version: number,
): Results {
  return {
    poll: poll.id,
    title: poll.title,
    status,
    opensAt: isoInstant(poll.opensAt),
    closesAt: isoInstant(poll.closesAt),
    openingSource: poll.openingSource,
    version,
    ...accounts,
    questions: poll.questions.map((question) => {
      const votes = question.options.map((o) => tally.options[question.id]?.[o.id] ?? 0);
      const totals = question.options.map((o, i) => o.opening + (votes[i] ?? 0));
      const percents = percentages(totals);
      return {
        id: question.id,
        text: question.text,
        kind: question.kind,
        voters: tally.voters[question.id] ?? 0,
        selections: sum(votes),
        opening: sum(question.options.map((o) => o.opening)),
        total: sum(totals),
        options: question.options.map((o, i) => ({
          id: o.id,
          text: o.text,
          votes: votes[i] ?? 0,
          opening: o.opening,
          total: totals[i] ?? 0,
          percent: percents[i] ?? 0,
        })),
      };
    }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
