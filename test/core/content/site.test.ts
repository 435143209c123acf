import * as v from "valibot";
import { expect, test } from "vitest";
import { siteSchema } from "../../../src/core/content/site.ts";
import { issuesOf } from "../samples.ts";

const small = {
  name: "The Test",
  audiences: [{ id: "business", name: "For business" }],
  authors: [{ id: "ann", name: "Ann" }],
};

test("is in English where it does not say", () => {
  expect(v.parse(siteSchema, small)).toEqual({ ...small, language: "en", embed: "everywhere" });
});

test("keeps all that it says", () => {
  const site = {
    name: "The Test",
    tagline: "A tagline",
    baseUrl: "https://www.example.org",
    language: "ru",
    audiences: [{ id: "business", name: "For business", intro: "An intro" }],
    authors: [{ id: "ann", name: "Ann", bio: "A bio" }],
    embed: ["https://partner.example.org", "http://localhost:8080"],
    signIn: "https://members.example.org/sign-in?next=polls",
  };
  expect(v.parse(siteSchema, site)).toEqual(site);
});

test.each(["everywhere", "nowhere", []])("takes %j for who may show its polls", (embed) => {
  expect(v.parse(siteSchema, { ...small, embed }).embed).toEqual(embed);
});

test("takes the origins that may show its polls in lower case and without a slash", () => {
  const embed = ["https://Partner.example.org/"];
  expect(v.parse(siteSchema, { ...small, embed }).embed).toEqual(["https://partner.example.org"]);
});

test.each([
  ["somewhere"],
  [null],
  [true],
  ["https://partner.example.org"],
  [["https://partner.example.org/page"]],
  [["partner.example.org"]],
  [["*"]],
  [["https://a.example.org https://b.example.org"]],
  [["https://a.example.org; script-src *"]],
  [Array.from({ length: 51 }, (_, i) => `https://a${i}.example.org`)],
])("refuses %j for who may show its polls", (embed) => {
  const issues = issuesOf(siteSchema, { ...small, embed });
  expect(issues.length).toBeGreaterThan(0);
  expect(issues.every(([path]) => path.startsWith("embed"))).toBe(true);
});

test("refuses a place to sign in that is no link", () => {
  const signIn = "javascript:alert(1)";
  expect(issuesOf(siteSchema, { ...small, signIn }).map(([path]) => path)).toEqual(["signIn"]);
  expect(v.parse(siteSchema, { ...small, signIn: "/sign-in" }).signIn).toBe("/sign-in");
});

test("may have no audiences and no authors yet", () => {
  expect(v.is(siteSchema, { name: "New", audiences: [], authors: [] })).toBe(true);
});

test.each([
  ["https://www.example.org", "https://www.example.org"],
  ["https://www.example.org/", "https://www.example.org"],
  ["http://localhost:8787", "http://localhost:8787"],
  ["http://localhost:8787/", "http://localhost:8787"],
])("takes the baseUrl %s as the origin %s", (baseUrl, origin) => {
  expect(v.parse(siteSchema, { ...small, baseUrl }).baseUrl).toBe(origin);
});

test.each([
  "",
  "www.example.org",
  "https://",
  "ftp://example.org",
  "javascript:alert(1)",
  "https://example.org/blog",
  "https://example.org//",
  "https://example.org?x",
  "https://example.org/?x",
  "https://example.org#x",
  "https://me@example.org",
  "https://example.org ",
  "https://exam ple.org",
  'https://example.org"',
])("refuses the baseUrl %j", (baseUrl) => {
  const paths = issuesOf(siteSchema, { ...small, baseUrl }).map(([path]) => path);
  expect(new Set(paths)).toEqual(new Set(["baseUrl"]));
});

test.each(["en", "de", "ru", "fil", "pt-BR", "zh-Hant-TW", "es-419", "sl-rozaj", "EN-gb"])(
  "takes the language tag %s",
  (language) => {
    expect(v.parse(siteSchema, { ...small, language }).language).toBe(language);
  },
);

test.each([
  "",
  "e",
  "english",
  "en_US",
  "en-",
  "-en",
  "en--US",
  "en-abcdefghi",
  "en US",
  " en",
  "en\n",
  'en"><script>',
  "русский",
  "12",
])("refuses the language tag %j, and says what one looks like", (language) => {
  expect(issuesOf(siteSchema, { ...small, language })).toEqual([
    ["language", "must be a language tag such as en or pt-BR"],
  ]);
});

test.each<[string, object, string, RegExp]>([
  ["an empty name", { name: "" }, "name", /empty/],
  ["a name of 121 characters", { name: "a".repeat(121) }, "name", /120/],
  ["a tagline of 301 characters", { tagline: "a".repeat(301) }, "tagline", /300/],
  ["a language that is no text", { language: 5 }, "language", /text/],
  [
    "an audience twice",
    { audiences: [...small.audiences, ...small.audiences] },
    "audiences",
    /twice/,
  ],
  ["an author twice", { authors: [...small.authors, ...small.authors] }, "authors", /twice/],
  ["authors that are no list", { authors: { ann: "Ann" } }, "authors", /list of authors/],
  ["audiences that are no list", { audiences: "all" }, "audiences", /list of audiences/],
  [
    "13 audiences",
    { audiences: Array.from({ length: 13 }, (_, i) => ({ id: `a${i}`, name: "A" })) },
    "audiences",
    /12/,
  ],
  [
    "an author's id in capitals",
    { authors: [{ id: "Ann", name: "Ann" }] },
    "authors.0.id",
    /lower-case/,
  ],
  ["an empty author's name", { authors: [{ id: "ann", name: " " }] }, "authors.0.name", /empty/],
  [
    "a bio with a control character",
    { authors: [{ id: "ann", name: "Ann", bio: "a\u0007" }] },
    "authors.0.bio",
    /control/,
  ],
])("refuses %s, and names the field and the reason", (_, over, path, reason) => {
  expect(issuesOf(siteSchema, { ...small, ...over })).toEqual([
    [path, expect.stringMatching(reason) as string],
  ]);
});

test("refuses fields that are not known, at every depth", () => {
  const paths = (over: object): string[] =>
    issuesOf(siteSchema, { ...small, ...over }).map(([path]) => path);
  expect(paths({ theme: "dark" })).toEqual(["theme"]);
  expect(paths({ authors: [{ id: "ann", name: "Ann", email: "x" }] })).toEqual(["authors.0.email"]);
});

test.each(["name", "audiences", "authors"])("refuses a site without its %s", (name) => {
  const { [name]: _, ...rest } = small as Record<string, unknown>;
  expect(issuesOf(siteSchema, rest).map(([path]) => path)).toEqual([name]);
});
