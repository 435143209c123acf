import { readBallotJson } from "./ballot-json.ts";
import { type BallotReason, reasonInWords } from "./ballot-reason.ts";
import { ID_PATTERN, isPlainText } from "../content/fields.ts";
import { isSeen } from "../text/looks.ts";
import type { PollDefinition, PollQuestion } from "../polls/poll.ts";

/** A ballot as sent, parsed but not yet checked against the poll. */
export interface RawBallot {
  /** Option ids per question; for a ranked question, in order of preference. */
  answers: [question: string, options: string[]][];
  /** What the voter wrote for the “other” option. Absent if there is nothing. */
  texts?: [question: string, text: string][];
  audience: string | null;
}

/** A ballot in normal form: equal ballots are equal text as JSON. */
export interface Ballot {
  /** Questions are sorted, and options too unless their order is the ranking. */
  answers: Answers;
  /** `null` if there are none. */
  texts: Texts | null;
  audience: string | null;
}

/** What is wrong with a ballot, and the form field (or JSON path) that it concerns. */
interface BallotProblem {
  ok: false;
  field: string;
  /** English, a phrase that continues the field's name. */
  message: string;
  /** For translation. Absent if the ballot form cannot send such a ballot. */
  reason?: BallotReason;
}

/** The outcome of reading or checking a ballot. */
export type BallotResult<T> = { ok: true; ballot: T } | BallotProblem;

/** `{"<question>":["<option>", …]}` as an object. */
export type Answers = Record<string, string[]>;

/** `{"<question>":"<text>"}` as an object. */
export type Texts = Record<string, string>;

/** The longest text of a voter, in code points. */
export const MAX_TEXT = 200;

/**
 * Parses the fields of the ballot form: `q.<question>` = option, repeated for several; `r.<question>.<option>` = rank,
 * from 1; `t.<question>` = the voter's text; `audience`. Other fields are ignored.
 */
export function parseForm(fields: Iterable<readonly [string, string]>): BallotResult<RawBallot> {
  const answers = new Map<string, string[]>();
  const ranks = new Map<string, [option: string, rank: string][]>();
  const texts: [string, string][] = [];
  let audience: string | null = null;
  for (const [name, value] of fields) {
    const [kind, question = "", option, more] = name.split(".");
    if (name === "audience") {
      if (audience !== null) return problem("audience", "stands twice");
      audience = value;
    } else if (name.startsWith("q.")) {
      gather(answers, name.slice(2), value);
    } else if (kind === "r" && option !== undefined && more === undefined && value !== "") {
      gather(ranks, question, [option, value]);
    } else if (name.startsWith("t.") && option === undefined && value.trim() !== "") {
      texts.push([question, value]);
    }
  }
  for (const [question, ranked] of ranks) {
    if (answers.has(question)) return problem(`q.${question}`, "is answered twice");
    if (!ranked.every(([, rank]) => /^[1-9]\d?$/.test(rank))) {
      return problem(`q.${question}`, "has a place that is no number");
    }
    const order = inOrder(ranked);
    if (!order) return because(`q.${question}`, { name: "samePlace" });
    answers.set(question, order);
  }
  return checkShape({ answers: [...answers], texts, audience: audience || null });
}

/** Adds a value to those of a key. In place: copying the list each time would take quadratic time. */
export function gather<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The options in order of rank; `null` if two have the same rank. */
function inOrder(ranked: readonly [option: string, rank: string][]): string[] | null {
  const places = ranked.map(([, rank]) => Number(rank));
  if (new Set(places).size !== places.length) return null;
  return ranked.toSorted(([, a], [, b]) => Number(a) - Number(b)).map(([option]) => option);
}

/**
 * Parses a JSON ballot: `{"answers":{"<question>":["<option>"]},"texts":{"<question>":"<text>"},"audience":"researchers"}`.
 * The options of a ranked question are in order of preference.
 */
export function parseJson(value: unknown): BallotResult<RawBallot> {
  const read = readBallotJson(value);
  if ("message" in read) return problem(read.field, read.message);
  const texts = read.texts.filter(([, text]) => text.trim() !== "");
  // As in the form, an empty audience means that none was chosen.
  return checkShape({ answers: read.answers, texts, audience: read.audience || null });
}

/**
 * Checks a ballot against its poll: all questions and options exist, none is repeated, each question has between `min`
 * and `max` options, and a text belongs to a chosen “other” option.
 *
 * @returns the ballot in normal form
 */
export function checkBallot(poll: PollDefinition, raw: RawBallot): BallotResult<Ballot> {
  const given = new Map(raw.answers);
  for (const [question] of raw.answers) {
    if (!poll.questions.some((q) => q.id === question)) {
      return problem(`q.${question}`, "is not a question of this poll");
    }
  }
  for (const question of poll.questions) {
    const wrong = checkAnswer(question, given.get(question.id) ?? []);
    if (typeof wrong === "string") return problem(`q.${question.id}`, wrong);
    if (wrong) return because(`q.${question.id}`, wrong);
  }
  if (!raw.answers.some(([, chosen]) => chosen.length > 0)) {
    return because("answers", { name: "nothing" });
  }
  for (const [question] of raw.texts ?? []) {
    const other = poll.questions.find((q) => q.id === question)?.options.find((o) => o.other);
    if (!other) return problem(`t.${question}`, "is not asked for");
    if (!given.get(question)?.includes(other.id)) {
      return because(`t.${question}`, { name: "notChosen", option: other.text });
    }
  }
  return { ok: true, ballot: normalBallot(raw, rankedQuestions(poll)) };
}

/**
 * The normal form of a ballot, whether or not it is valid for a poll.
 *
 * @param ranked ids of the ranked questions, whose options keep their order
 */
export function normalBallot(raw: RawBallot, ranked: ReadonlySet<string>): Ballot {
  const answers = raw.answers
    .filter(([, chosen]) => chosen.length > 0)
    .map(([id, chosen]) => [id, ranked.has(id) ? chosen : chosen.toSorted()] as const);
  const texts = (raw.texts ?? []).map(([id, text]) => [id, folded(text)] as const);
  return {
    answers: sortedByKey(answers),
    texts: texts.length === 0 ? null : sortedByKey(texts),
    audience: raw.audience,
  };
}

/** An object whose members have the same order however the entries are ordered. */
function sortedByKey<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Ids of a poll's ranked questions. */
export function rankedQuestions(poll: Pick<PollDefinition, "questions">): ReadonlySet<string> {
  return new Set(poll.questions.filter((q) => q.kind === "ranked").map((q) => q.id));
}

/** What is wrong with an answer, or `null`. */
function checkAnswer(
  question: PollQuestion,
  chosen: readonly string[],
): BallotReason | string | null {
  const { min, max, options } = question;
  const unknown = chosen.find((id) => !options.some((o) => o.id === id));
  if (unknown !== undefined) return `has no option “${unknown}”`;
  if (new Set(chosen).size !== chosen.length) return "names an option twice";
  if (chosen.length < min) {
    return min === 1 ? { name: "needsAnswer" } : { name: "needsAtLeast", n: min };
  }
  if (chosen.length > max)
    return max === 1 ? { name: "takesOne" } : { name: "takesAtMost", n: max };
  return null;
}

/** Checks the limits and id syntax that hold for any poll. */
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
  const texts = ballot.texts ?? [];
  if (new Set(texts.map(([question]) => question)).size !== texts.length) {
    return problem("texts", "has two texts for one question");
  }
  for (const [question, text] of texts) {
    if (!ID_PATTERN.test(question))
      return problem("texts", "names a question that no poll can have");
    if (Array.from(folded(text)).length > MAX_TEXT) {
      return because(`t.${question}`, { name: "tooLong", n: MAX_TEXT });
    }
    if (!isPlainText(folded(text)) || !isSeen(text)) {
      return because(`t.${question}`, { name: "noText" });
    }
  }
  if (ballot.audience !== null && !ID_PATTERN.test(ballot.audience)) {
    return because("audience", { name: "noAudience" });
  }
  const { answers, audience } = ballot;
  return {
    ok: true,
    ballot: texts.length === 0 ? { answers, audience } : { answers, texts, audience },
  };
}

/**
 * A voter's text in the form in which it is compared and stored: NFC, white space collapsed to single spaces, without
 * characters that show nothing and join nothing (soft hyphens, zero-width spaces).
 */
export function folded(text: string): string {
  const seen = text.normalize("NFC").replace(/[\u00AD\u200B\u2060-\u2064\uFEFF]/gu, "");
  return seen.trim().replace(/\s+/gu, " ");
}

function problem(field: string, message: string): BallotProblem {
  return { ok: false, field, message };
}

function because(field: string, reason: BallotReason): BallotProblem {
  return { ok: false, field, message: reasonInWords(reason, "en"), reason };
}
