import type { Guard, PollDefinition, PollQuestion } from "./poll.ts";
import { shardsOf } from "./shards.ts";

/**
 * Finds the changes of a poll that would alter the meaning of votes already counted.
 *
 * Titles, dates, the results policy, and a switch between the guards open and careful are allowed. Questions and options
 * may be added or reordered. What a counted vote refers to must neither disappear nor be reworded.
 *
 * @returns a phrase for each forbidden change; empty if the new definition is allowed
 */
export function forbiddenChanges(before: PollDefinition, after: PollDefinition): string[] {
  const found: string[] = [];
  if (family(before.guard) !== family(after.guard)) {
    // A voter could vote again under another identity.
    found.push(`its guard turns from ${before.guard} to ${after.guard}`);
  }
  if (shardsOf(before) !== shardsOf(after)) {
    // Whoever has voted in one object could vote once more in another.
    found.push(
      `its shards change from ${shardsOf(before)} to ${shardsOf(after)}: each voter belongs to one of so many objects`,
    );
  }
  for (const question of before.questions) {
    const next = after.questions.find((q) => q.id === question.id);
    if (!next) found.push(`question “${question.id}” is removed`);
    else {
      const changes = questionChanges(question, next);
      found.push(...changes.map((what) => `question “${question.id}”: ${what}`));
    }
  }
  return found;
}

/** Guards that identify voters in the same way are equal here. */
function family(guard: Guard): string {
  return guard === "careful" ? "open" : guard;
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
