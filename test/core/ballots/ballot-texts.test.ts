import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type BallotResult,
  checkBallot,
  parseForm,
  parseJson,
  type RawBallot,
  type Texts,
} from "../../../src/core/ballots/ballot.ts";
import { fieldOf, form, option, poll, question } from "../samples.ts";

type Field = [name: string, value: string];

const options = [option("a"), option("b"), option("else", { text: "Something else", other: true })];
const definition = poll([
  question({ options, min: 0 }),
  question({ id: "m", kind: "multiple", min: 0, max: 3, options }),
  question({ id: "plain", min: 0 }),
]);
const chosen: Field = ["q.q", "else"];

function written(text: string): [string, BallotResult<RawBallot>][] {
  return [
    ["form", parseForm([chosen, ["t.q", text]])],
    ["JSON", parseJson({ answers: { q: ["else"] }, texts: { q: text } })],
  ];
}

/** The texts of a valid ballot; throws if it is refused. */
function textsOf(result: BallotResult<RawBallot>): Texts | null {
  const taken = result.ok ? checkBallot(definition, result.ballot) : result;
  if (!taken.ok) throw new Error(`${taken.field} ${taken.message}`);
  return taken.ballot.texts;
}

test("reads the same text from a form as from JSON", () => {
  for (const [, result] of written("An idea")) {
    expect(result).toEqual({
      ok: true,
      ballot: { answers: [["q", ["else"]]], texts: [["q", "An idea"]], audience: null },
    });
    expect(textsOf(result)).toEqual({ q: "An idea" });
  }
});

test.each([
  ["  An idea ", "An idea"],
  ["An \t  idea", "An idea"],
  ["An\nidea\n\n", "An idea"],
  ["\u00A0An\u2003idea\u3000", "An idea"],
  ['An "idea" \\ <b>', 'An "idea" \\ <b>'],
  ["Идея 😀", "Идея 😀"],
])("trims a text and folds the whitespace in it: %j to %j", (text, kept) => {
  for (const [, result] of written(text)) {
    expect(textsOf(result)).toEqual({ q: kept });
  }
});

test("leaves no whitespace but single spaces in a text, and nothing else out of it", () => {
  const pieces = fc.array(fc.constantFrom(" ", "\n", "\t", "\u00A0", "a", "é", "😀", "-"), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(pieces, (list) => {
      const words = list.join("").split(/\s+/u).filter(Boolean);
      for (const [, result] of written(list.join(""))) {
        const texts = textsOf(result);
        expect(texts).toEqual(words.length === 0 ? null : { q: words.join(" ") });
      }
    }),
    { numRuns: 300 },
  );
});

test.each(["", " ", "\n\t ", "\u00A0"])("takes the text %j for none", (blank) => {
  for (const [, result] of written(blank)) {
    expect(result).toEqual({ ok: true, ballot: { answers: [["q", ["else"]]], audience: null } });
    expect(textsOf(result)).toBeNull();
  }
});

test("takes the option that asks for words without words", () => {
  expect(textsOf(parseForm([chosen]))).toBeNull();
  expect(textsOf(parseJson({ answers: { q: ["else"] }, texts: {} }))).toBeNull();
  expect(textsOf(parseJson({ answers: { q: ["else"] }, texts: null }))).toBeNull();
});

test("takes a text of 200 characters, and refuses one of 201", () => {
  for (const text of ["x".repeat(200), "😀".repeat(200)]) {
    for (const [, result] of written(text)) {
      expect(textsOf(result)).toEqual({ q: text });
    }
  }
  for (const text of ["x".repeat(201), "😀".repeat(201)]) {
    for (const [, result] of written(text)) {
      expect(fieldOf(result)).toBe("t.q");
      expect(result).toMatchObject({ message: expect.stringMatching(/200/) as string });
    }
  }
});

test.each(["\0", "\u0007", "\u001B[31m", "\u007F", "\u0085", "\u009F", "\uFFFE", "\uD800"])(
  "refuses a text with %j in it",
  (character) => {
    for (const [, result] of written(`An ${character} idea`)) {
      expect(fieldOf(result)).toBe("t.q");
      expect(result).toMatchObject({ message: expect.stringMatching(/no text/) as string });
    }
  },
);

test("keeps a text for each question, in code-unit order", () => {
  const fields: Field[] = [chosen, ["t.q", "one"], ["q.m", "a"], ["t.m", "two"], ["q.m", "else"]];
  expect(textsOf(parseForm(fields))).toEqual({ m: "two", q: "one" });
});

test("refuses two texts for one question, even where they are the same", () => {
  for (const second of ["another", "one"]) {
    const result = parseForm([chosen, ["t.q", "one"], ["t.q", second]]);
    expect(fieldOf(result)).toBe("texts");
    expect(result).toMatchObject({ message: expect.stringMatching(/two texts/) as string });
  }
  expect(textsOf(parseForm([chosen, ["t.q", " "], ["t.q", "one"]]))).toEqual({ q: "one" });
});

test.each<[string, RawBallot, string, RegExp]>([
  [
    "an option not chosen, and names it",
    { answers: [["q", ["a"]]], texts: [["q", "x"]], audience: null },
    "t.q",
    /“Something else”.*not chosen/,
  ],
  [
    "a question not answered",
    { answers: [["q", ["a"]]], texts: [["m", "x"]], audience: null },
    "t.m",
    /not chosen/,
  ],
  [
    "a question that asks for no words",
    { answers: [["plain", ["a"]]], texts: [["plain", "x"]], audience: null },
    "t.plain",
    /not asked for/,
  ],
  [
    "a question that the poll does not have",
    { answers: [["q", ["else"]]], texts: [["x", "x"]], audience: null },
    "t.x",
    /not asked for/,
  ],
  [
    "the name of an inherited member",
    { answers: [["q", ["else"]]], texts: [["constructor", "x"]], audience: null },
    "t.constructor",
    /not asked for/,
  ],
  [
    "__proto__",
    { answers: [["q", ["else"]]], texts: [["__proto__", "x"]], audience: null },
    "t.__proto__",
    /not asked for/,
  ],
])("refuses a text for %s", (_, raw, field, message) => {
  const result = checkBallot(definition, raw);
  expect(fieldOf(result)).toBe(field);
  expect(result).toMatchObject({ message: expect.stringMatching(message) as string });
});

test("takes a text beside other options of a multiple question", () => {
  const fields: Field[] = form("q.m=b", "q.m=else", "t.m=x");
  expect(textsOf(parseForm(fields))).toEqual({ m: "x" });
});

test.each(["__proto__", "constructor", "Q", "", "a b"])(
  "refuses a text for %j, which no question is called",
  (name) => {
    expect(fieldOf(parseForm([chosen, [`t.${name}`, "x"]]))).toBe("texts");
    const json: unknown = JSON.parse(`{"answers":{"q":["else"]},"texts":{"${name}":"x"}}`);
    expect(fieldOf(parseJson(json))).toBe("texts");
  },
);

test.each(["t", "T.q", "text.q"])("leaves the field %s alone, which is no text", (name) => {
  expect(parseForm([chosen, [name, "x"]])).toEqual(parseForm([chosen]));
});

test("does not take what goes on after a question's name for that question", () => {
  const result = parseForm([chosen, ["t.q.else", "x"]]);
  expect(result.ok ? result.ballot.texts : undefined).toBeUndefined();
});

test.each<[string, string]>([
  ['"x"', "texts"],
  ["7", "texts"],
  ['["x"]', "texts"],
  ['[["q","x"]]', "texts"],
  ['{"q":null}', "t.q"],
  ['{"q":7}', "t.q"],
  ['{"q":["x"]}', "t.q"],
  ['{"q":{"0":"x"}}', "t.q"],
  ['{"__proto__":{"q":"x"}}', "t.__proto__"],
])("refuses the JSON texts %s", (texts, field) => {
  const value: unknown = JSON.parse(`{"answers":{"q":["else"]},"texts":${texts}}`);
  expect(fieldOf(parseJson(value))).toBe(field);
});

test("does not read texts that a JSON body inherits", () => {
  const inherited: unknown = Object.assign(Object.create({ texts: { q: "x" } }), {
    answers: { q: ["else"] },
  });
  expect(textsOf(parseJson(inherited))).toBeNull();
});

test("takes and compares texts in NFC, without characters that show nothing", () => {
  for (const text of ["caf\u00E9", "cafe\u0301", "ca\u00ADf\u00E9", "\uFEFFcafe\u0301\u200B"]) {
    for (const [, result] of written(text)) expect(textsOf(result)).toEqual({ q: "caf\u00E9" });
  }
  // Joiners make a difference in Persian words and in emoji.
  for (const text of ["می\u200Cخواهم", "👨\u200D👩\u200D👧"]) {
    for (const [, result] of written(text)) expect(textsOf(result)).toEqual({ q: text });
  }
});

test("refuses a text of which nothing is seen", () => {
  for (const text of ["\u200B", "\u3164\u3164", "\u2800", "\u200E \u200F", "\uFE0F"]) {
    for (const [, result] of written(text)) {
      expect(result).toMatchObject({ ok: false, field: "t.q", reason: { name: "noText" } });
    }
  }
});
