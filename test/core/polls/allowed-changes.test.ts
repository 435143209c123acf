import * as fc from "fast-check";
import { expect, test } from "vitest";
import { forbiddenChanges } from "../../../src/core/polls/allowed-changes.ts";
import type { PollDefinition, PollQuestion } from "../../../src/core/polls/poll.ts";
import { anyOrder, option, poll, question } from "../samples.ts";

const [a, b, c] = [option("a"), option("b"), option("c", { opening: 7 })];
const single = question({ id: "one", options: [a, b, c] });
const multiple = question({ id: "many", kind: "multiple", min: 1, max: 2, options: [a, b, c] });
const before = poll([single, multiple]);

const one = (over: Partial<PollQuestion>): PollDefinition =>
  poll([{ ...single, ...over }, multiple]);
const many = (over: Partial<PollQuestion>): PollDefinition =>
  poll([single, { ...multiple, ...over }]);

test.each<[string, PollDefinition]>([
  ["nothing", structuredClone(before)],
  ["another title", poll(before.questions, { title: "Another" })],
  ["other dates", poll(before.questions, { opensAt: 1, closesAt: 2 })],
  ["another results policy", poll(before.questions, { results: "after-close" })],
  ["another guard", poll(before.questions, { guard: "open" })],
  ["one shard, in so many words", poll(before.questions, { shards: 1 })],
  ["a new question", poll([...before.questions, question({ id: "new" })])],
  ["a new question in front", poll([question({ id: "new" }), ...before.questions])],
  ["questions in another order", poll([multiple, single])],
  ["a new option", one({ options: [a, option("d"), b, c] })],
  ["options in another order", one({ options: [c, a, b] })],
  ["a lower min", many({ min: 0 })],
  ["a higher max", many({ max: 3 })],
])("allows %s", (_, after) => {
  expect(forbiddenChanges(before, after)).toEqual([]);
});

test.each<[string, PollDefinition, RegExp]>([
  ["more shards", poll(before.questions, { shards: 4 }), /shards change from 1 to 4/],
  ["a question removed", poll([multiple]), /“one”.*removed/],
  ["a question under another id", poll([{ ...single, id: "two" }, multiple]), /“one”.*removed/],
  ["a question reworded", one({ text: "Which?" }), /“one”.*text/],
  ["a question in other capitals", one({ text: "which one?" }), /“one”.*text/],
  ["an option removed", one({ options: [a, c] }), /“one”.*“b”.*removed/],
  [
    "an option reworded",
    one({ options: [a, option("b", { text: "B" }), c] }),
    /“one”.*“b”.*reworded/,
  ],
  ["single to multiple", one({ kind: "multiple" }), /“one”.*single to multiple/],
  ["multiple to single", many({ kind: "single", max: 1 }), /“many”.*multiple to single/],
  ["multiple to ranked", many({ kind: "ranked" }), /“many”.*multiple to ranked/],
  ["a higher min", many({ min: 2 }), /“many”.*min.*1.*2/],
  ["a lower max", many({ max: 1 }), /“many”.*max.*2.*1/],
  ["an opening count raised", one({ options: [a, b, option("c", { opening: 8 })] }), /“c”.*7.*8/],
  ["an opening count dropped", one({ options: [a, b, option("c")] }), /“c”.*7.*0/],
  ["an opening count added", one({ options: [option("a", { opening: 1 }), b, c] }), /“a”.*0.*1/],
  [
    "a new option with an opening count",
    one({ options: [a, b, c, option("d", { opening: 1 })] }),
    /“one”.*“d”.*opening/,
  ],
  ["two options that swap their texts", one({ options: [{ ...a, text: b.text }, b, c] }), /“a”/],
])("forbids %s, in one sentence that names it", (_, after, sentence) => {
  expect(forbiddenChanges(before, after)).toEqual([expect.stringMatching(sentence) as string]);
});

test("says one sentence for each forbidden change", () => {
  const after = poll([
    { ...single, text: "Other?", options: [option("a", { text: "A", opening: 2 }), c] },
    { ...multiple, min: 2, max: 1 },
  ]);
  const found = forbiddenChanges(before, after);
  expect(found).toHaveLength(6);
  expect(new Set(found).size).toBe(6);
  expect(forbiddenChanges(before, poll([question({ id: "other" })]))).toHaveLength(2);
});

test("holds each question against the one with its id, not with its place", () => {
  const after = poll([
    { ...multiple, id: "one" },
    { ...single, id: "many" },
  ]);
  const found = forbiddenChanges(before, after);
  expect(found).toEqual([
    expect.stringMatching(/“one”.*single to multiple/) as string,
    expect.stringMatching(/“many”.*multiple to single/) as string,
  ]);
});

test("allows every order of questions and options", () => {
  const orders = fc.tuple(anyOrder([0, 1]), anyOrder([a, b, c]), anyOrder([a, b, c]));
  fc.assert(
    fc.property(orders, ([order, first, second]) => {
      const questions = [
        { ...single, options: first },
        { ...multiple, options: second },
      ];
      const after = poll(order.flatMap((i) => questions.slice(i, i + 1)));
      expect(forbiddenChanges(before, after)).toEqual([]);
    }),
  );
});

test("takes ids that are names of inherited members for ids", () => {
  const named = poll([question({ id: "constructor", options: [option("constructor"), b] })]);
  expect(forbiddenChanges(named, named)).toEqual([]);
  expect(forbiddenChanges(named, before)).toHaveLength(1);
});

test("lets the voters of opening counts be added, and not be changed afterwards", () => {
  expect(forbiddenChanges(before, many({ openingVoters: 8 }))).toEqual([]);
  expect(forbiddenChanges(many({ openingVoters: 8 }), many({ openingVoters: 7 }))).toEqual([
    "question “many”: openingVoters changes from 8 to 7",
  ]);
  expect(forbiddenChanges(many({ openingVoters: 8 }), before)).toHaveLength(1);
});
