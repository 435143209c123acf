import { expect, test } from "vitest";
import type { Article } from "../../../src/core/content/article.ts";
import { checkArticle, type ArticleContext } from "../../../src/core/content/check-article.ts";

const around: ArticleContext = {
  site: {
    authors: [
      { id: "ann", name: "Ann" },
      { id: "ben", name: "Ben" },
    ],
    audiences: [{ id: "business", name: "For business" }],
  },
  polls: new Set(["summit"]),
  images: new Set(["images/harbour.jpg"]),
};

function article(body: string, meta: Partial<Article["meta"]> = {}): Article {
  return {
    slug: "one",
    meta: {
      title: "One",
      date: "2026-10-05",
      authors: ["ann"],
      audiences: [],
      tags: [],
      draft: false,
      ...meta,
    },
    body,
  };
}

test("finds nothing wrong where all that an article refers to exists", () => {
  const body = 'Text.\n\n::poll{id="summit"}\n\n![The harbour](images/harbour.jpg)\n';
  const meta = {
    authors: ["ben", "ann"],
    audiences: ["business"],
    tags: ["any"],
    image: { src: "images/harbour.jpg", alt: "The harbour" },
  };
  expect(checkArticle(article(body, meta), around)).toEqual([]);
});

test.each<[string, Partial<Article["meta"]>, (string | number)[], RegExp]>([
  ["an author", { authors: ["ann", "eve"] }, ["authors", 1], /“eve”.*authors/],
  [
    "an audience",
    { audiences: ["students", "business"] },
    ["audiences", 0],
    /“students”.*audiences/,
  ],
  ["an author who is an audience", { authors: ["business"] }, ["authors", 0], /“business”/],
  ["an audience that is an author", { audiences: ["ann"] }, ["audiences", 0], /“ann”/],
  [
    "a picture",
    { image: { src: "images/no.jpg", alt: "No" } },
    ["image", "src"],
    /images\/no\.jpg/,
  ],
])("names %s that does not exist, with its place in the front matter", (_, meta, at, message) => {
  expect(checkArticle(article("Text.", meta), around)).toEqual([
    { at, message: expect.stringMatching(message) as string },
  ]);
});

test.each<[string, string, number, RegExp]>([
  ["a poll that does not exist", 'a\n\nb\n\n::poll{id="other"}\n', 5, /“other”/],
  ["a picture that does not exist", "a\n\n![What](images/none.jpg)\n", 3, /images\/none\.jpg/],
  ["a picture from elsewhere", "a\n\n![What](https://example.org/a.jpg)\n", 3, /content\/images/],
  ["a picture without a description", "![](images/harbour.jpg)", 1, /description/],
  ["a poll that is written wrongly", "a\n::poll{summit}", 2, /::poll\{id=/],
  ["a poll in a list", '- ::poll{id="summit"}', 1, /list/],
])("names %s, with its line in the Markdown", (_, body, line, message) => {
  expect(checkArticle(article(body), around)).toEqual([
    { at: line, message: expect.stringMatching(message) as string },
  ]);
});

test("tells everything that is wrong at once", () => {
  const body = '::poll{id="x"}\n\n::poll{id="summit"}\n\n::poll{id="summit"}\n\n![a](images/b.jpg)';
  const meta = { authors: ["eve", "mal"], audiences: ["nobody"] };
  expect(checkArticle(article(body, meta), around).map((problem) => problem.at)).toEqual(
    expect.arrayContaining([["authors", 0], ["authors", 1], ["audiences", 0], 1, 5, 7]) as unknown,
  );
});

test("does not look for polls and pictures in code", () => {
  const body = '```\n::poll{id="other"}\n![a](images/none.jpg)\n```\n\n`![a](images/none.jpg)`';
  expect(checkArticle(article(body), around)).toEqual([]);
});

test("takes names of inherited members for names that do not exist", () => {
  const body = '::poll{id="constructor"}';
  expect(checkArticle(article(body, { authors: ["constructor"] }), around)).toHaveLength(2);
});
