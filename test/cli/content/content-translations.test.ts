import { expect, test } from "vitest";
import { ARTICLE, change, like, problems, readValid } from "./content-support.ts";

/** An article in Russian; `more`: lines of its front matter. */
const russian = (...more: string[]): string =>
  change(ARTICLE, "authors: [ann]\n", ["authors: [ann]", "language: ru", ...more, ""].join("\n"));

const ofOne = russian("translationOf: one");

test("takes an article's translations", async () => {
  const german = change(ofOne, "language: ru", "language: de");
  const { articles } = await readValid({ "articles/odin.md": ofOne, "articles/eins.md": german });
  expect([...articles.keys()].toSorted()).toEqual(["eins", "odin", "one"]);
});

test.each([
  [
    "of what is not there",
    { "odin.md": russian("translationOf: none") },
    "odin.md:6: translationOf: there is no article “none”",
  ],
  [
    "of itself",
    { "odin.md": russian("translationOf: odin") },
    "odin.md:6: translationOf: is the article itself",
  ],
  [
    "of a translation",
    { "odin.md": ofOne, "uno.md": change(ofOne, "Of: one", "Of: odin") },
    "uno.md:6: translationOf: “odin” is a translation itself: name the original, “one”",
  ],
  [
    "into a language that is there already",
    { "odin.md": ofOne, "odin-2.md": ofOne },
    "odin.md:6: translationOf: “one” is there in ru already: odin-2",
  ],
  [
    "into the site's own language",
    { "uno.md": change(ARTICLE, "authors", "translationOf: one\nauthors") },
    "uno.md:4: translationOf: “one” is there in en already: one",
  ],
])("refuses a translation %s, with its line", async (_, files, expected) => {
  const sent = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`articles/${name}`, text]),
  );
  expect(await problems(sent)).toEqual(like(`articles/${expected}`));
});

test("refuses what is no language, of an article and of a poll", async () => {
  const bad = change(russian(), "language: ru", "language: russian!");
  expect(await problems({ "articles/odin.md": bad })).toEqual(
    like("articles/odin.md:5: language: must be a language tag"),
  );
});
