import sharp from "sharp";
import { expect, test } from "vitest";
import { showReport } from "../../../src/cli/output/show-problems.ts";
import { paintFor } from "../../../src/cli/output/terminal.ts";
import { article, check, CLEAN, findings, writeFolder } from "./check-support.ts";
import { change } from "../content/content-support.ts";
import { run } from "../run.ts";

const PNG = await sharp({ create: { width: 16, height: 9, channels: 3, background: "#123" } })
  .png()
  .toBuffer();
const POLL = String(CLEAN["polls/next.yaml"]);
const ONE = String(CLEAN["articles/one.md"]);

test("finds nothing wrong with a publication that is as it should be", async () => {
  const { ok, problems, drafts, scheduled, checked } = await check({}, true);
  expect({ ok, problems, drafts, scheduled }).toEqual({
    ok: true,
    problems: [],
    drafts: [],
    scheduled: [],
  });
  expect(checked).toEqual({ articles: 1, pages: 0, polls: 1, images: 0 });
});

test("tells all that publish refuses, as errors", async () => {
  const found = await findings({
    "articles/two.md": article(
      "Two",
      '::poll{id="nest"}\n\n![A harbour](images/no.png)',
      "audiences: [busines]",
    ),
    "polls/next.yaml": change(POLL, "closesAt: 2027", "closesAt: 2025"),
  });
  expect(found).toEqual([
    "error articles/two.md:6: audiences.0: “busines” is not among the audiences of site.yaml. Did you mean “business”?",
    "error articles/two.md:8: there is no poll “nest” in content/polls. Did you mean “next”?",
    "error articles/two.md:10: images/no.png is not in the content folder",
    "error polls/next.yaml:4: closesAt: must be later than opensAt",
  ]);
});

test("tells of pictures that break off, or come out too large, as publish does", async () => {
  const size = { width: 1200, height: 2700, channels: 3, background: "#000" } as const;
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const large = await sharp({ create: { ...size, noise } })
    .png()
    .toBuffer();
  const jpeg = await sharp({ create: { ...size, height: 90 } })
    .jpeg()
    .toBuffer();
  const shows = ["a.png", "b.jpg", "large.png", "whole.png"].map(
    (name) => `![What ${name} shows](images/${name})`,
  );
  const found = await findings({
    "articles/two.md": article("Two", shows.join("\n\n")),
    "images/a.png": PNG.subarray(0, PNG.length - 20),
    "images/b.jpg": jpeg.subarray(0, jpeg.length / 2),
    "images/large.png": large,
    "images/whole.png": PNG,
  });
  expect(found).toEqual([
    expect.stringContaining("error images/a.png:1: cannot be read to its end"),
    expect.stringContaining("error images/b.jpg:1: cannot be read to its end"),
    expect.stringContaining("error images/large.png:1: comes out larger than 8 MiB"),
  ]);
});

test.each([
  ["publishat: 2027-01-01", "publishat: there is no such field. Did you mean “publishAt”?"],
  ["tag: [a]", "tag: there is no such field. Did you mean “tags”?"],
  ["colour: red", "colour: there is no such field"],
  [
    "image: { src: images/a.png, alt: A, credits: B }",
    "image.credits: there is no such field. Did you mean “credit”?",
  ],
  [
    "image: { src: images/a.png }",
    "image.alt: is missing. Write it like this: alt: what the picture shows",
  ],
])("says what was meant by %s", async (line, message) => {
  const found = await findings({
    "articles/two.md": article("Two", "Text.", line),
    "images/a.png": PNG,
  });
  expect(found).toContain(`error articles/two.md:6: ${message}`);
});

test("names the field that was meant in a poll's options", async () => {
  const poll = change(POLL, "text: The first", "txt: The first");
  expect(await findings({ "polls/next.yaml": poll })).toEqual([
    "error polls/next.yaml:10: questions.0.options.0.txt: there is no such field. Did you mean “text”?",
    "error polls/next.yaml:10: questions.0.options.0.text: is missing",
  ]);
});

test("tells of pictures that nothing shows", async () => {
  const files = { "images/a.png": PNG, "images/b.png": PNG };
  const shows = article("Two", "![A harbour at night](images/a.png)");
  expect(await findings({ ...files, "articles/two.md": shows })).toEqual([
    "warning images/b.png:1: no article and no page shows this picture",
  ]);
  const page = "---\ntitle: About\n---\n![A harbour at noon](images/b.png)\n";
  expect(await findings({ ...files, "articles/two.md": shows, "pages/about.md": page })).toEqual(
    [],
  );
});

test.each([
  "a.png",
  "A",
  "IMG_1234",
  "dsc 0042",
  "image",
  "A photo",
  "harbour-2026.jpg",
  "harbour 2026",
])("takes %j for no description of a picture", async (alt) => {
  const src = alt === "A" ? "images/photo.png" : "images/harbour-2026.png";
  const text = article("Two", `![${alt}](${src})`);
  const found = await findings({ [src]: PNG, "articles/two.md": text });
  const expected = `warning articles/two.md:8: “${alt}” says nothing of what ${src} shows: describe it for those who don't see it`;
  expect(found).toEqual(alt === "A" ? [] : [expected]);
});

test("takes a description for one, also in front matter, where a file's name is told with its place", async () => {
  const image = (alt: string): string =>
    article("Two", "Text.", `image:\n  src: images/harbour.png\n  alt: ${alt}`);
  for (const alt of ["Harbour", "A photo of a harbour", "Image of the king"]) {
    expect(await findings({ "images/harbour.png": PNG, "articles/two.md": image(alt) })).toEqual(
      [],
    );
  }
  const { problems } = await check({
    "images/harbour.png": PNG,
    "articles/two.md": image("harbour.png"),
  });
  expect(problems).toEqual([
    expect.objectContaining({ level: "warning", line: 8, column: 8, width: 11 }),
  ]);
});

test("tells of a poll without an end, in no article, or in drafts alone", async () => {
  expect(await findings({ "polls/next.yaml": change(POLL, "closesAt: 2027-10-05\n", "") })).toEqual(
    [
      "warning polls/next.yaml:2: “The next poll” has no closing date, and takes votes for ever. Write it like this: closesAt: 2027-01-31",
    ],
  );
  const without = change(ONE, '::poll{id="next"}', "");
  expect(await findings({ "articles/one.md": without })).toEqual([
    'warning polls/next.yaml:1: “The next poll” stands in no article. Put it into one, on a line of its own: ::poll{id="next"}',
  ]);
  const wip = article("Wip", '::poll{id="next"}', "draft: true");
  expect(await findings({ "articles/one.md": without, "articles/wip.md": wip })).toEqual([
    "note polls/next.yaml:1: “The next poll” stands in drafts alone",
  ]);
  const page = '---\ntitle: About\n---\n::poll{id="next"}\n';
  expect(await findings({ "articles/one.md": without, "pages/about.md": page })).toEqual([]);
});

test("tells of articles without a summary, titles used twice, and authors without articles", async () => {
  expect(
    await findings({ "articles/one.md": change(ONE, "summary: What it says.\n", "") }),
  ).toEqual([
    "warning articles/one.md:2: “One” has no summary, which stands in lists, feeds and search results. Write it like this: summary: What the reader should know first.",
  ]);
  expect(await findings({ "articles/two.md": article("ONE", "Text.") })).toEqual([
    "warning articles/two.md:2: title: is that of articles/one.md too",
  ]);
  const site = `${String(CLEAN["site.yaml"])}  - { id: zoe, name: Zoe Zero }\n`;
  expect(await findings({ "site.yaml": site })).toEqual([
    "note site.yaml:7: Zoe Zero has no article yet, and so no page",
  ]);
});

test("tells of words that a new file began with, but in a draft", async () => {
  const began = (more: string): string =>
    change(
      article("Two", "Write here.", more),
      "What it says.",
      "What the reader should know first, in a sentence or two.",
    );
  expect(await findings({ "articles/two.md": began("draft: true") })).toEqual([]);
  expect(await findings({ "articles/two.md": began("draft: false") })).toEqual([
    "warning articles/two.md:5: summary: is still what a new file begins with: “What the reader should know first, in a sentence or two.”",
    "warning articles/two.md:8: the text is still what a new file begins with: “Write here.”",
  ]);
  expect(
    await findings({ "polls/next.yaml": change(POLL, "Which one?", "What do you ask?") }),
  ).toEqual([
    "warning polls/next.yaml:7: questions.0.text: is still what a new file begins with: “What do you ask?”",
  ]);
});

test("lists drafts, and what waits for its time in the order in which it comes", async () => {
  const { drafts, scheduled, ok } = await check({
    "articles/wip.md": article("Wip", "Text.", "draft: true"),
    "articles/b.md": article("B", "Text.", "publishAt: 2027-02-01T09:00:00+03:00"),
    "articles/c.md": article("C", "Text.", "publishAt: 2027-01-01"),
    "articles/past.md": article("Past", "Text.", "publishAt: 2026-11-25T12:00:00Z"),
  });
  expect(ok).toBe(true);
  expect(drafts).toEqual([{ slug: "wip", title: "Wip", file: "articles/wip.md" }]);
  expect(scheduled).toEqual([
    { slug: "c", title: "C", file: "articles/c.md", publishAt: "2027-01-01T00:00:00.000Z" },
    { slug: "b", title: "B", file: "articles/b.md", publishAt: "2027-02-01T09:00:00+03:00" },
  ]);
});

test("a warning is no failure, unless it is strict; a note never is", async () => {
  const warned = { "articles/two.md": article("ONE", "Text.") };
  expect(await check(warned)).toMatchObject({ ok: true, errors: 0, warnings: 1 });
  expect(await check(warned, true)).toMatchObject({ ok: false, errors: 0, warnings: 1 });
  const noted = { "articles/two.md": article("Two", "[a](/articles/number-one)") };
  expect(await check(noted, true)).toMatchObject({ ok: true, notes: 1 });
});

test("shows each place with a mark under it", async () => {
  const long = `${"word ".repeat(60)}[a](/articles/none) and more ${"word ".repeat(40)}`;
  const files = {
    "articles/one.md": change(ONE, "title: One", "title: Russia: what next?"),
    "articles/two.md": article("東京 then", long, "publishat: 2027-01-01"),
  };
  const folder = await writeFolder(files);
  const report = await check(files);
  const lines = await showReport(report, { folder, cwd: process.cwd(), paint: paintFor(false) });
  const shown = lines.map((line) => line.replace(folder, "F"));
  expect(shown.slice(0, 6)).toEqual([
    'F/articles/one.md:2: error: a colon followed by a space makes “Russia” a field: put the text in quotes: title: "Russia: what next?"',
    "    2 | title: Russia: what next?",
    "      |              ^",
    "",
    "F/articles/two.md:6: error: publishat: there is no such field. Did you mean “publishAt”?",
    "    6 | publishat: 2027-01-01",
  ]);
  expect(shown[6]).toBe("      | ^^^^^^^^^");
  expect(shown.at(-1)).toBe("2 errors, 0 warnings, 0 notes.");
});

test("a long line is cut around the place, and wide letters count twice", async () => {
  const body = `${"word ".repeat(60)}東京 [a](/articles/none) and more ${"word ".repeat(40)}`;
  const files = { "articles/two.md": article("Two", body) };
  const folder = await writeFolder(files);
  const [, text = "", mark = ""] = await showReport(await check(files), {
    folder,
    cwd: "/",
    paint: paintFor(false),
  });
  expect(text).toMatch(/^ {4}8 \| ….*\(\/articles\/none\) and more .*…$/);
  const before = text.slice(0, text.indexOf("/articles/none"));
  // Two letters that take two columns each.
  expect(mark).toBe(`${"      |".padEnd(before.length + 2)}${"^".repeat(14)}`);
});

test("ends with exit code 1 after errors, and with 0 after warnings but where it is strict", async () => {
  const warned = await writeFolder({ "articles/two.md": article("ONE", "Text.") });
  const args = ["check", "--content", warned];
  const { code, out, err } = await run(warned, args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("articles/two.md:2: warning: title: is that of articles/one.md too\n");
  expect(out).toMatch(/\n0 errors, 1 warning, 0 notes\.\n$/);
  const strict = await run(warned, [...args, "--strict"]);
  expect({ code: strict.code, err: strict.err }).toEqual({
    code: 1,
    err: "hustings: 0 errors, 1 warning, 0 notes.\n",
  });
  const broken = await writeFolder({ "articles/two.md": article("Two", "[a](/b)") });
  expect((await run(broken, ["check", "--content", broken])).code).toBe(1);
  const nowhere = await run(broken, ["check", "--content", "nowhere"]);
  expect(nowhere).toMatchObject({ code: 1, out: "" });
  expect(nowhere.err).toMatch(/^hustings: There is no content folder at .*\n$/);
});
