import type { AudienceResults, QuestionResults } from "./results.ts";

/** What can be said of how one audience answered a question. */
export type AudienceAnswer =
  /** Nobody has answered it here. */
  | { kind: "no-votes" }
  /** No audience's numbers are told: too few have voted, or all are of one audience. */
  | { kind: "not-apart" }
  /** Audiences are told apart, and nobody of this one has answered. */
  | { kind: "none-of-these" }
  /** All of this audience's numbers are withheld. */
  | { kind: "withheld" }
  /** Some of its numbers, or all. */
  | { kind: "told"; row: AudienceResults; whole: boolean };

/**
 * How one audience answered a question, as far as the published tables tell it. It adds nothing to them: whatever is
 * withheld there stays so.
 *
 * @param question as published, small numbers left out
 */
export function audienceAnswer(
  question: Pick<QuestionResults, "voters" | "audiences">,
  audience: string,
): AudienceAnswer {
  if (question.voters === 0) return { kind: "no-votes" };
  if (question.audiences.length === 0) return { kind: "not-apart" };
  const row = question.audiences.find((one) => one.audience === audience);
  if (!row) return { kind: "none-of-these" };
  const numbers = Object.values(row.options);
  if (numbers.every((n) => n === null)) return { kind: "withheld" };
  return { kind: "told", row, whole: !numbers.includes(null) };
}
