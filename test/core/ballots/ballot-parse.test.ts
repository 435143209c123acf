import { expect, test } from "vitest";
import { checkBallot, parseForm, parseJson } from "../../../src/core/ballots/ballot.ts";
import { fieldOf, form, picks, poll, question } from "../samples.ts";

const two = poll([question(), question({ id: "m", kind: "multiple", min: 2, max: 2 })]);

test("reads the form's own fields and leaves others alone", () => {
  expect(
    parseForm(
      form(
        "csrf=x y",
        "q.one=a",
        "Q.two=b",
        "q.many=b",
        "question=q",
        "audience=researchers",
        "q.many=a",
      ),
    ),
  ).toEqual({
    ok: true,
    ballot: {
      answers: picks("one=a", "many=b a"),
      audience: "researchers",
    },
  });
});

test("reads a form in linear time: a quadratic one would take minutes for this", () => {
  const many = Array.from({ length: 300_000 }, (_, n): [string, string] => [
    n % 2 === 0 ? "q.m" : `r.q.o${n}`,
    String(n),
  ]);
  expect(fieldOf(parseForm(many))).toBe("q.q");
});

test("keeps an option that a form sends twice, for its poll to refuse", () => {
  const result = parseForm(new URLSearchParams("q.m=a&q.q=b&q.m=a"));
  if (!result.ok) throw new Error(result.message);
  expect(fieldOf(checkBallot(two, result.ballot))).toBe("q.m");
});

test("reads an audience left empty in a form as none", () => {
  expect(parseForm(form("q.q=a", "audience="))).toMatchObject({ ballot: { audience: null } });
});

test.each<[string, [string, string][], string]>([
  ["a question without a name", [["q.", "a"]], "answers"],
  ["a question that no poll can have", [["q.__proto__", "a"]], "answers"],
  ["a question in capitals", [["q.Q", "a"]], "answers"],
  ["a question of 65 characters", [[`q.${"a".repeat(65)}`, "a"]], "answers"],
  ["an empty option", [["q.q", ""]], "q.q"],
  ["an option that no poll can have", form("q.q=a", "q.q=<b>"), "q.q"],
  ["an option of 65 characters", [["q.q", "a".repeat(65)]], "q.q"],
  ["an audience twice", form("audience=a", "audience=a"), "audience"],
  ["an audience that no site can have", form("q.q=a", "audience=a b"), "audience"],
  ["101 options of one question", Array.from({ length: 101 }, (__, i) => ["q.q", `o${i}`]), "q.q"],
  ["51 questions", Array.from({ length: 51 }, (__, i) => [`q.q${i}`, "a"]), "answers"],
])("refuses a form with %s", (_, fields, field) => {
  expect(fieldOf(parseForm(fields))).toBe(field);
});

test.each<[string, string]>([
  ["null", "body"],
  ['"q"', "body"],
  ["7", "body"],
  ['[{"answers":{"q":["a"]}}]', "body"],
  ["{}", "answers"],
  ['{"answers":null}', "answers"],
  ['{"answers":[["q",["a"]]]}', "answers"],
  ['{"answers":"q"}', "answers"],
  ['{"answers":{"q":"a"}}', "q.q"],
  ['{"answers":{"q":null}}', "q.q"],
  ['{"answers":{"q":["a",1]}}', "q.q"],
  ['{"answers":{"q":[["a"]]}}', "q.q"],
  ['{"answers":{"q":{"0":"a","length":1}}}', "q.q"],
  ['{"answers":{"q":["A"]}}', "q.q"],
  ['{"answers":{"":["a"]}}', "answers"],
  ['{"answers":{"__proto__":["a"]}}', "answers"],
  ['{"answers":{"hasOwnProperty":["a"]}}', "answers"],
  ['{"answers":{"q":["__proto__"]}}', "q.q"],
  ['{"__proto__":{"answers":{"q":["a"]}}}', "answers"],
  ['{"answers":{"q":["a"]},"audience":1}', "audience"],
  ['{"answers":{"q":["a"]},"audience":["a"]}', "audience"],
  ['{"answers":{"q":["a"]},"audience":"For all"}', "audience"],
  [`{"answers":{"q":${JSON.stringify(Array(101).fill("a"))}}}`, "q.q"],
])("refuses the JSON %s", (text, field) => {
  expect(fieldOf(parseJson(JSON.parse(text)))).toBe(field);
});

test("does not read members that a JSON body inherits", () => {
  expect(fieldOf(parseJson(Object.create({ answers: { q: ["a"] } })))).toBe("answers");
  const inherited: unknown = Object.assign(Object.create({ audience: 5 }), {
    answers: { q: ["a"] },
  });
  expect(parseJson(inherited)).toMatchObject({ ok: true, ballot: { audience: null } });
});

test("leaves Object.prototype alone", () => {
  parseJson(JSON.parse('{"answers":{"__proto__":{"polluted":1},"q":["a"]}}'));
  checkBallot(two, { answers: [["__proto__", ["polluted"]]], audience: null });
  expect({}).not.toHaveProperty("polluted");
});
