import * as v from "valibot";
import { bool, id, instant, languageTag, listById, text, wholeNumber } from "../content/fields.ts";
import { timeOf } from "../instant.ts";
import { lookOf } from "../text/looks.ts";
import { MAX_SHARDS } from "./shards.ts";

/** An option of a question. */
export interface PollOption {
  id: string;
  text: string;
  /** Votes carried over from another system. */
  opening: number;
  /** Whether this is the “other” option, for which the voter may enter a text. */
  other: boolean;
}

/** What an answer is: one option, several, or several in order of preference. */
export type QuestionKind = "single" | "multiple" | "ranked";

/** A question. A ballot chooses between `min` and `max` of its options; with `min` 0 it may leave the question out. */
export interface PollQuestion {
  id: string;
  text: string;
  kind: QuestionKind;
  min: number;
  max: number;
  /** Whether each reader sees the options in a random order. */
  shuffle: boolean;
  /** Of a multiple question: the voters whose selections were carried over from another system, if known. */
  openingVoters?: number | undefined;
  options: PollOption[];
}

/**
 * Who may vote. `open`: one ballot per voter cookie; `careful`: the same, with a rate limit per network; `invited`: one
 * ballot per invitation code; `member`: one ballot per account, shown by a signed token.
 */
export type Guard = "open" | "careful" | "invited" | "member";

/** When readers see the results. */
export type ResultsPolicy = "always" | "after-vote" | "after-close";

/** A published poll, with all defaults filled in. Times are milliseconds since 1970 (UTC). */
export interface PollDefinition {
  id: string;
  title: string;
  /** The language of the poll, if it is not the site's. */
  language?: string | undefined;
  opensAt: number | null;
  closesAt: number | null;
  results: ResultsPolicy;
  guard: Guard;
  /** Whether voters may change or withdraw their votes until the poll closes. */
  revisable: boolean;
  openingSource: string | null;
  /** The number of objects that its ledger is split over, if more than one. */
  shards?: number | undefined;
  questions: PollQuestion[];
  /** Typos mended since votes were counted, oldest first; the questions have the new wordings. Not part of the content. */
  reworded?: readonly Rewording[];
}

/** A typo that was mended after votes were counted. */
export interface Rewording {
  /** Milliseconds since 1970 (UTC). */
  at: number;
  question: string;
  /** `null`: the text of the question itself. */
  option: string | null;
  from: string;
  to: string;
  reason: string;
}

/** What administrators have decided about a poll since its definition was published. */
export interface Control {
  /** If present, replaces the definition's time. */
  opensAt?: number | null;
  closesAt?: number | null;
  /** Whether the poll answers as if it did not exist, for now. */
  hidden?: boolean;
  reworded?: Rewording[];
}

/** The definition with the times and wordings that hold now. */
export function controlled(poll: PollDefinition, control: Control): PollDefinition {
  const { opensAt = poll.opensAt, closesAt = poll.closesAt, reworded } = control;
  const now = { ...poll, opensAt, closesAt };
  if (!reworded) return now;
  // Once votes are counted, a published wording is either the last one here or older. So the last one always holds.
  const wording = (question: string, option: string | null, published: string): string =>
    reworded.findLast((r) => r.question === question && r.option === option)?.to ?? published;
  const questions = poll.questions.map((q) => ({
    ...q,
    text: wording(q.id, null, q.text),
    options: q.options.map((o) => ({ ...o, text: wording(q.id, o.id, o.text) })),
  }));
  return { ...now, questions, reworded };
}

const MAX_COUNT = 1_000_000_000;

const optionSchema = v.strictObject({
  id,
  text: text(500),
  opening: v.optional(wholeNumber(0, MAX_COUNT), 0),
  other: v.optional(bool, false),
});

const questionSchema = v.pipe(
  v.strictObject({
    id,
    text: text(1000),
    kind: v.picklist(["single", "multiple", "ranked"], "must be single, multiple or ranked"),
    min: v.optional(wholeNumber(0, 50)),
    max: v.optional(wholeNumber(1, 50)),
    shuffle: v.optional(bool, false),
    openingVoters: v.optional(wholeNumber(1, MAX_COUNT)),
    options: v.pipe(
      listById(optionSchema, 50, "options, each with id and text"),
      v.minLength(2, "must have at least 2 options"),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const options = dataset.value;
        const looks = new Map<string, (typeof options)[number]>();
        for (const [key, o] of options.entries()) {
          const look = lookOf(o.text);
          const like = looks.get(look);
          if (!like) looks.set(look, o);
          // One id twice is told by itself.
          if (!like || like.id === o.id) continue;
          addIssue({
            message: `a reader can't tell “${o.text}” from “${like.text}”, the text of option “${like.id}”`,
            path: [
              { type: "array", origin: "value", input: options, key, value: o },
              { type: "object", origin: "value", input: o, key: "text", value: o.text },
            ],
          });
        }
      }),
    ),
  }),
  v.forward(
    v.partialCheck(
      [["kind"], ["max"]],
      (q) => q.kind !== "single" || q.max === undefined || q.max === 1,
      "is for multiple and ranked questions: a single question takes one option",
    ),
    ["max"],
  ),
  v.forward(
    v.partialCheck(
      [["max"], ["options"]],
      (q) => q.max === undefined || q.max <= q.options.length,
      "must not be more than there are options",
    ),
    ["max"],
  ),
  v.forward(
    v.partialCheck(
      [["kind"], ["options"]],
      (q) => q.kind !== "ranked" || q.options.every((o) => o.opening === 0 && !o.other),
      "of a ranked question take neither opening nor other",
    ),
    ["options"],
  ),
  v.forward(
    v.partialCheck(
      [["options"]],
      (q) => q.options.filter((o) => o.other).length <= 1,
      "must not have more than one with other: true",
    ),
    ["options"],
  ),
  v.forward(
    v.partialCheck(
      [["kind"], ["options"], ["openingVoters"]],
      ({ kind, options, openingVoters: voters }) => {
        if (voters === undefined) return true;
        const counts = options.map((o) => o.opening);
        const all = counts.reduce((a, b) => a + b, 0);
        return kind === "multiple" && voters >= Math.max(...counts) && voters <= all;
      },
      "is for multiple questions with opening counts: at least the largest of these, and at most their sum",
    ),
    ["openingVoters"],
  ),
  v.transform((q): PollQuestion => {
    const max = q.kind === "single" ? 1 : (q.max ?? q.options.length);
    return { ...q, min: q.min ?? 1, max };
  }),
  v.check((q) => q.min <= q.max, "min must not be more than max"),
);

const time = v.pipe(instant, v.transform(timeOf));

/**
 * `content/polls/*.yaml`, and the body of `PUT /api/polls/:poll`.
 * Its output is a {@link PollDefinition}.
 */
export const pollSchema = v.pipe(
  v.strictObject({
    id,
    title: text(300),
    language: v.optional(languageTag),
    opensAt: v.optional(v.nullable(time), null),
    closesAt: v.optional(v.nullable(time), null),
    results: v.optional(
      v.picklist(
        ["always", "after-vote", "after-close"],
        "must be always, after-vote or after-close",
      ),
      "always",
    ),
    revisable: v.optional(bool, false),
    guard: v.optional(
      v.picklist(
        ["open", "careful", "invited", "member"],
        "must be open, careful, invited or member",
      ),
      "careful",
    ),
    questions: v.pipe(
      listById(questionSchema, 20, "questions, each with id, text, kind and options"),
      v.minLength(1, "must have at least one question"),
    ),
    openingSource: v.optional(v.nullable(text(500)), null),
    shards: v.optional(wholeNumber(1, MAX_SHARDS)),
  }),
  v.forward(
    v.partialCheck(
      [["shards"], ["guard"]],
      (p) => (p.shards ?? 1) === 1 || p.guard !== "invited",
      "must be 1 in a poll whose guard is “invited”: codes are kept by one object",
    ),
    ["shards"],
  ),
  v.forward(
    v.partialCheck(
      [["shards"], ["questions"]],
      (p) => (p.shards ?? 1) === 1 || p.questions.every((q) => q.kind !== "ranked"),
      "must be 1 in a poll with a ranked question: a runoff is counted by one object",
    ),
    ["shards"],
  ),
  v.forward(
    v.partialCheck(
      [["opensAt"], ["closesAt"]],
      (p) => p.opensAt === null || p.closesAt === null || p.opensAt < p.closesAt,
      "must be later than opensAt",
    ),
    ["closesAt"],
  ),
);
