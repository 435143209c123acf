import * as v from "valibot";
import { id, instant, listById, text, whole } from "./fields.ts";
import { parseInstant } from "./instant.ts";

/** One answer that a reader can choose. `opening` is a count brought from another system. */
export interface PollOption {
  id: string;
  text: string;
  opening: number;
}

/** A question: a ballot chooses at least `min` and at most `max` of its options. `min` 0: may be left out. */
export interface PollQuestion {
  id: string;
  text: string;
  kind: "single" | "multiple";
  min: number;
  max: number;
  options: PollOption[];
}

/** When the numbers are shown, to whom. */
export type ResultsPolicy = "always" | "after-vote" | "after-close";

/** A poll as it is published: every default filled in, times in milliseconds since 1970 (UTC). */
export interface PollDefinition {
  id: string;
  title: string;
  opensAt: number | null;
  closesAt: number | null;
  results: ResultsPolicy;
  guard: "open" | "careful";
  openingSource: string | null;
  questions: PollQuestion[];
}

const MAX_COUNT = 1_000_000_000;

const optionSchema = v.strictObject({
  id,
  text: text(500),
  opening: v.optional(whole(0, MAX_COUNT), 0),
});

const questionSchema = v.pipe(
  v.strictObject({
    id,
    text: text(1000),
    kind: v.pipe(
      v.picklist(["single", "multiple", "ranked"], "must be single or multiple"),
      v.check((kind) => kind !== "ranked", "ranked questions are not supported by this version"),
      v.transform((kind): PollQuestion["kind"] => (kind === "multiple" ? "multiple" : "single")),
    ),
    min: v.optional(whole(0, 50)),
    max: v.optional(whole(1, 50)),
    shuffle: v.optional(notYet("shuffled options are")),
    options: v.pipe(
      listById(optionSchema, 50, "options, each with id and text"),
      v.minLength(2, "must have at least 2 options"),
    ),
  }),
  v.forward(
    v.partialCheck(
      [["kind"], ["max"]],
      (q) => q.kind === "multiple" || q.max === undefined || q.max === 1,
      "is for multiple questions: a single question takes one option",
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
  v.transform((q): PollQuestion => {
    const max = q.kind === "single" ? 1 : (q.max ?? q.options.length);
    return { id: q.id, text: q.text, kind: q.kind, min: q.min ?? 1, max, options: q.options };
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
    opensAt: v.optional(v.nullable(time), null),
    closesAt: v.optional(v.nullable(time), null),
    results: v.optional(
      v.picklist(
        ["always", "after-vote", "after-close"],
        "must be always, after-vote or after-close",
      ),
      "always",
    ),
    revisable: v.optional(notYet("revisable polls are")),
    guard: v.optional(
      v.pipe(
        v.picklist(["open", "careful", "invited", "member"], "must be open or careful"),
        v.check(
          (guard) => guard === "open" || guard === "careful",
          "invited and member polls are not supported by this version: use open or careful",
        ),
        v.transform((guard): PollDefinition["guard"] => (guard === "open" ? "open" : "careful")),
      ),
      "careful",
    ),
    questions: v.pipe(
      listById(questionSchema, 20, "questions, each with id, text, kind and options"),
      v.minLength(1, "must have at least one question"),
    ),
    openingSource: v.optional(v.nullable(text(500)), null),
  }),
  v.forward(
    v.partialCheck(
      [["opensAt"], ["closesAt"]],
      (p) => p.opensAt === null || p.closesAt === null || p.opensAt < p.closesAt,
      "must be later than opensAt",
    ),
    ["closesAt"],
  ),
  v.transform((p): PollDefinition => {
    const { title, opensAt, closesAt, results, guard, openingSource, questions } = p;
    return { id: p.id, title, opensAt, closesAt, results, guard, openingSource, questions };
  }),
);

/** A field of the content format that this version knows and cannot do: better refused than ignored. */
function notYet(what: string) {
  return v.pipe(
    v.boolean("must be true or false"),
    v.check((on) => !on, `${what} not supported by this version: leave it out or set it to false`),
  );
}
