import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { jsonDigest, sha256Hex } from "../../src/core/digest.ts";

const reference = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

/** The same JSON value, with the keys of every object reversed. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, turned(member)]),
  );
}

test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
])("gives the published SHA-256 of %j", (text, digest) => {
  expect(sha256Hex(text)).toBe(digest);
});

test("gives the SHA-256 of any text as UTF-8, and of any bytes", () => {
  const text = fc.string({ unit: "binary" }).filter((s) => s.isWellFormed());
  fc.assert(
    fc.property(text, (s) => {
      expect(sha256Hex(s)).toBe(reference(s));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (b) => {
      expect(sha256Hex(b)).toBe(reference(b));
    }),
  );
});

test("gives the digest of JSON without spaces, keys in order at every depth", () => {
  expect(jsonDigest({ b: 1, a: [2, { d: null, c: "é" }] })).toBe(
    reference('{"a":[2,{"c":"é","d":null}],"b":1}'),
  );
});

test("orders keys by code units, as RFC 8785 does", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "\u{1f600}": 4, "\u0080": 5, "\u00f6": 6 };
  expect(jsonDigest(value)).toBe(
    reference('{"\\r":2,"\u0080":5,"\u00f6":6,"\u20ac":1,"\u{1f600}":4,"\ufb33":3}'),
  );
});

test("does not depend on the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(jsonDigest(turned(value))).toBe(jsonDigest(value));
    }),
  );
});

test("differs for values that differ", () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const parsed = [a, b].map((x) => JSON.parse(JSON.stringify(x)) as unknown);
      expect(jsonDigest(a) === jsonDigest(b)).toBe(isDeepStrictEqual(parsed[0], parsed[1]));
    }),
  );
});

test.each([
  [
    [1, 2],
    [2, 1],
  ],
  [{ a: 1 }, { a: "1" }],
  [{ a: null }, {}],
  [{ a: {} }, { a: [] }],
  [{ a: { b: 1 } }, { "a.b": 1 }],
  [[[1], 2], [[1, 2]]],
  [JSON.parse('{"__proto__":{"a":1}}'), {}],
])("tells %j from %j", (a: unknown, b: unknown) => {
  expect(jsonDigest(a)).not.toBe(jsonDigest(b));
});

test("leaves out members that are undefined", () => {
  expect(jsonDigest({ a: 1, b: undefined, c: { d: undefined } })).toBe(jsonDigest({ a: 1, c: {} }));
});
