import * as fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, nearest } from "../../../src/core/text/did-you-mean.ts";

const FIELDS = ["title", "date", "authors", "audiences", "tags", "summary", "draft", "publishAt"];

test.each([
  ["publishat", "publishAt"],
  ["publish-at", "publishAt"],
  ["publish_at", "publishAt"],
  ["publishAd", "publishAt"],
  ["author", "authors"],
  ["tag", "tags"],
  ["tilte", "title"],
  ["sumary", "summary"],
  ["Draft", "draft"],
  ["publish", "publishAt"],
])("takes %s for %s", (written, meant) => {
  expect(nearest(written, FIELDS)).toBe(meant);
  expect(didYouMean(written, FIELDS)).toBe(`. Did you mean “${meant}”?`);
});

test.each(["colour", "x", "", "keywords"])("takes %j for none of them", (written) => {
  expect(nearest(written, FIELDS)).toBeNull();
  expect(didYouMean(written, FIELDS)).toBe("");
});

test("does not ask whether the name itself was meant", () => {
  expect(didYouMean("title", FIELDS)).toBe("");
});

test("finds each name with one letter wrong, and answers whatever is written", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FIELDS), fc.nat(), (name, n) => {
      const at = n % name.length;
      expect(nearest(`${name.slice(0, at)}#${name.slice(at + 1)}`, [name])).toBe(name);
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (written, known) => {
      const found = nearest(written, known);
      expect(found === null || known.includes(found)).toBe(true);
    }),
  );
});
