import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkBallot, parseForm, parseJson } from "../../../src/core/ballots/ballot.ts";
import type { PollQuestion } from "../../../src/core/polls/poll.ts";
import {
  anyId,
  anyOrder,
  fieldOf,
  form,
  option,
  picks,
  poll,
  question,
  wordId,
} from "../samples.ts";

interface Choice {
  question: PollQuestion;
  chosen: string[];
}

/** Questions of a poll, each with a valid choice; at least one is answered. */
function choices(ids: fc.Arbitrary<string>): fc.Arbitrary<Choice[]> {
  const choice = (id: string): fc.Arbitrary<Choice> =>
    fc
      .uniqueArray(ids, { minLength: 2, maxLength: 6 })
      .chain((options) => fc.tuple(fc.constant(options), fc.shuffledSubarray(options)))
      .chain(([options, chosen]) =>
        fc.record({
          chosen: fc.constant(chosen),
          question: fc.record({
            id: fc.constant(id),
            text: fc.constant("?"),
            kind: fc.constant("multiple" as const),
            min: fc.nat({ max: chosen.length }),
            max: fc.integer({ min: Math.max(chosen.length, 1), max: options.length }),
            shuffle: fc.boolean(),
            options: fc.constant(options.map((o) => option(o))),
          }),
        }),
      );
  return fc
    .uniqueArray(ids, { minLength: 1, maxLength: 5 })
    .chain((questions) => fc.tuple(...questions.map(choice)))
    .filter((list) => list.some(({ chosen }) => chosen.length > 0));
}

const audience = fc.option(wordId, { nil: null });

test("reads the same ballot from a form as from JSON, and takes what its poll takes", () => {
  const cases = choices(anyId).chain((list) => {
    const fields = list.flatMap(({ question: q, chosen }) =>
      chosen.map((o): [string, string] => [`q.${q.id}`, o]),
    );
    return fc.tuple(fc.constant(list), anyOrder(fields), audience);
  });
  fc.assert(
    fc.property(cases, ([list, fields, who]) => {
      const definition = poll(list.map((c) => c.question));
      const answers = Object.fromEntries(list.map((c) => [c.question.id, c.chosen]));
      const read = parseForm(who === null ? fields : [["audience", who], ...fields]);
      const json = parseJson(JSON.parse(JSON.stringify({ answers, audience: who })));
      if (!read.ok || !json.ok) throw new Error("could not be read");
      const taken = checkBallot(definition, read.ballot);
      expect(taken).toEqual(checkBallot(definition, json.ballot));
      if (!taken.ok) throw new Error(`${taken.field} ${taken.message}`);
      expect(taken.ballot.audience).toBe(who);
      expect(taken.ballot.answers).toEqual(
        Object.fromEntries(
          list.filter((c) => c.chosen.length > 0).map((c) => [c.question.id, c.chosen.toSorted()]),
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test("gives equal ballots equal text, whatever the order of their questions and options", () => {
  const cases = choices(anyId).chain((list) =>
    fc.tuple(
      fc.constant(list),
      anyOrder(list).chain((other) =>
        fc.tuple(...other.map((c) => fc.tuple(fc.constant(c.question.id), anyOrder(c.chosen)))),
      ),
    ),
  );
  fc.assert(
    fc.property(cases, ([list, other]) => {
      const given = list.map((c): [string, string[]] => [c.question.id, c.chosen]);
      const definition = poll(list.map((c) => c.question));
      const turned = poll(definition.questions.toReversed());
      const first = checkBallot(definition, { answers: given, audience: null });
      expect(first.ok).toBe(true);
      const text = JSON.stringify(first);
      for (const of of [definition, turned]) {
        expect(JSON.stringify(checkBallot(of, { answers: other, audience: null }))).toBe(text);
      }
    }),
    { numRuns: 300 },
  );
});

test("writes questions and options in code-unit order", () => {
  const options = ["a-b", "ab", "a1", "a"].map((id) => option(id));
  const make = (id: string): PollQuestion => question({ id, kind: "multiple", max: 4, options });
  const definition = poll(["qb", "q", "q-b", "q1"].map(make));
  const answers = definition.questions.map((q): [string, string[]] => [
    q.id,
    ["ab", "a", "a1", "a-b"],
  ]);
  const sorted = '["a","a-b","a1","ab"]';
  const checked = checkBallot(definition, { answers, audience: null });
  expect(checked.ok && JSON.stringify(checked.ballot.answers)).toBe(
    `{"q":${sorted},"q-b":${sorted},"q1":${sorted},"qb":${sorted}}`,
  );
});

test("leaves out a question that may be left out and was", () => {
  const definition = poll([question(), question({ id: "r", min: 0 })]);
  for (const answers of [picks("q=a"), picks("r=", "q=a")]) {
    const result = checkBallot(definition, { answers, audience: null });
    expect(result.ok && result.ballot.answers).toEqual({ q: ["a"] });
  }
});

test("refuses a ballot that answers nothing, even where every question may be left out", () => {
  const definition = poll([question({ min: 0 }), question({ id: "r", min: 0 })]);
  for (const answers of [[], picks("q=", "r=")]) {
    expect(fieldOf(checkBallot(definition, { answers, audience: null }))).toBe("answers");
  }
});

const two = poll([question(), question({ id: "m", kind: "multiple", min: 2, max: 2 })]);
const m: [string, string[]] = ["m", ["a", "b"]];

test.each<[string, [string, string[]][], string, RegExp]>([
  ["a question that the poll does not have", [["q", ["a"]], m, ["x", ["a"]]], "q.x", /question/],
  ["an option that the question does not have", [["q", ["d"]], m], "q.q", /“d”/],
  ["an option twice", picks("q=a", "m=b b"), "q.m", /twice/],
  ["no answer to a question that needs one", [m], "q.q", /needs an answer/],
  ["too few options", picks("q=a", "m=c"), "q.m", /at least 2/],
  ["two options of a single question", [["q", ["a", "b"]], m], "q.q", /one option/],
  ["too many options", picks("q=a", "m=a b c"), "q.m", /at most 2/],
  ["one option that exists beside one that does not", picks("q=a", "m=a x"), "q.m", /“x”/],
  [
    "the name of an inherited member as a question",
    [["q", ["a"]], m, ["constructor", ["a"]]],
    "q.constructor",
    /question/,
  ],
  [
    "the name of an inherited member as an option",
    [["q", ["constructor"]], m],
    "q.q",
    /constructor/,
  ],
  ["__proto__ as a question", [["q", ["a"]], m, ["__proto__", ["a"]]], "q.__proto__", /question/],
])("refuses %s, and says in which field", (_, answers, field, message) => {
  const result = checkBallot(two, { answers, audience: null });
  expect(fieldOf(result)).toBe(field);
  expect(result).toMatchObject({ message: expect.stringMatching(message) as string });
});

test("refuses constructor, which every object has a member of", () => {
  const raw = parseJson(JSON.parse('{"answers":{"constructor":["a"]}}'));
  expect(fieldOf(raw)).toBe("answers");
  expect(fieldOf(parseJson({ answers: { q: ["constructor"] } }))).toBe("q.q");
});

test("writes one ballot in one way, whatever the order of its answers, also where ids are numbers", () => {
  const definition = poll(["q", "9", "10"].map((id) => question({ id })));
  const orders = [
    picks("q=a", "9=a", "10=a"),
    picks("10=a", "9=a", "q=a"),
    picks("9=a", "q=a", "10=a"),
  ];
  const written = orders.map((answers) => {
    const result = checkBallot(definition, { answers, audience: null });
    return result.ok && JSON.stringify(result.ballot.answers);
  });
  // Members whose names are whole numbers stand first in every JavaScript object, by their value.
  expect(new Set(written)).toEqual(new Set(['{"9":["a"],"10":["a"],"q":["a"]}']));
});

test("takes an empty audience for none, as a form and as JSON", () => {
  const read = parseForm(form("q.q=a", "audience="));
  expect(read).toEqual(parseJson({ answers: { q: ["a"] }, audience: "" }));
  expect(read).toMatchObject({ ok: true, ballot: { audience: null } });
});

test("takes ballots as large as a poll can be: 20 questions, 50 options", () => {
  const options = Array.from({ length: 50 }, (_, i) => option(`o${i}`));
  const definition = poll(
    Array.from({ length: 20 }, (_, i) =>
      question({ id: `q${i}`, kind: "multiple", max: 50, options }),
    ),
  );
  const fields = definition.questions.flatMap((q) =>
    q.options.map((o): [string, string] => [`q.${q.id}`, o.id]),
  );
  const raw = parseForm(fields);
  expect(raw.ok && checkBallot(definition, raw.ballot).ok).toBe(true);
});
