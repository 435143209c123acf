import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Ballot,
  normalBallot,
  type RawBallot,
  rankedQuestions,
} from "../../../src/core/ballots/ballot.ts";
import { anyId, anyOrder, picks, poll, question, ranked, wordId } from "../samples.ts";

const raw: fc.Arbitrary<RawBallot> = fc.record({
  answers: fc.uniqueArray(fc.tuple(anyId, fc.uniqueArray(anyId, { maxLength: 5 })), {
    maxLength: 5,
    selector: ([id]) => id,
  }),
  texts: fc.uniqueArray(fc.tuple(anyId, fc.stringMatching(/^[a-c]+( [a-c]+)?$/)), {
    maxLength: 3,
    selector: ([id]) => id,
  }),
  audience: fc.option(wordId, { nil: null }),
});

/** A ballot, and ids of ranked questions, some of which it answers. */
const withRanked = raw.chain((ballot) =>
  fc.tuple(
    fc.constant(ballot),
    fc
      .subarray(ballot.answers.map(([id]) => id))
      .map((ids): ReadonlySet<string> => new Set([...ids, "not-answered"])),
  ),
);

/** A ballot in normal form as one that is sent. */
function resent({ answers, texts, audience }: Ballot): RawBallot {
  return { answers: Object.entries(answers), texts: Object.entries(texts ?? {}), audience };
}

/** A ballot's normal form as the ledger stores it. */
function textOf(ballot: RawBallot, orders: ReadonlySet<string>): string {
  return JSON.stringify(normalBallot(ballot, orders));
}

test("writes the options of a ranked question in the voter's order, those of others sorted", () => {
  const answers: RawBallot["answers"] = picks("r=c a b", "m=c a b");
  expect(normalBallot({ answers, audience: "x" }, new Set(["r"]))).toEqual({
    answers: { m: ["a", "b", "c"], r: ["c", "a", "b"] },
    texts: null,
    audience: "x",
  });
});

test("tells two orders apart in a ranked question only", () => {
  const one: RawBallot = { answers: [["q", ["a", "b"]]], audience: null };
  const other: RawBallot = { answers: [["q", ["b", "a"]]], audience: null };
  const orders = new Set(["q"]);
  expect(textOf(one, orders)).not.toBe(textOf(other, orders));
  expect(textOf(one, new Set())).toBe(textOf(other, new Set()));
});

test("leaves out questions without an answer, and texts where there are none", () => {
  const answers: RawBallot["answers"] = picks("q=", "r=", "m=a");
  expect(normalBallot({ answers, texts: [], audience: null }, new Set(["r"]))).toEqual({
    answers: { m: ["a"] },
    texts: null,
    audience: null,
  });
});

test("changes nothing of the ballot that it is given", () => {
  const ballot: RawBallot = { answers: [["q", ["b", "a"]]], texts: [["q", " x "]], audience: null };
  const copy = structuredClone(ballot);
  normalBallot(ballot, new Set());
  expect(ballot).toEqual(copy);
});

test("writes names of inherited members like any others", () => {
  const names = ["__proto__", "constructor", "toString"];
  const ballot = normalBallot(
    {
      answers: names.map((name) => [name, [name]]),
      texts: names.map((name) => [name, name]),
      audience: "__proto__",
    },
    new Set(["__proto__"]),
  );
  expect(JSON.stringify(ballot)).toBe(
    '{"answers":{"__proto__":["__proto__"],"constructor":["constructor"],"toString":["toString"]},' +
      '"texts":{"__proto__":"__proto__","constructor":"constructor","toString":"toString"},"audience":"__proto__"}',
  );
  expect({}).not.toHaveProperty("0");
});

test("gives equal ballots equal text", () => {
  const cases = withRanked.chain(([ballot, orders]) =>
    fc.tuple(
      fc.constant(ballot),
      fc.constant(orders),
      anyOrder(ballot.answers).chain((answers) =>
        fc.tuple(
          ...answers.map(([id, chosen]) =>
            fc.tuple(fc.constant(id), orders.has(id) ? fc.constant(chosen) : anyOrder(chosen)),
          ),
        ),
      ),
      anyOrder(ballot.texts ?? []),
    ),
  );
  fc.assert(
    fc.property(cases, ([ballot, orders, answers, texts]) => {
      const padded = texts.map(([id, text]): [string, string] => [
        id,
        `\n ${text.replace(" ", " \t\u00A0")} `,
      ]);
      const same = { ...ballot, answers: [...answers], texts: padded };
      expect(textOf(same, orders)).toBe(textOf(ballot, orders));
    }),
    { numRuns: 300 },
  );
});

test("gives different ballots different text", () => {
  const sorted = (list: readonly string[]): string[] => list.toSorted();
  const meaning = (ballot: RawBallot, orders: ReadonlySet<string>): unknown => ({
    answers: new Map(
      ballot.answers
        .filter(([, chosen]) => chosen.length > 0)
        .map(([id, chosen]) => [id, orders.has(id) ? chosen : sorted(chosen)]),
    ),
    texts: new Map(ballot.texts ?? []),
    audience: ballot.audience,
  });
  const few = fc.constantFrom("a", "b");
  const small: fc.Arbitrary<RawBallot> = fc.record({
    answers: fc.uniqueArray(fc.tuple(few, fc.uniqueArray(few, { maxLength: 2 })), {
      maxLength: 2,
      selector: ([id]) => id,
    }),
    texts: fc.uniqueArray(fc.tuple(few, few), { maxLength: 1 }),
    audience: fc.option(few, { nil: null }),
  });
  fc.assert(
    fc.property(small, small, fc.subarray(["a", "b"]), (one, other, ids) => {
      const orders = new Set(ids);
      const same = textOf(one, orders) === textOf(other, orders);
      const [a, b] = [meaning(one, orders), meaning(other, orders)];
      expect(same).toBe(equal(a, b));
    }),
    { numRuns: 1000 },
  );
});

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(a).toStrictEqual(b);
    return true;
  } catch {
    return false;
  }
}

test("leaves a ballot that is normal as it is", () => {
  fc.assert(
    fc.property(withRanked, ([ballot, orders]) => {
      const normal = normalBallot(ballot, orders);
      expect(normalBallot(resent(normal), orders)).toEqual(normal);
    }),
    { numRuns: 300 },
  );
});

test("names the ranked questions of a poll, and no others", () => {
  const definition = poll([
    question(),
    ranked({ id: "r" }),
    question({ id: "m", kind: "multiple" }),
    ranked({ id: "s" }),
  ]);
  expect([...rankedQuestions(definition)]).toEqual(["r", "s"]);
  expect(rankedQuestions(poll()).size).toBe(0);
});
