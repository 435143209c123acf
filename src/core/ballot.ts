import { canonicalJson } from "./digest.ts";
import { ID_PATTERN } from "./fields.ts";
import type { PollDefinition } from "./poll.ts";

/** What a reader sent, read but not yet held against the poll: pairs of question id and option ids. */
export interface RawBallot {
  answers: [question: string, options: string[]][];
  audience: string | null;
}

/** A ballot that fits its poll, in the one form in which equal ballots are equal text. */
export interface Ballot {
  /** JSON: `{"<question>":["<option>", …]}`, keys and options in code-unit order. */
  answers: string;
  audience: string | null;
}

/** What is wrong with a ballot, and the form field (or JSON path) that it is about. */
export interface BallotProblem {
  ok: false;
  field: string;
  message: string;
}

/** The outcome of reading or checking a ballot. */
export type BallotResult<T> = { ok: true; ballot: T } | BallotProblem;

/** `{"<question>":["<option>", …]}` as an object. */
export type Answers = Record<string, string[]>;

/**
 * Reads the fields of the form: `q.<question>` = option, repeated for several; `audience`.
 * Other fields are left alone.
 */
export function parseForm(fields: Iterable<readonly [string, string]>): BallotResult<RawBallot> {
  const answers = new Map<string, string[]>();
  let audience: string | null = null;
  for (const [name, value] of fields) {
    if (name === "audience") {
      if (audience !== null) return problem("audience", "stands twice");
      audience = value;
    } else if (name.startsWith("q.")) {
      const question = name.slice(2);
      answers.set(question, [...(answers.get(question) ?? []), value]);
    }
  }
  return checkShape({ answers: [...answers], audience: audience || null });
}

/** Reads the JSON form: `{"answers":{"<question>":["<option>"]},"audience":"researchers"}`. */
export function parseJson(value: unknown): BallotResult<RawBallot> {
  if (!isObject(value)) return problem("body", "must be a JSON object with answers");
  const given = Object.hasOwn(value, "answers") ? value["answers"] : undefined;
  if (!isObject(given)) {
    return problem("answers", 'must be an object such as {"question-id":["option-id"]}');
  }
  const answers: RawBallot["answers"] = [];
  for (const [question, options] of Object.entries(given)) {
    if (!Array.isArray(options) || !options.every((o) => typeof o === "string")) {
      return problem(`q.${question}`, "must be a list of option ids");
    }
    answers.push([question, options]);
  }
  const audience = Object.hasOwn(value, "audience") ? value["audience"] : null;
  if (audience !== null && typeof audience !== "string") {
    return problem("audience", "must be text");
  }
  // As in a form, where nothing is chosen.
  return checkShape({ answers, audience: audience || null });
}

/**
 * Holds a ballot against its poll: the questions and options exist, nothing stands twice,
 * and each question has at least `min` and at most `max` options.
 */
export function checkBallot(poll: PollDefinition, raw: RawBallot): BallotResult<Ballot> {
  const given = new Map(raw.answers);
  for (const [question] of raw.answers) {
    if (!poll.questions.some((q) => q.id === question)) {
      return problem(`q.${question}`, "is not a question of this poll");
    }
  }
  const answers: RawBallot["answers"] = [];
  for (const question of poll.questions) {
    const chosen = given.get(question.id) ?? [];
    const field = `q.${question.id}`;
    for (const option of chosen) {
      if (!question.options.some((o) => o.id === option)) {
        return problem(field, `has no option “${option}”`);
      }
    }
    if (new Set(chosen).size !== chosen.length) return problem(field, "names an option twice");
    if (chosen.length < question.min) {
      return problem(
        field,
        question.min === 1 ? "needs an answer" : `needs at least ${question.min} options`,
      );
    }
    if (chosen.length > question.max) {
      return problem(
        field,
        question.max === 1 ? "takes one option" : `takes at most ${question.max} options`,
      );
    }
    if (chosen.length > 0) answers.push([question.id, chosen]);
  }
  if (answers.length === 0) return problem("answers", "must answer at least one question");
  return {
    ok: true,
    ballot: { answers: normalAnswers(answers), audience: raw.audience },
  };
}

/** Answers in the one form in which equal answers are equal text, whether they fit a poll or not. */
export function normalAnswers(answers: RawBallot["answers"]): string {
  const given = answers.filter(([, chosen]) => chosen.length > 0);
  return canonicalJson(Object.fromEntries(given.map(([id, chosen]) => [id, chosen.toSorted()])));
}

/** Ids that could not name anything are refused before they travel any further. */
function checkShape(ballot: RawBallot): BallotResult<RawBallot> {
  if (ballot.answers.length > 50) return problem("answers", "has too many questions");
  for (const [question, options] of ballot.answers) {
    if (!ID_PATTERN.test(question)) {
      return problem("answers", "names a question that no poll can have");
    }
    if (options.length > 100) return problem(`q.${question}`, "names too many options");
    if (!options.every((o) => ID_PATTERN.test(o))) {
      return problem(`q.${question}`, "names an option that no poll can have");
    }
  }
  if (ballot.audience !== null && !ID_PATTERN.test(ballot.audience)) {
    return problem("audience", "is not an audience of this site");
  }
  return { ok: true, ballot };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problem(field: string, message: string): BallotProblem {
  return { ok: false, field, message };
}
