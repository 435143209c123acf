import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readContent } from "../../../src/cli/content/content.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import { SMALL } from "../../support/content.ts";
import {
  ARTICLE,
  change,
  type Files,
  like,
  makeFolder,
  POLL,
  problems,
  readValid,
} from "./content-support.ts";

const SITE = SMALL["site.yaml"] ?? "";

function articleWith(lines: string): string {
  return change(ARTICLE, "authors: [ann]", `authors: [ann]\n${lines}`);
}

const PNG = await sharp({ create: { width: 16, height: 9, channels: 3, background: "#123" } })
  .png()
  .toBuffer();

function png(size = PNG.length): Buffer {
  return Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);
}

test("reads articles by the name of their file, polls by id, pictures with type and size", async () => {
  const content = await readValid({
    "polls/any-name.yml": POLL,
    "images/2026/harbour.png": png(),
    "articles/two.md": articleWith("image: { src: images/2026/harbour.png, alt: A harbour }"),
  });
  expect([...content.articles.keys()].toSorted()).toEqual(["one", "two"]);
  expect([...content.polls.keys()].toSorted()).toEqual(["kill", "next"]);
  expect([...content.images]).toMatchObject([
    ["images/2026/harbour.png", { format: "png", moves: false }],
  ]);
});

test("tells everything that is wrong in all files at once, in the order of file and line", async () => {
  const found = await problems({
    "articles/broken.md": change(ARTICLE, "A title", "[a"),
    "articles/first.md": change(
      change(ARTICLE, "[ann]", "[nobody]\naudiences: [martians]"),
      "Text.",
      '::poll{id="missing"}\n\n![A harbour](images/no.png)',
    ),
    "articles/second.md": articleWith("draft: perhaps\nsummary: 12"),
    "images/harbour.png": "not a picture",
    "polls/next.yaml": change(POLL, "questions:", "opensAt: soon\nresults: never\nquestions:"),
  });
  expect(found).toEqual(
    like(
      "articles/broken.md:2: what begins with [ needs a ] at its end",
      "articles/first.md:4: authors.0: “nobody” is not among the authors",
      "articles/first.md:5: audiences.0: “martians” is not among the audiences",
      "articles/first.md:7: there is no poll “missing”",
      "articles/first.md:9: images/no.png is not in the content folder",
      "articles/second.md:5: draft: must be true or false",
      "articles/second.md:6: summary: must be text",
      "images/harbour.png:1: is not a picture",
      "polls/next.yaml:3: opensAt: must be a date",
      "polls/next.yaml:4: results: must be always, after-vote or after-close",
    ),
  );
});

test("tells of a broken poll, picture or site.yaml once, not again in each article", async () => {
  const polls = { "polls/kill.yaml": change(SMALL["polls/kill.yaml"] ?? "", "single", "several") };
  const text = change(ARTICLE, "Text.", "![A harbour](images/harbour.png)");
  const images = { "images/harbour.png": "not a picture", "articles/two.md": text };
  const [poll, image] = ["polls/kill.yaml:6: questions.0.kind: ", "images/harbour.png:1: "];
  expect(await problems({ ...polls, ...images })).toEqual(like(image, poll));
  const site = { "site.yaml": change(SITE, "id: ann", "id: Ann") };
  expect(await problems({ ...polls, ...images, ...site })).toEqual(
    like(image, poll, "site.yaml:6: authors.0.id: must be 1 to 64"),
  );
});

test.each([
  ["name: The Test\n", "", "1: name: is missing"],
  ["The Test", "The Test\nname: Another", "2: "],
  ["id: ann,", "", "6: authors.0.id: is missing"],
  ["id: business", "id: For Business", "4: audiences.0.id: must be 1 to 64 lower-case letters"],
  ["tagline: A", "baseUrl: https://example.org/blog\n# ", "2: baseUrl: must be the site's"],
  ["tagline: A", "language: english!\n# ", "2: language: must be a language tag"],
  ["tagline: A", "colour: red\n# ", "2: colour: there is no such field"],
])("refuses site.yaml in which %j has become %j, with its line", async (from, to, expected) => {
  const found = await problems({ "site.yaml": change(SITE, from, to) });
  expect(found).toEqual(like(`site.yaml:${expected}`));
});

test.each([
  ["---\ntitle", "title", "1: must begin with front matter"],
  ["title: A title\n", "", "2: title: is missing"],
  ["date: 2026-10-05\n", "", "2: date: is missing"],
  ["2026-10-05", "2026-02-30", "3: date: must be a date"],
  ["2026-10-05", "2026-10-05T09:00:00", "3: date: must be a date"],
  ["[ann]", "[]", "4: authors: must name at least one author"],
  ["[ann]", "\n  - ann\n  - bob", "6: authors.1: “bob” is not among the authors"],
  ["[ann]", "[ann]\ntags: [Two Words]", "5: tags.0: must be 1 to 64 lower-case letters"],
  ["[ann]", "[ann]\naudience: [business]", "5: audience: there is no such field"],
  ["[ann]", "[ann]\npublishAt: tomorrow", "5: publishAt: must be a date"],
  ["[ann]", "[ann]\nimage: { src: images/a.png }", "5: image.alt: is missing"],
  ["[ann]", "[ann]\nimage:\n  src: images/a.png\n  alt: A", "6: image.src: images/a.png is not"],
  ["[ann]", "[ann]\nimage: { src: ../a.png, alt: A }", "5: image.src: must be a file below"],
  ["Text.", "::poll{id='kill'}", "6: a poll is written ::poll{"],
  ["Text.", '- ::poll{id="kill"}', "6: a poll cannot stand inside a list or a quote"],
  ["Text.", '::poll{id="kill"}\n\n::poll{id="kill"}', "8: poll “kill” stands twice"],
  ["Text.", "Text.\n\n![](images/kept.png)", "8: the image images/kept.png has no description"],
  ["Text.", "![A](https://example.org/a.png)", "6: the image https://example.org/a.png must be"],
])("refuses an article in which %j has become %j, with its line", async (from, to, expected) => {
  const found = await problems({
    "articles/two.md": change(ARTICLE, from, to),
    "images/kept.png": png(),
  });
  expect(found).toEqual(like(`articles/two.md:${expected}`));
});

test("takes 300 characters of title, 600 of summary, 64 of a tag, and not one more", async () => {
  const long = (more: number): Files => {
    const lines = `summary: ${"s".repeat(600 + more)}\ntags: [${"g".repeat(64 + more)}]`;
    return { "articles/two.md": change(articleWith(lines), "A title", "t".repeat(300 + more)) };
  };
  expect(await problems(long(0))).toEqual([]);
  expect(await problems(long(1))).toEqual(
    like(
      "articles/two.md:2: title: must be at most 300 characters",
      "articles/two.md:5: summary: must be at most 600 characters",
      "articles/two.md:6: tags.0: must be 1 to 64 ",
    ),
  );
});

test.each(["Two Words.md", "-two.md", "Two.md"])("refuses an article called “%s”", async (name) => {
  const found = await problems({ [`articles/${name}`]: ARTICLE });
  expect(found).toEqual(like(`articles/${name}:1: slug: must be`));
});

test("refuses pictures that no page can show", async () => {
  // A small file that is 8,000 pixels wide and high.
  const create = { width: 8000, height: 8000, channels: 3, background: "#fff" } as const;
  const bomb = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
  const found = await problems({
    "images/a b.png": png(),
    "images/bomb.png": bomb,
    "images/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    "images/empty.png": "",
    "images/large.png": png(30 * 1024 * 1024 + 1),
    "images/not-too-large.png": png(30 * 1024 * 1024),
  });
  expect(found).toEqual(
    like(
      "images/a b.png:1: its name may have letters, digits",
      "images/bomb.png:1: has 8000 × 8000 pixels, more than 60 million",
      "images/drawing.svg:1: is not one of jpeg, png, webp, avif, gif",
      "images/empty.png:1: is not a picture",
      "images/large.png:1: is larger than 30 MiB",
    ),
  );
});

test("tells of control characters where they are, and of all else", async () => {
  const text = change(ARTICLE, "Text.", "Text.\n\nA\u0007 bell\u0000, a\u0085 line.");
  expect(
    await problems({
      "articles/two.md": text,
      "polls/odd.yaml": "id: odd\ntitle: A\u000Btab\n",
      "pages/not.md": "\u0001".repeat(500),
    }),
  ).toEqual(
    like(
      "articles/two.md:8: has a control character here (U+0007)",
      "articles/two.md:8: has a control character here (U+0000)",
      "articles/two.md:8: has a control character here (U+0085)",
      ...Array<string>(5).fill("pages/not.md:1: has a control character here (U+0001)"),
      "pages/not.md:1: must begin with front matter",
      "polls/odd.yaml:1: questions: is missing",
      "polls/odd.yaml:2: has a control character here (U+000B)",
    ),
  );
});

test("takes a single carriage return for a line's end", async () => {
  const { articles } = await readValid({ "articles/two.md": ARTICLE.replaceAll("\n", "\r") });
  const { articles: usual } = await readValid({ "articles/two.md": ARTICLE });
  expect(articles.get("two")?.digest).toBe(usual.get("two")?.digest);
});

test("leaves out hidden files and what editors leave behind", async () => {
  const found = await problems({
    "articles/.draft.md": "no front matter",
    "articles/two.md~": "no front matter",
    "polls/.next.yaml.swp": "id: [",
    "images/.DS_Store": "not a picture",
    "images/.cache/a.png": "not a picture",
    "images/Thumbs.db": "not a picture",
    "images/ehthumbs_vista.db": "not a picture",
    "images/desktop.ini": "not a picture",
    "images/Icon\r": "not a picture",
    "images/@eaDir/a.png": "not a picture",
    "articles/__MACOSX/two.md": "no front matter",
    "articles/~$two.md": "no front matter",
    "articles/#two.md#": "no front matter",
  });
  expect(found).toEqual([]);
});

test("knows the content again however it is written, and any change of it", async () => {
  const digest = async (text: string): Promise<string | undefined> =>
    (await readValid({ "articles/two.md": text })).articles.get("two")?.digest;
  const before = await digest(ARTICLE);
  expect(await digest(ARTICLE.replaceAll("\n", "\r\n"))).toBe(before);
  expect(await digest(`\uFEFF${ARTICLE}`)).toBe(before);
  expect(await digest(change(ARTICLE, "A title", '"A title" # for now'))).toBe(before);
  expect(await digest(change(ARTICLE, "Text.", "Text!"))).not.toBe(before);
  expect(await digest(change(ARTICLE, "A title", "Another title"))).not.toBe(before);
});

test("tells the line in a file with Windows' line ends", async () => {
  const found = await problems({
    "articles/two.md": change(ARTICLE, "ann", "bob").replaceAll("\n", "\r\n"),
  });
  expect(found).toEqual(like("articles/two.md:4: authors.0: “bob”"));
});

test("refuses a file that is not UTF-8, and YAML that would fill the memory", async () => {
  const bomb = ["a: &a [x, x]", "b: &b [*a, *a, *a, *a, *a, *a]", "c: &c [*b, *b, *b, *b, *b, *b]"];
  const found = await problems({
    "articles/two.md": Buffer.from(change(ARTICLE, "A title", "Caf\u00E9"), "latin1"),
    "polls/next.yaml": [...bomb, "d: [*c, *c, *c, *c, *c, *c]"].join("\n"),
  });
  expect(found).toEqual(like("articles/two.md:1: ", "polls/next.yaml:1: "));
});

test("says that site.yaml is missing, or the whole folder", async () => {
  const folder = await makeFolder();
  const missing = { file: "site.yaml", line: 1, message: "is missing" };
  expect(await readContent(folder)).toEqual({ ok: false, problems: [missing], warnings: [] });
  const nowhere = readContent(join(folder, "nowhere"));
  await expect(nowhere).rejects.toThrow(CliError);
  await expect(nowhere).rejects.toThrow(`There is no content folder at ${join(folder, "nowhere")}`);
});
