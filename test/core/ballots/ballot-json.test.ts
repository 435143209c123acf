import * as fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { ballotSchema, readBallotJson } from "../../../src/core/ballots/ballot-json.ts";
import { parseJson } from "../../../src/core/ballots/ballot.ts";

const OPTIONS = "must be a list of option ids";

test.each<[string, string, string]>([
  ["null", "body", "must be a JSON object with answers"],
  ["[]", "body", "must be a JSON object with answers"],
  ["{}", "answers", 'must be an object such as {"question-id":["option-id"]}'],
  ['{"answers":["a"]}', "answers", 'must be an object such as {"question-id":["option-id"]}'],
  ['{"answers":{"q":"a"}}', "q.q", OPTIONS],
  ['{"answers":{"q":["a",1]}}', "q.q", OPTIONS],
  ['{"answers":{"q":["a"],"__proto__":"a"}}', "q.__proto__", OPTIONS],
  ['{"answers":{"q":["a"],"prototype":[1]}}', "q.prototype", OPTIONS],
  ['{"answers":{"q":["a"],"constructor":{}}}', "q.constructor", OPTIONS],
  ['{"answers":{},"texts":[]}', "texts", 'must be an object such as {"question-id":"text"}'],
  ['{"answers":{},"texts":{"q":1}}', "t.q", "must be text"],
  ['{"answers":{},"texts":{"prototype":1}}', "t.prototype", "must be text"],
  ['{"answers":{},"audience":1}', "audience", "must be text"],
  ...['"2"', "0", "-1", "1.5", "true", "1e300"].map((n): [string, string, string] => [
    `{"answers":{},"revises":${n}}`,
    "revises",
    "must be the number of the vote that this one takes the place of",
  ]),
  ['{"answers":{},"code":1234567812345678}', "code", "must be text"],
  ['{"answers":{},"token":{}}', "token", "must be text"],
])("the ballot %s is refused for its %s, which %s", (text, field, message) => {
  expect(readBallotJson(JSON.parse(text))).toEqual({ field, message });
});

test("a question may be called prototype, which the library's records pass over", () => {
  expect(
    parseJson(JSON.parse('{"answers":{"prototype":["a"]},"texts":{"prototype":"x"}}')),
  ).toEqual({
    ok: true,
    ballot: { answers: [["prototype", ["a"]]], texts: [["prototype", "x"]], audience: null },
  });
});

test("the questions stand in the order in which they were sent", () => {
  const sent = { answers: { b: ["x"], prototype: ["y"], a: [] }, audience: null, revises: null };
  expect(readBallotJson(sent)).toMatchObject({ answers: Object.entries(sent.answers) });
});

test("whatever the schema refuses is refused, and what it takes is read without loss", () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom("__proto__", "constructor", "prototype", "toString"),
  );
  const value = fc.oneof(fc.array(fc.string(), { maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }));
  const body = fc.record({ answers: fc.dictionary(name, value, { maxKeys: 4 }) });
  fc.assert(
    fc.property(body, (sent) => {
      const json: unknown = JSON.parse(JSON.stringify(sent));
      const read = readBallotJson(json);
      const { answers } = json as typeof sent;
      const good = Object.values(answers).every(
        (one) => Array.isArray(one) && one.every((option) => typeof option === "string"),
      );
      const expected = good
        ? { answers: Object.entries(answers), texts: [], audience: null }
        : { message: OPTIONS };
      expect(read).toMatchObject(expected);
      expect(v.is(ballotSchema, json) || !good).toBe(true);
    }),
  );
});
