import { distance } from "../text/did-you-mean.ts";
import { lookOf } from "../text/looks.ts";
import type { PollDefinition, PollQuestion } from "./poll.ts";

const MOST_OF_OPTION = 500;
/** More edits than these are more than a typo, however long the text is. */
const MOST_EDITS = 8;

/** What is to be reworded: a question, or an option of it. */
interface Wanted {
  question: string;
  option: string | null;
  text: string;
}

/** The present wording of a question or option, in a poll as it stands; `null` if there is no such thing. */
export function wordingOf(
  poll: Pick<PollDefinition, "questions">,
  { question, option }: Pick<Wanted, "question" | "option">,
): string | null {
  const found = poll.questions.find((q) => q.id === question);
  if (option === null) return found?.text ?? null;
  return found?.options.find((o) => o.id === option)?.text ?? null;
}

/**
 * Why a wording must not be put in place of that under which votes were counted; `null` if it only mends a typo.
 *
 * A machine can't tell what words mean. It refuses what is more than a typo can be, another number, and the words of
 * another option; whatever it lets through is shown with its old wording.
 *
 * @param poll the poll as it stands
 */
export function rewordingProblem(poll: PollDefinition, wanted: Wanted): string | null {
  const { question, option, text } = wanted;
  const from = wordingOf(poll, wanted);
  if (from === null) {
    return option === null
      ? `there is no question “${question}”`
      : `there is no option “${option}” of a question “${question}”`;
  }
  if (from === text) return "it has this wording already";
  if (option !== null && text.length > MOST_OF_OPTION) {
    return `an option has at most ${MOST_OF_OPTION} characters`;
  }
  const other = option === null ? null : otherOption(poll, question, option, text);
  if (other !== null) {
    return `this is the wording of option “${other}”, now or before: votes for one would read as votes for the other`;
  }
  if (isCutAtHash(from, text)) return null;
  if (numbersIn(lookOf(from)) !== numbersIn(lookOf(text))) {
    return `“${text}” has another number than “${from}”, so it means something else. ${INSTEAD}`;
  }
  const edits = distance(lookOf(from), lookOf(text));
  // At most one edit for every four letters.
  if (edits <= Math.min(MOST_EDITS, Math.max(1, Math.floor(from.length / 4)))) return null;
  return `“${text}” differs from “${from}” by more than a typo. ${INSTEAD}`;
}

const INSTEAD = "Add an option or a question with an id of its own, or make a new poll";

/** An option of the question that has, or had, this wording. */
function otherOption(
  poll: PollDefinition,
  question: string,
  option: string,
  text: string,
): string | null {
  const look = lookOf(text);
  const now = optionsOf(poll.questions, question).map(({ id, text: of }) => ({ id, of }));
  const before = (poll.reworded ?? [])
    .filter((r) => r.question === question)
    .map((r) => ({ id: r.option, of: r.from }));
  return [...now, ...before].find(({ id, of }) => id !== option && lookOf(of) === look)?.id ?? null;
}

function optionsOf(questions: readonly PollQuestion[], id: string): PollQuestion["options"] {
  return questions.find((q) => q.id === id)?.options ?? [];
}

/** Whether the file was to say this, but YAML took what follows ` #` for a comment. */
function isCutAtHash(from: string, to: string): boolean {
  return to.startsWith(`${from} #`);
}

function numbersIn(text: string): string {
  return text.match(/\p{Nd}+/gu)?.join(" ") ?? "";
}
