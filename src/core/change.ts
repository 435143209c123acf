import type { PollDefinition, PollQuestion } from "./poll.ts";

/**
 * What a new definition would do to the meaning of votes that were already counted.
 *
 * Titles, dates, the results policy and the guard may change; questions and options may be added or
 * put in another order. What a counted vote refers to may not go away or say something else.
 *
 * @returns one sentence for each forbidden change; an empty list where the change is allowed
 */
export function forbiddenChanges(before: PollDefinition, after: PollDefinition): string[] {
  return before.questions.flatMap((question) => {
    const next = after.questions.find((q) => q.id === question.id);
    if (!next) return [`question “${question.id}” is removed`];
    return questionChanges(question, next).map((what) => `question “${question.id}”: ${what}`);
  });
}

function questionChanges(before: PollQuestion, after: PollQuestion): string[] {
  const found: string[] = [];
  if (before.text !== after.text) found.push("its text is changed");
  if (before.kind !== after.kind) found.push(`it turns from ${before.kind} to ${after.kind}`);
  else {
    if (after.min > before.min) found.push(`min rises from ${before.min} to ${after.min}`);
    if (after.max < before.max) found.push(`max falls from ${before.max} to ${after.max}`);
  }
  for (const option of before.options) {
    const next = after.options.find((o) => o.id === option.id);
    if (!next) found.push(`option “${option.id}” is removed`);
    else {
      if (next.text !== option.text) found.push(`option “${option.id}” is reworded`);
      if (next.opening !== option.opening) {
        found.push(
          `the opening count of option “${option.id}” changes from ${option.opening} to ${next.opening}`,
        );
      }
    }
  }
  for (const option of after.options) {
    const isNew = !before.options.some((o) => o.id === option.id);
    if (isNew && option.opening !== 0) {
      found.push(`the new option “${option.id}” brings an opening count`);
    }
  }
  return found;
}
