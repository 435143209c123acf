import * as v from "valibot";
import { expect, test } from "vitest";
import { pollSchema } from "../../../src/core/polls/poll.ts";
import { readContent } from "../../../src/cli/content/content.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import {
  ARTICLE,
  change,
  type Files,
  like,
  makeFolder,
  POLL,
  problems,
  readValid,
} from "./content-support.ts";

test("takes six polls in an article, and refuses the seventh", async () => {
  const polls = (n: number): Files => {
    const ids = Array.from({ length: n }, (_, i) => `next-${i}`);
    const lines = ids.map((id) => `::poll{id="${id}"}\n`).join("\n");
    return {
      ...Object.fromEntries(ids.map((id) => [`polls/${id}.yaml`, change(POLL, "next", id)])),
      "articles/two.md": change(ARTICLE, "Text.\n", lines),
    };
  };
  expect(await problems(polls(6))).toEqual([]);
  const found = await problems(polls(7));
  expect(found).toEqual(like("articles/two.md:18: an article takes at most 6 polls"));
});

test.each([
  ["id: next", "id: Next", "1: id: must be 1 to 64 lower-case letters"],
  ["title: The next poll\n", "", "1: title: is missing"],
  ["questions", "shut: true\nquestions", "3: shut: there is no such field"],
  ["questions", "closesAt: 2026-13-01\nquestions", "3: closesAt: must be a date"],
  ["title", "opensAt: 2026-10-06\nclosesAt: 2026-10-05\ntitle", "3: closesAt: must be later"],
  ["questions", "revisable: yes\nquestions", "3: revisable: must be true or false"],
  ["questions", "guard: closed\nquestions", "3: guard: must be open, careful, invited or member"],
  ["kind: multiple", "kind: rating", "6: questions.0.kind: must be single, multiple or ranked"],
  ["kind: multiple", "kind: multiple\n    shuffle: 1", "7: questions.0.shuffle: must be true"],
  ["kind: multiple", "kind: ranked\n    max: 3", "7: questions.0.max: must not be more than"],
  ["kind: multiple", "kind: multiple\n    max: 3", "7: questions.0.max: must not be more than"],
  [
    "kind: multiple",
    "kind: single\n    max: 2",
    "7: questions.0.max: is for multiple and ranked questions",
  ],
  ["id: b", "id: a", "7: questions.0.options: must not use the same id twice"],
  ["      - { id: b, text: The second }\n", "", "7: questions.0.options: must have at least 2"],
  ["The second", "'2', opening: 1.5", "9: questions.0.options.1.opening: must be a whole number"],
])("refuses a poll in which %j has become %j, with its line", async (from, to, expected) => {
  const found = await problems({ "polls/next.yaml": change(POLL, from, to) });
  expect(found).toEqual(like(`polls/next.yaml:${expected}`));
});

test.each([
  ["questions", "revisable: true\nquestions", { revisable: true }],
  ["questions", "guard: invited\nquestions", { guard: "invited" }],
  ["questions", "guard: member\nquestions", { guard: "member" }],
  ["kind: multiple", "kind: ranked", { questions: [{ kind: "ranked", min: 1, max: 2 }] }],
  ["kind: multiple", "kind: multiple\n    shuffle: true", { questions: [{ shuffle: true }] }],
  [
    "text: The second",
    "text: '2', other: true",
    { questions: [{ options: [{ other: false }, { other: true }] }] },
  ],
])("takes a poll in which %j has become %j", async (from, to, expected) => {
  const { polls } = await readValid({ "polls/next.yaml": change(POLL, from, to) });
  const checked = v.safeParse(pollSchema, polls.get("next")?.input);
  expect(checked).toMatchObject({ success: true, output: expected });
});

test("names both files of two polls with one id", async () => {
  const found = await problems({ "polls/again.yaml": POLL, "polls/next.yaml": POLL });
  expect(found).toEqual(like("polls/next.yaml:1: id: “next” is the id of polls/again.yaml too"));
});

test("refuses options that readers can't tell apart, at the line of the second", async () => {
  const found = await problems({
    "polls/next.yaml": change(POLL, "The second", "\u0422he first\u200B"),
  });
  expect(found).toEqual([
    expect.stringMatching(
      /^polls\/next\.yaml:9: questions\.0\.options\.1\.text: a reader can't tell .* the text of option “a”$/,
    ),
  ]);
});

test("warns of a multiple question whose opening counts come from nobody knows how many", async () => {
  const warnings = async (more: string): Promise<string[]> => {
    const text = change(POLL, "text: The second", `text: The second, opening: 5`);
    const folder = await writeContent(await makeFolder(), {
      ...SMALL,
      "polls/next.yaml": change(text, "kind: multiple", `kind: multiple${more}`),
    });
    const read = await readContent(folder);
    return read.warnings.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  };
  expect(await warnings("")).toEqual([
    expect.stringMatching(/^polls\/next\.yaml:4: questions\.0: .*without percentages.*openingVoters$/),
  ]);
  expect(await warnings("\n    openingVoters: 5")).toEqual([]);
});
