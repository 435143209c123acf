import * as v from "valibot";
import { id, instant, languageTag, listById, text, whole } from "../content/fields.ts";
import { parseInstant } from "../instant.ts";
import { MAX_SHARDS } from "./shards.ts";

/** One answer that a reader can choose. */
export interface PollOption {
  id: string;
  text: string;
  /** A count brought from another system. */
  opening: number;
  /** Whether the reader may say in words of their own what is meant. */
  other: boolean;
}

/** What a ballot says in answer: one option, several, or several in order of preference. */
export type QuestionKind = "single" | "multiple" | "ranked";

/** A question: a ballot chooses at least `min` and at most `max` of its options. `min` 0: may be left out. */
export interface PollQuestion {
  id: string;
  text: string;
  kind: QuestionKind;
  min: number;
  max: number;
  /** Whether each reader sees the options in an order of their own. */
  shuffle: boolean;
  options: PollOption[];
}

/**
 * Who may vote. `open`: one ballot for each voter cookie; `careful`: that, and not too many at once from one
 * network; `invited`: whoever has a code that was made for this poll; `member`: whoever has a signed token.
 */
export type Guard = "open" | "careful" | "invited" | "member";

/** When the numbers are shown, to whom. */
export type ResultsPolicy = "always" | "after-vote" | "after-close";

/** A poll as it is published: every default filled in, times in milliseconds since 1970 (UTC). */
export interface PollDefinition {
  id: string;
  title: string;
  /** The language that it is written in, where that is not the site's. */
  language?: string | undefined;
  opensAt: number | null;
  closesAt: number | null;
  results: ResultsPolicy;
  guard: Guard;
  /** Whether voters may change or withdraw their votes until the poll closes. */
  revisable: boolean;
  openingSource: string | null;
  /** Over how many objects its ledger is split, where that is more than one. */
  shards?: number | undefined;
  questions: PollQuestion[];
}

/** What the publication has decided of a poll since its definition was published. */
export interface Control {
  /** In place of the definition's, where it is there. */
  opensAt?: number | null;
  closesAt?: number | null;
  /** Not to be found, for now. */
  hidden?: boolean;
}

/** A poll by the rules that hold now. */
export function controlled(poll: PollDefinition, control: Control): PollDefinition {
  const { opensAt = poll.opensAt, closesAt = poll.closesAt } = control;
  return { ...poll, opensAt, closesAt };
}

const MAX_COUNT = 1_000_000_000;
const bool = v.boolean("must be true or false");

const optionSchema = v.strictObject({
  id,
  text: text(500),
  opening: v.optional(whole(0, MAX_COUNT), 0),
  other: v.optional(bool, false),
});

const questionSchema = v.pipe(
  v.strictObject({
    id,
    text: text(1000),
    kind: v.picklist(["single", "multiple", "ranked"], "must be single, multiple or ranked"),
    min: v.optional(whole(0, 50)),
    max: v.optional(whole(1, 50)),
    shuffle: v.optional(bool, false),
    options: v.pipe(
      listById(optionSchema, 50, "options, each with id and text"),
      v.minLength(2, "must have at least 2 options"),
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
  v.transform((q): PollQuestion => {
    const max = q.kind === "single" ? 1 : (q.max ?? q.options.length);
    return { ...q, min: q.min ?? 1, max };
  }),
  v.check((q) => q.min <= q.max, "min must not be more than max"),
);

const time = v.pipe(
  instant,
  v.transform((s) => parseInstant(s) ?? 0),
);

/**
 * `content/polls/*.yaml`, and the body of `PUT /api/polls/:poll`.
 * Its output is a {@link PollDefinition}.
 */
export const pollSchema = v.pipe(
  v.strictObject({
    id,
    title: text(300),
    // Without a default: the digests of polls that were published before there was this field stay as they are.
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
    // Without a default, as above.
    shards: v.optional(whole(1, MAX_SHARDS)),
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
