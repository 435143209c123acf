import type { Guard, PollDefinition, PollQuestion, Rewording } from "./poll.ts";
import { shardsOf } from "./shards.ts";

/**
 * Finds the changes of a poll that would alter the meaning of votes already counted.
 *
 * Titles, dates, the results policy, and a switch between the guards open and careful are allowed. Questions and options
 * may be added or reordered. What a counted vote refers to must neither disappear nor be reworded; a typo is mended by an
 * act first (see {@link rewordingProblem}), and then the definition may have the new wording.
 *
 * @param before the poll as it stands, acts included
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
      const changes = questionChanges(question, next, before.reworded ?? []);
      found.push(...changes.map((what) => `question “${question.id}”: ${what}`));
    }
  }
  return found;
}

/** Guards that identify voters in the same way are equal here. */
function family(guard: Guard): string {
  return guard === "careful" ? "open" : guard;
}

/**
 * How a wording changes, as a phrase; `null` if it does not. Another normal form of the same letters is no change: file
 * systems and editors make it.
 */
function rewording(
  what: string,
  from: string,
  to: string,
  earlier: readonly Rewording[],
): string | null {
  if (from.normalize("NFC") === to.normalize("NFC")) return null;
  const old = earlier.find((r) => r.from.normalize("NFC") === to.normalize("NFC"));
  const advice = old
    ? `which it was before it was reworded on ${new Date(old.at).toISOString().slice(0, 10)}`
    : "which only hustings reword may do, to mend a typo";
  return `${what} is reworded from “${from}” to “${to}” (${advice})`;
}

function questionChanges(
  before: PollQuestion,
  after: PollQuestion,
  reworded: readonly Rewording[],
): string[] {
  const found: string[] = [];
  const said = (what: string, option: string | null, from: string, to: string): void => {
    const earlier = reworded.filter((r) => r.question === before.id && r.option === option);
    const change = rewording(what, from, to, earlier);
    if (change !== null) found.push(change);
  };
  said("its text", null, before.text, after.text);
  if (before.kind !== after.kind) found.push(`it turns from ${before.kind} to ${after.kind}`);
  else {
    if (after.min > before.min) found.push(`min rises from ${before.min} to ${after.min}`);
    if (after.max < before.max) found.push(`max falls from ${before.max} to ${after.max}`);
  }
  for (const option of before.options) {
    const next = after.options.find((o) => o.id === option.id);
    if (!next) found.push(`option “${option.id}” is removed`);
    else {
      said(`option “${option.id}”`, option.id, option.text, next.text);
      if (next.opening !== option.opening) {
        found.push(
          `the opening count of option “${option.id}” changes from ${option.opening} to ${next.opening}`,
        );
      }
    }
  }
  const { openingVoters: voters } = before;
  if (voters !== undefined && voters !== after.openingVoters) {
    found.push(`openingVoters changes from ${voters} to ${after.openingVoters ?? "none"}`);
  }
  for (const option of after.options) {
    const isNew = !before.options.some((o) => o.id === option.id);
    if (isNew && option.opening !== 0) {
      found.push(`the new option “${option.id}” brings an opening count`);
    }
  }
  return found;
}
