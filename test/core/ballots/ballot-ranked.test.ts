import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkBallot,
  parseForm,
  parseJson,
  type RawBallot,
} from "../../../src/core/ballots/ballot.ts";
import {
  anyId,
  anyOrder,
  fieldOf,
  form,
  option,
  picks,
  poll,
  question,
  ranked,
} from "../samples.ts";

type Field = [name: string, value: string];

const single: Field = ["q.q", "a"];

/** The answers in a form; throws if it is refused. */
function answersOf(fields: Field[]): RawBallot["answers"] {
  const result = parseForm(fields);
  if (!result.ok) throw new Error(`${result.field} ${result.message}`);
  return result.ballot.answers;
}

test("puts options in the order of their places, not in that of the form", () => {
  expect(answersOf(form("r.order.a=3", "r.order.b=1", "r.order.c=2"))).toEqual([
    ["order", ["b", "c", "a"]],
  ]);
});

test("takes places with gaps: 2, 5 and 99", () => {
  expect(answersOf(form("r.order.c=99", "r.order.a=5", "r.order.b=2"))).toEqual([
    ["order", ["b", "a", "c"]],
  ]);
});

test("orders places by number, not by text", () => {
  expect(answersOf(form("r.order.a=10", "r.order.b=9"))).toEqual([["order", ["b", "a"]]]);
});

test("leaves out options without a place, and questions where none has one", () => {
  expect(answersOf([single, ["r.order.a", ""], ["r.order.b", "1"], ["r.other.a", ""]])).toEqual(
    picks("q=a", "order=b"),
  );
});

test("keeps the ranks of each question apart", () => {
  expect(answersOf(form("r.one.a=1", "r.two.a=2", "r.one.b=2", "r.two.b=1"))).toEqual(
    picks("one=a b", "two=b a"),
  );
});

test.each<[string, Field[], string, RegExp]>([
  [
    "two options on one place",
    form("r.order.a=2", "r.order.b=2"),
    "q.order",
    /one place to two options/,
  ],
  [
    "two options on one place beside a third",
    form("r.order.a=1", "r.order.b=2", "r.order.c=1"),
    "q.order",
    /one place to two options/,
  ],
  [
    "one option on two places",
    form("r.order.a=1", "r.order.b=2", "r.order.a=3"),
    "q.order",
    /twice/,
  ],
  [
    "a question answered by choice and by rank",
    form("q.order=a", "r.order.b=1"),
    "q.order",
    /answered twice/,
  ],
  [
    "a question answered by rank and by choice, in this order",
    form("r.order.b=1", "q.order=b"),
    "q.order",
    /answered twice/,
  ],
])("refuses %s, and names the question", (_, fields, field, message) => {
  const read = parseForm(fields);
  const result = read.ok ? checkBallot(poll([ranked({ id: "order" })]), read.ballot) : read;
  expect(fieldOf(result)).toBe(field);
  expect(result).toMatchObject({ message: expect.stringMatching(message) as string });
});

test.each([
  "0",
  "-1",
  "+1",
  "01",
  "1.0",
  "1.5",
  "1e1",
  "0x1",
  "100",
  "first",
  " ",
  " 1",
  "1 ",
  "١",
])("refuses the place %j, which is no number from 1 to 99", (place) => {
  const result = parseForm([
    ["r.order.a", "2"],
    ["r.order.b", place],
  ]);
  expect(fieldOf(result)).toBe("q.order");
  expect(result).toMatchObject({ message: expect.stringMatching(/no number/) as string });
});

test.each<[string, string, string]>([
  ["no question", "r..a", "answers"],
  ["__proto__ as a question", "r.__proto__.a", "answers"],
  ["constructor as a question", "r.constructor.a", "answers"],
  ["no option", "r.order.", "q.order"],
  ["__proto__ as an option", "r.order.__proto__", "q.order"],
  ["constructor as an option", "r.order.constructor", "q.order"],
  ["an option in capitals", "r.order.A", "q.order"],
])("refuses a place of %s", (_, name, field) => {
  expect(fieldOf(parseForm([single, [name, "1"]]))).toBe(field);
});

test.each(["r", "r.order", "R.order.a", "rank.order.a"])(
  "leaves the field %s alone, which is no place",
  (name) => {
    expect(parseForm([single, [name, "7"]])).toEqual(parseForm([single]));
  },
);

test("does not take what goes on after an option's name for that option", () => {
  const result = parseForm([single, ["r.order.a.b", "1"]]);
  expect(result.ok ? result.ballot.answers : []).not.toContainEqual(["order", ["a"]]);
});

const order = poll([
  ranked({ id: "order", min: 2, max: 3, options: ["a", "b", "c", "d"].map((id) => option(id)) }),
]);

test.each<[string, string[], RegExp]>([
  ["fewer places than the poll asks for", ["a"], /at least 2/],
  ["more places than the poll takes", ["a", "b", "c", "d"], /at most 3/],
  ["an option that the question does not have", ["a", "x"], /“x”/],
  ["an option twice", ["a", "b", "a"], /twice/],
  ["no option at all", [], /at least 2/],
])("refuses %s in a ranked question", (_, chosen, message) => {
  const result = checkBallot(order, { answers: [["order", chosen]], audience: null });
  expect(fieldOf(result)).toBe("q.order");
  expect(result).toMatchObject({ message: expect.stringMatching(message) as string });
});

test("keeps the order of a ranked question, and of no other", () => {
  const definition = poll([
    ranked({ id: "order" }),
    question({ id: "many", kind: "multiple", max: 3 }),
  ]);
  const chosen = ["c", "a", "b"];
  const result = checkBallot(definition, {
    answers: [
      ["order", chosen],
      ["many", chosen],
    ],
    audience: null,
  });
  expect(result.ok && result.ballot.answers).toEqual({
    many: ["a", "b", "c"],
    order: ["c", "a", "b"],
  });
});

test("reads the same ranked ballot from a form, with whatever gaps, as from JSON", () => {
  const cases = fc
    .record({
      chosen: fc.uniqueArray(anyId, { minLength: 1, maxLength: 8 }),
      places: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 8, maxLength: 8 }),
      name: anyId,
    })
    .chain(({ chosen, places, name }) => {
      const sorted = places.toSorted((a, b) => a - b);
      const fields = chosen.map((id, i): Field => [`r.${name}.${id}`, String(sorted[i])]);
      return fc.tuple(fc.constant(chosen), fc.constant(name), anyOrder(fields));
    });
  fc.assert(
    fc.property(cases, ([chosen, name, fields]) => {
      const read = parseForm(fields);
      const json = parseJson({ answers: { [name]: chosen } });
      expect(read).toEqual({ ok: true, ballot: { answers: [[name, chosen]], audience: null } });
      expect(read).toEqual(json);
    }),
    { numRuns: 300 },
  );
});
