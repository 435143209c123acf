import * as fc from "fast-check";
import * as v from "valibot";
import type { BallotResult } from "../../src/core/ballots/ballot.ts";
import type { PollDefinition, PollOption, PollQuestion } from "../../src/core/polls/poll.ts";

/** An option without an opening count. */
export function option(id: string, over: Partial<PollOption> = {}): PollOption {
  return { id, text: `Option ${id}`, opening: 0, other: false, ...over };
}

/** A single question with the options a, b and c. */
export function question(over: Partial<PollQuestion> = {}): PollQuestion {
  const options = ["a", "b", "c"].map((id) => option(id));
  return {
    id: "q",
    text: "Which one?",
    kind: "single",
    min: 1,
    max: 1,
    shuffle: false,
    options,
    ...over,
  };
}

/** A poll that is always open. */
export function poll(
  questions: PollQuestion[] = [question()],
  over: Partial<Omit<PollDefinition, "questions">> = {},
): PollDefinition {
  return {
    id: "poll",
    title: "A poll",
    opensAt: null,
    closesAt: null,
    results: "always",
    guard: "careful",
    revisable: false,
    openingSource: null,
    questions,
    ...over,
  };
}

/** The issues that a schema finds, as `[path, message]`; empty if the value is valid. */
export function issuesOf(schema: v.GenericSchema, value: unknown): [string, string][] {
  const { issues } = v.safeParse(schema, value);
  return (issues ?? []).map((issue) => [v.getDotPath(issue) ?? "", issue.message]);
}

/** Ids, including names of members of `Object.prototype` and integers. */
export const anyId = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,6}[a-z0-9])?$/) },
  { weight: 1, arbitrary: fc.nat({ max: 20 }).map(String) },
);

/** Ids that begin with a letter and are not inherited by objects. */
export const wordId = fc
  .stringMatching(/^[a-z](?:[a-z0-9-]{0,6}[a-z0-9])?$/)
  .filter((id) => !(id in {}));

/** A ranked question; its options are a, b and c unless others are given. */
export function ranked(over: Partial<PollQuestion> = {}): PollQuestion {
  return question({ kind: "ranked", max: over.options?.length ?? 3, ...over });
}

/** Any permutation of a list. */
export function anyOrder<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

/** The field of a ballot's problem; throws if the ballot is valid. */
export function fieldOf(result: BallotResult<unknown>): string {
  if (result.ok) throw new Error(`taken: ${JSON.stringify(result.ballot)}`);
  if (result.message === "") throw new Error(`no reason for ${result.field}`);
  return result.field;
}

/** Fields of a form, each written as `name=value`. */
export function form(...fields: string[]): [name: string, value: string][] {
  return fields.map((field) => {
    const at = field.indexOf("=");
    return [field.slice(0, at), field.slice(at + 1)];
  });
}

/** Answers of a ballot, each written as `question=option option`. */
export function picks(...answers: string[]): [question: string, options: string[]][] {
  return answers.map((answer) => {
    const [id = "", options = ""] = answer.split("=");
    return [id, options.split(" ").filter(Boolean)];
  });
}
