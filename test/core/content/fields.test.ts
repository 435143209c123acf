import * as v from "valibot";
import { expect, test } from "vitest";
import { httpUrl, id, ID_PATTERN, instant, link, listById, text, uniqueList, wholeNumber } from "../../../src/core/content/fields.ts";
import { issuesOf } from "../samples.ts";

test.each(["a", "7", "a-b", "2026", "a--b", "a".repeat(64), `a${"-".repeat(62)}b`])(
  "takes the id %s",
  (value) => {
    expect(v.is(id, value)).toBe(true);
    expect(ID_PATTERN.test(value)).toBe(true);
  },
);

test.each([
  "",
  "-",
  "-a",
  "a-",
  "A",
  "a_b",
  "a.b",
  "a b",
  "a/b",
  "a:b",
  "é",
  "٣",
  "a\n",
  "\na",
  "__proto__",
  "constructor",
  "ſ",
  "a".repeat(65),
  `a${"-".repeat(63)}b`,
])("refuses the id %j", (value) => {
  expect(issuesOf(id, value)).toEqual([["", expect.stringContaining("1 to 64") as string]]);
  expect(ID_PATTERN.test(value)).toBe(false);
});

test.each([[null], [5], [["a"]], [undefined]])("refuses %j as an id: not text", (value) => {
  expect(issuesOf(id, value)).toEqual([["", "must be text"]]);
});

test("trims text, and measures it in UTF-16 units afterwards", () => {
  expect(v.parse(text(5), "  \n five5 \t")).toBe("five5");
  expect(issuesOf(text(5), "sixsix")).toEqual([["", "must be at most 5 characters"]]);
  expect(v.is(text(4), "😀😀")).toBe(true);
  expect(v.is(text(3), "😀😀")).toBe(false);
});

test("keeps tabs, newlines and every script in text", () => {
  const value = "a\tb\nc é Россия 日本 😀 \u00a0 \u2028 <b> & \"'";
  expect(v.parse(text(100), value)).toBe(value);
});

test.each(["", " ", "\n\t", "\u00a0\u3000\ufeff"])("refuses the empty text %j", (value) => {
  expect(issuesOf(text(10), value).map(([, message]) => message)).toContain("must not be empty");
});

test.each([0x00, 0x01, 0x08, 0x0b, 0x0c, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0xfffe, 0xffff])(
  "refuses the control character %d in text",
  (code) => {
    expect(issuesOf(text(10), `a${String.fromCharCode(code)}b`)).toEqual([
      ["", "must not contain control characters"],
    ]);
  },
);

test.each(["a\ud800b", "\udc00", "\udc00\ud800"])("refuses half a surrogate pair: %j", (value) => {
  expect(issuesOf(text(10), value)).toEqual([["", "must be well-formed Unicode"]]);
});

test.each([
  "https://example.org",
  "http://example.org/",
  "HTTPS://EXAMPLE.ORG/a?b=c&d#e",
  "https://example.org:8443/x",
  "http://[::1]:8080/",
  "https://пример.рф/путь",
  "https://example.org/it's",
])("takes %s as an address", (value) => {
  expect(v.is(httpUrl, value)).toBe(true);
  expect(v.is(link, value)).toBe(true);
});

test.each([
  "",
  "example.org",
  "https://",
  "https:///x",
  "https:example.org",
  "https:/example.org",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)//https://",
  " https://example.org",
  "https://example.org ",
  "https://example.org/a b",
  "https://example.org\n",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "ftp://example.org",
  "mailto:a@example.org",
  "//example.org",
  "/\\example.org",
  "\\\\example.org",
  "/\t/example.org",
  "https://user@example.org",
  "https://user:word@example.org/",
  "https://example.org\\@evil.example/",
  'https://example.org/"onclick="x',
  "https://example.org/<script>",
  "images/a.jpg",
  "#top",
])("refuses %j as an address and as a link", (value) => {
  expect(issuesOf(httpUrl, value)).toEqual([["", expect.stringContaining("https://") as string]]);
  expect(issuesOf(link, value)).toEqual([["", expect.stringContaining("https://") as string]]);
});

test.each(["/", "/articles/one", "/a?b#c", "/a//b"])(
  "takes %s as a link, not as an address",
  (value) => {
    expect(v.is(link, value)).toBe(true);
    expect(v.is(httpUrl, value)).toBe(false);
  },
);

test("takes addresses of 2000 characters, not of 2001", () => {
  const start = "https://example.org/";
  const long = start + "a".repeat(2000 - start.length);
  expect(v.is(httpUrl, long)).toBe(true);
  for (const schema of [httpUrl, link]) {
    expect(issuesOf(schema, `${long}a`)).toEqual([["", "must be at most 2000 characters"]]);
  }
});

test("keeps an instant as its editor wrote it", () => {
  expect(v.parse(instant, "2026-10-05T12:00:00+03:00")).toBe("2026-10-05T12:00:00+03:00");
  expect(v.parse(instant, "2026-10-05")).toBe("2026-10-05");
});

test.each([["2026-02-30"], ["5 October 2026"], ["2026-10-05T12:00:00"], [20261005], [null]])(
  "refuses %j as an instant, and shows what one looks like",
  (value) => {
    expect(issuesOf(instant, value)).toEqual([
      ["", expect.stringContaining("2026-10-05") as string],
    ]);
  },
);

test("refuses a list in which something stands twice, is too long or is no list", () => {
  const list = uniqueList(id, 2);
  expect(v.is(list, ["a", "b"])).toBe(true);
  expect(v.is(list, [])).toBe(true);
  expect(issuesOf(list, ["a", "a"])).toEqual([["", "must not name anything twice"]]);
  expect(issuesOf(list, ["a", "b", "c"])).toEqual([["", "must have at most 2 entries"]]);
  expect(issuesOf(list, "a")).toEqual([["", "must be a list"]]);
  expect(issuesOf(list, ["a", "B"])).toEqual([["1", expect.stringContaining("1 to 64") as string]]);
});

test("refuses a list that uses an id twice, is too long or is no list", () => {
  const list = listById(v.strictObject({ id }), 2, "things, each with an id");
  expect(v.is(list, [{ id: "a" }, { id: "b" }])).toBe(true);
  expect(issuesOf(list, [{ id: "a" }, { id: "a" }])).toEqual([
    ["", "must not use the same id twice"],
  ]);
  expect(
    issuesOf(
      list,
      ["a", "b", "c"].map((name) => ({ id: name })),
    ),
  ).toEqual([["", "must have at most 2 entries"]]);
  expect(issuesOf(list, { a: 1 })).toEqual([["", "must be a list of things, each with an id"]]);
  expect(issuesOf(list, [{ id: "a" }, {}])[0]?.[0]).toBe("1.id");
});

test.each([0, 1, 50])("takes %d as a whole number from 0 to 50", (value) => {
  expect(v.is(wholeNumber(0, 50), value)).toBe(true);
});

test.each([[-1], [51], [1.5], [Number.NaN], [Infinity], ["3"], [null], [true]])(
  "refuses %j as a whole number from 0 to 50",
  (value) => {
    expect(issuesOf(wholeNumber(0, 50), value)[0]).toEqual(["", "must be a whole number from 0 to 50"]);
  },
);
