import * as v from "valibot";
import { expect, test } from "vitest";
import { articleMetaSchema, articleSchema } from "../../../src/core/content/article.ts";
import { issuesOf } from "../samples.ts";

const meta = { title: "One", date: "2026-10-05", authors: ["ann"] };
const image = { src: "images/harbour.jpg", alt: "The harbour" };

test("fills in every default", () => {
  expect(v.parse(articleMetaSchema, meta)).toEqual({
    ...meta,
    audiences: [],
    tags: [],
    draft: false,
  });
});

test("keeps all that the front matter says, times as they are written", () => {
  const full = {
    title: "One",
    date: "2026-10-05T12:00:00+03:00",
    authors: ["ann", "ben"],
    audiences: ["business"],
    tags: ["a", "b"],
    summary: "A lead",
    image: { ...image, credit: "Ann", creditUrl: "https://example.org/ann" },
    draft: true,
    publishAt: "2026-10-06",
  };
  expect(v.parse(articleMetaSchema, full)).toEqual(full);
});

test.each<[string, object, string, RegExp]>([
  ["an empty title", { title: " " }, "title", /empty/],
  ["a title with a control character", { title: "a\u0000" }, "title", /control/],
  ["a day that does not exist", { date: "2026-02-30" }, "date", /date/],
  ["no authors", { authors: [] }, "authors", /at least one/],
  ["an author twice", { authors: ["ann", "ann"] }, "authors", /twice/],
  ["an author who has no id", { authors: ["Ann Author"] }, "authors.0", /lower-case/],
  ["one author that is no list", { authors: "ann" }, "authors", /list/],
  ["a tag twice", { tags: ["a", "a"] }, "tags", /twice/],
  ["a tag in capitals", { tags: ["a", "UN"] }, "tags.1", /lower-case/],
  ["an audience twice", { audiences: ["a", "a"] }, "audiences", /twice/],
  ["a summary of 601 characters", { summary: "a".repeat(601) }, "summary", /600/],
  ["a draft that is a word", { draft: "yes" }, "draft", /true or false/],
  ["a publishAt without its zone", { publishAt: "2026-10-05T09:00:00" }, "publishAt", /zone/],
  ["an image without its alt", { image: { src: image.src } }, "image.alt", /./],
  ["an image with an empty alt", { image: { ...image, alt: "" } }, "image.alt", /empty/],
  [
    "a credit's address that is none",
    { image: { ...image, creditUrl: 1 } },
    "image.creditUrl",
    /text/,
  ],
  ["a field that is not known", { author: "ann" }, "author", /./],
  ["a field of an image that is not known", { image: { ...image, width: 5 } }, "image.width", /./],
])("refuses %s, and names the field and the reason", (_, over, path, reason) => {
  expect(issuesOf(articleMetaSchema, { ...meta, ...over })).toEqual([
    [path, expect.stringMatching(reason) as string],
  ]);
});

test.each(["images/a.jpg", "images/2026/A_b-c.d.webp"])("takes the picture %s", (src) => {
  expect(issuesOf(articleMetaSchema, { ...meta, image: { ...image, src } })).toEqual([]);
});

test.each([
  "",
  "images/",
  "harbour.jpg",
  "/images/a.jpg",
  "images/../site.yaml",
  "images/a/../../b.jpg",
  "images/.hidden.jpg",
  "images//a.jpg",
  "images/a b.jpg",
  "images/%2e%2e/a.jpg",
  "images\\a.jpg",
  "https://example.org/images/a.jpg",
  'images/a".jpg',
  "images/a.jpg\n",
])("refuses the picture %j", (src) => {
  expect(issuesOf(articleMetaSchema, { ...meta, image: { ...image, src } })).toEqual([
    ["image.src", expect.stringContaining("content/images") as string],
  ]);
});

test("takes an article: slug, front matter, Markdown", () => {
  const article = v.parse(articleSchema, { slug: "a".repeat(64), meta, body: "\n Text 😀\n" });
  expect([article.slug, article.meta.title, article.body]).toEqual([
    "a".repeat(64),
    "One",
    "\n Text 😀\n",
  ]);
  expect(v.is(articleSchema, { slug: "a", meta, body: "" })).toBe(true);
  expect(v.is(articleSchema, { slug: "a", meta, body: "x".repeat(500_000) })).toBe(true);
});

test.each<[string, object, string]>([
  ["a slug in capitals", { slug: "One" }, "slug"],
  ["a slug of 65 characters", { slug: "a".repeat(65) }, "slug"],
  ["a slug that leaves its folder", { slug: "../one" }, "slug"],
  ["a body that is no text", { body: null }, "body"],
  ["a body of 500,001 characters", { body: "x".repeat(500_001) }, "body"],
  ["a body with half a surrogate pair", { body: "a\ud83d" }, "body"],
  ["front matter that is empty", { meta: null }, "meta"],
])("refuses an article with %s", (_, over, path) => {
  const article = { slug: "one", meta, body: "Text.", ...over };
  expect(issuesOf(articleSchema, article).map(([where]) => where)).toEqual([path]);
});
