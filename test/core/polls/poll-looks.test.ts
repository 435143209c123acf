import { expect, test } from "vitest";
import { pollSchema } from "../../../src/core/polls/poll.ts";
import { asked, options, small, source } from "./poll-source.ts";
import { issuesOf } from "../samples.ts";

test.each([
  ["case", "Alpha", "ALPHA"],
  ["normal form", "caf\u00E9", "cafe\u0301"],
  ["width", "Alpha", "Ａｌｐｈａ"],
  ["a zero-width space", "Alpha", "Al\u200Bpha"],
  ["a no-break space", "In Vienna", "In\u00A0Vienna"],
  ["the script of a letter", "Alpha", "\u0410lpha"],
])("refuses two options that differ in %s alone, at the second", (_, text, other) => {
  const [first, second] = [
    { id: "a", text },
    { id: "c", text: other },
  ];
  const found = issuesOf(pollSchema, asked({ options: [first, { id: "b", text: "B" }, second] }));
  expect(found).toEqual([
    [
      "questions.0.options.2.text",
      `a reader can't tell “${other}” from “${text}”, the text of option “a”`,
    ],
  ]);
  // In two questions they do not meet.
  const apart = source({
    questions: [
      { ...small, options: [first, { id: "b", text: "B" }] },
      { ...small, id: "r", options: [second, { id: "b", text: "B" }] },
    ],
  });
  expect(issuesOf(pollSchema, apart)).toEqual([]);
});

test("refuses a text of which nothing is seen", () => {
  const hidden = [...options.slice(1), { id: "a", text: "\u200B\u3164" }];
  expect(issuesOf(pollSchema, asked({ options: hidden }))).toEqual([
    ["questions.0.options.2.text", "must have a character that can be seen"],
  ]);
});

test("takes the voters of a multiple question's opening counts, if they can be right", () => {
  const brought = options.map((o, i) => ({ ...o, opening: [40, 30, 0][i] }));
  const multiple = { kind: "multiple", options: brought };
  for (const openingVoters of [40, 70]) {
    expect(issuesOf(pollSchema, asked({ ...multiple, openingVoters }))).toEqual([]);
  }
  const refused = [
    { ...multiple, openingVoters: 39 },
    { ...multiple, openingVoters: 71 },
    { kind: "multiple", options, openingVoters: 1 },
    { kind: "single", options: brought, openingVoters: 50 },
  ];
  for (const one of refused) {
    expect(issuesOf(pollSchema, asked(one)).map(([at]) => at)).toEqual([
      "questions.0.openingVoters",
    ]);
  }
});
