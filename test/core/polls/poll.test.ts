import * as v from "valibot";
import { expect, test } from "vitest";
import { jsonDigest } from "../../../src/core/digest.ts";
import { pollSchema } from "../../../src/core/polls/poll.ts";
import { asked, options, small, source } from "./poll-source.ts";
import { issuesOf } from "../samples.ts";

function many<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

test("fills in every default", () => {
  expect(v.parse(pollSchema, source())).toEqual({
    id: "summit",
    title: "The summit",
    opensAt: null,
    closesAt: null,
    results: "always",
    guard: "careful",
    revisable: false,
    openingSource: null,
    questions: [
      {
        id: "q",
        text: "Which?",
        kind: "single",
        min: 1,
        max: 1,
        shuffle: false,
        options: options.map((o) => ({ ...o, opening: 0, other: false })),
      },
    ],
  });
});

test("keeps all that a poll says, times in milliseconds", () => {
  const given = source({
    opensAt: "2026-10-05",
    closesAt: "2026-10-12T12:00:00+03:00",
    results: "after-vote",
    revisable: true,
    guard: "open",
    openingSource: "The old site",
    questions: [
      {
        id: "m",
        text: " Several? ",
        kind: "multiple",
        min: 0,
        max: 2,
        shuffle: true,
        options: [
          { id: "x", text: "X", opening: 1_000_000_000 },
          { id: "y", text: "Another", other: true },
          ...options,
        ],
      },
    ],
  });
  expect(v.parse(pollSchema, given)).toEqual({
    id: "summit",
    title: "The summit",
    opensAt: Date.UTC(2026, 9, 5),
    closesAt: Date.UTC(2026, 9, 12, 9),
    results: "after-vote",
    guard: "open",
    revisable: true,
    openingSource: "The old site",
    questions: [
      {
        id: "m",
        text: "Several?",
        kind: "multiple",
        min: 0,
        max: 2,
        shuffle: true,
        options: [
          { id: "x", text: "X", opening: 1_000_000_000, other: false },
          { id: "y", text: "Another", opening: 0, other: true },
          ...options.map((o) => ({ ...o, opening: 0, other: false })),
        ],
      },
    ],
  });
});

test("lets a multiple question take all its options where it has no max", () => {
  const [first] = v.parse(pollSchema, asked({ kind: "multiple" })).questions;
  expect([first?.min, first?.max]).toEqual([1, 3]);
});

test("takes null for times and a source that are left out", () => {
  const given = source({ opensAt: null, closesAt: null, openingSource: null });
  expect(v.parse(pollSchema, given)).toEqual(v.parse(pollSchema, source()));
});

test.each<[string, object, string, RegExp]>([
  ["an id in capitals", source({ id: "Summit" }), "id", /lower-case/],
  ["an id of 65 characters", source({ id: "a".repeat(65) }), "id", /64/],
  ["a title that is empty", source({ title: " " }), "title", /empty/],
  ["a title of 301 characters", source({ title: "a".repeat(301) }), "title", /300/],
  ["a title that is a number", source({ title: 5 }), "title", /text/],
  ["a day that does not exist", source({ opensAt: "2026-02-30" }), "opensAt", /date/],
  ["a time without its zone", source({ closesAt: "2026-10-05T09:00:00" }), "closesAt", /zone/],
  [
    "an end before its beginning",
    source({ opensAt: "2026-10-05", closesAt: "2026-10-04" }),
    "closesAt",
    /later than opensAt/,
  ],
  [
    "an end at its beginning, in another zone",
    source({ opensAt: "2026-10-05", closesAt: "2026-10-05T03:00:00+03:00" }),
    "closesAt",
    /later than opensAt/,
  ],
  ["a policy that is unknown", source({ results: "never" }), "results", /after-vote/],
  [
    "a guard that is unknown",
    source({ guard: "strict" }),
    "guard",
    /open, careful, invited or member/,
  ],
  ["a revisable that is a word", source({ revisable: "no" }), "revisable", /true or false/],
  ["no questions", source({ questions: [] }), "questions", /at least one/],
  ["questions that are no list", source({ questions: small }), "questions", /list/],
  ["a question twice", source({ questions: [small, small] }), "questions", /same id twice/],
  [
    "21 questions",
    source({ questions: many(21, (i) => ({ ...small, id: `q${i}` })) }),
    "questions",
    /20/,
  ],
  ["a source that is empty", source({ openingSource: "" }), "openingSource", /empty/],
  ["a question's id with a hyphen at its end", asked({ id: "q-" }), "questions.0.id", /hyphen/],
  ["a question of 1001 characters", asked({ text: "a".repeat(1001) }), "questions.0.text", /1000/],
  [
    "a kind that is unknown",
    asked({ kind: "yesno" }),
    "questions.0.kind",
    /single, multiple or ranked/,
  ],
  ["a shuffle that is a word", asked({ shuffle: "yes" }), "questions.0.shuffle", /true or false/],
  ["a min below 0", asked({ kind: "multiple", min: -1 }), "questions.0.min", /whole number/],
  ["a min that is no whole number", asked({ min: 0.5 }), "questions.0.min", /whole number/],
  ["a max of 0", asked({ kind: "multiple", max: 0 }), "questions.0.max", /from 1/],
  ["a max of a single question", asked({ max: 2 }), "questions.0.max", /multiple/],
  ["a max above its options", asked({ kind: "multiple", max: 4 }), "questions.0.max", /options/],
  ["one option", asked({ options: options.slice(1, 2) }), "questions.0.options", /at least 2/],
  ["an option twice", asked({ options: [...options, options[0]] }), "questions.0.options", /twice/],
  [
    "51 options",
    asked({ options: many(51, (i) => ({ id: `o${i}`, text: `x ${i}` })) }),
    "questions.0.options",
    /50/,
  ],
  [
    "an option of 501 characters",
    asked({ options: [...options, { id: "d", text: "a".repeat(501) }] }),
    "questions.0.options.3.text",
    /500/,
  ],
  [
    "an opening count below 0",
    asked({ options: [...options, { id: "d", text: "D", opening: -1 }] }),
    "questions.0.options.3.opening",
    /whole number/,
  ],
  [
    "an opening count above a thousand million",
    asked({ options: [...options, { id: "d", text: "D", opening: 1_000_000_001 }] }),
    "questions.0.options.3.opening",
    /1000000000/,
  ],
  [
    "an opening count in words",
    asked({ options: [...options, { id: "d", text: "D", opening: "33" }] }),
    "questions.0.options.3.opening",
    /whole number/,
  ],
])("refuses %s, and names the field and the reason", (_, value, path, reason) => {
  expect(issuesOf(pollSchema, value)).toEqual([[path, expect.stringMatching(reason) as string]]);
});

test.each([
  ["a min above the max", { kind: "multiple", min: 3, max: 2 }],
  ["a min above the options", { kind: "multiple", min: 4 }],
  ["a min above 1 of a single question", { min: 2 }],
])("refuses %s, and names the question and the reason", (_, over) => {
  const issues = issuesOf(pollSchema, asked(over));
  expect(issues).toHaveLength(1);
  expect(issues[0]?.[0]).toMatch(/^questions\.0(\.min)?$/);
  expect(issues[0]?.[1]).toMatch(/min/);
});

test.each([
  ["", source({ extra: 1 }), "extra"],
  ["", source({ constructor: 1 }), "constructor"],
  ["", JSON.parse(JSON.stringify(source()).replace("{", '{"__proto__":{},')), "__proto__"],
  [" of a question", asked({ maximum: 1 }), "questions.0.maximum"],
  [
    " of an option",
    asked({ options: [...options, { id: "d", text: "D", votes: 5 }] }),
    "questions.0.options.3.votes",
  ],
])("refuses a field%s that is not known: %#", (_, value: unknown, path) => {
  expect(issuesOf(pollSchema, value).map(([where]) => where)).toEqual([path]);
});

test.each([
  ["id", "id"],
  ["title", "title"],
  ["questions", "questions"],
])("refuses a poll without its %s", (name, path) => {
  const { [name]: _, ...rest } = source() as Record<string, unknown>;
  expect(issuesOf(pollSchema, rest).map(([where]) => where)).toEqual([path]);
});

test("names everything that is wrong in a poll at once", () => {
  const value = source({
    title: "",
    guard: "none",
    questions: [small, { ...small, id: "R", options: [{ id: "a" }, { id: "b", text: "B" }] }],
  });
  expect(issuesOf(pollSchema, value).map(([where]) => where)).toEqual(
    expect.arrayContaining([
      "title",
      "guard",
      "questions.1.id",
      "questions.1.options.0.text",
    ]) as unknown,
  );
});

test.each([[null], ["poll"], [[]], [7]])("refuses %j as a poll", (value) => {
  expect(v.is(pollSchema, value)).toBe(false);
});

test("takes 20 questions of 50 options, with ids of 64 characters", () => {
  const long = (i: number): string => `${"x".repeat(62)}${String(i).padStart(2, "0")}`;
  const questions = many(20, (i) => ({
    ...small,
    id: long(i),
    options: many(50, (j) => ({ id: long(j), text: `x ${j}` })),
  }));
  expect(issuesOf(pollSchema, source({ id: long(0), questions }))).toEqual([]);
});

test("a poll's language is part of its digest", () => {
  const same = v.parse(pollSchema, source({ language: "ru" }));
  expect(jsonDigest(same)).not.toBe(jsonDigest(v.parse(pollSchema, source())));
});

test.each(["russian!", "", 7, null, "e"])("refuses %j as the language of a poll", (language) => {
  expect(issuesOf(pollSchema, source({ language })).map(([where]) => where)).toEqual(["language"]);
});
