import * as v from "valibot";
import { expect, test } from "vitest";
import { controlled, pollSchema } from "../../../src/core/polls/poll.ts";
import { asked, options, small, source } from "./poll-source.ts";
import { issuesOf, poll } from "../samples.ts";

/** The only question of a poll. */
function parsed(over: object) {
  const [first] = v.parse(pollSchema, asked(over)).questions;
  if (!first) throw new Error("no question");
  return first;
}

test.each(["open", "careful", "invited", "member"])("takes the guard %s", (guard) => {
  expect(v.parse(pollSchema, source({ guard })).guard).toBe(guard);
});

test.each([true, false])("takes ballots that can be revised: %s", (revisable) => {
  expect(v.parse(pollSchema, source({ revisable })).revisable).toBe(revisable);
});

test.each([true, false])("takes options that are shuffled: %s", (shuffle) => {
  expect(parsed({ shuffle }).shuffle).toBe(shuffle);
});

test.each(["single", "multiple", "ranked"])("takes options to be shuffled in a %s one", (kind) => {
  expect(parsed({ kind, shuffle: true })).toMatchObject({ kind, shuffle: true });
});

test("lets a ranked question take all its options where it has no max, and need one", () => {
  expect(parsed({ kind: "ranked" })).toEqual({
    ...small,
    kind: "ranked",
    min: 1,
    max: 3,
    shuffle: false,
    options: options.map((o) => ({ ...o, opening: 0, other: false })),
  });
});

test.each([
  [0, 1],
  [2, 2],
  [3, 3],
])("keeps the min %i and the max %i of a ranked question", (min, max) => {
  expect(parsed({ kind: "ranked", min, max })).toMatchObject({ kind: "ranked", min, max });
});

test("takes a ranked question that says it has neither opening counts nor words", () => {
  const plain = options.map((o) => ({ ...o, opening: 0, other: false }));
  expect(parsed({ kind: "ranked", options: plain }).options).toEqual(plain);
});

test.each(["single", "multiple"])(
  "takes one option of a %s question that asks for words",
  (kind) => {
    const withOther = [...options, { id: "d", text: "Another", other: true, opening: 5 }];
    expect(parsed({ kind, options: withOther }).options.map((o) => [o.other, o.opening])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
      [true, 5],
    ]);
  },
);

test("takes an option that asks for words in each of two questions", () => {
  const withOther = [...options, { id: "d", text: "Another", other: true }];
  const questions = ["q", "r"].map((id) => ({ ...small, id, options: withOther }));
  expect(issuesOf(pollSchema, source({ questions }))).toEqual([]);
});

const other = { id: "d", text: "Another", other: true };

test.each<[string, object, string, RegExp]>([
  [
    "an opening count in a ranked question",
    asked({ kind: "ranked", options: [...options, { id: "d", text: "D", opening: 1 }] }),
    "questions.0.options",
    /ranked question.*opening/,
  ],
  [
    "words in a ranked question",
    asked({ kind: "ranked", options: [...options, other] }),
    "questions.0.options",
    /ranked question.*other/,
  ],
  [
    "two options that ask for words",
    asked({ options: [...options, other, { ...other, id: "e", text: "One more" }] }),
    "questions.0.options",
    /more than one with other: true/,
  ],
  [
    "an other that is a word",
    asked({ options: [...options, { ...other, other: "yes" }] }),
    "questions.0.options.3.other",
    /true or false/,
  ],
  [
    "an other that is null",
    asked({ options: [...options, { ...other, other: null }] }),
    "questions.0.options.3.other",
    /true or false/,
  ],
  ["a shuffle that is a number", asked({ shuffle: 1 }), "questions.0.shuffle", /true or false/],
  ["a revisable that is a number", source({ revisable: 1 }), "revisable", /true or false/],
  ["a guard that is null", source({ guard: null }), "guard", /open, careful, invited or member/],
  ["a guard in capitals", source({ guard: "Member" }), "guard", /open, careful, invited or member/],
  [
    "a max of a ranked question above its options",
    asked({ kind: "ranked", max: 4 }),
    "questions.0.max",
    /more than there are options/,
  ],
  ["a max of 0 of a ranked question", asked({ kind: "ranked", max: 0 }), "questions.0.max", /1/],
  [
    "a max of a single question, and names the kinds that have one",
    asked({ max: 2 }),
    "questions.0.max",
    /multiple and ranked/,
  ],
  [
    "the second question's options, and names their place",
    source({
      questions: [small, { ...small, id: "r", kind: "ranked", options: [...options, other] }],
    }),
    "questions.1.options",
    /ranked question/,
  ],
])("refuses %s, and names the field and the reason", (_, value, path, reason) => {
  expect(issuesOf(pollSchema, value)).toEqual([[path, expect.stringMatching(reason) as string]]);
});

test.each([
  ["above the max", { kind: "ranked", min: 3, max: 2 }],
  ["above the options", { kind: "ranked", min: 4 }],
])("refuses a min of a ranked question %s, and names the question", (_, over) => {
  const issues = issuesOf(pollSchema, asked(over));
  expect(issues).toHaveLength(1);
  expect(issues[0]?.[0]).toMatch(/^questions\.0(\.min)?$/);
  expect(issues[0]?.[1]).toMatch(/min must not be more than max/);
});

test("takes its own output, but for times, for what it is", () => {
  const once = v.parse(pollSchema, asked({ kind: "ranked", min: 2, shuffle: true }));
  expect(v.parse(pollSchema, once)).toEqual(once);
});

const definition = poll(undefined, { opensAt: 10, closesAt: 20 });

test.each<[object, number | null, number | null]>([
  [{}, 10, 20],
  [{ hidden: true }, 10, 20],
  [{ opensAt: 5 }, 5, 20],
  [{ closesAt: 15 }, 10, 15],
  [{ opensAt: 0, closesAt: 0 }, 0, 0],
  [{ closesAt: null }, 10, null],
  [{ opensAt: null, closesAt: null }, null, null],
])("lets the control %j decide when a poll opens and closes", (control, opensAt, closesAt) => {
  expect(controlled(definition, control)).toEqual({ ...definition, opensAt, closesAt });
});

test("leaves the definition that is controlled as it was", () => {
  const copy = structuredClone(definition);
  controlled(definition, { opensAt: 1, closesAt: 2, hidden: true });
  expect(definition).toEqual(copy);
});
