import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkContent } from "../../../src/cli/check/check.ts";
import { readContent } from "../../../src/cli/content/content.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import { createFile, type NewOptions } from "../../../src/cli/content/new.ts";
import { slugOf } from "../../../src/cli/content/slug.ts";
import { ID_PATTERN } from "../../../src/core/content/fields.ts";
import { article, CLEAN, NOW, writeFolder } from "../check/check-support.ts";

type Given = Omit<Partial<NewOptions>, "cwd"> & { kind: string; title: string };

/** Begins something in a folder: what is in the file, and what was printed. */
async function begin(
  folder: string,
  given: Given,
): Promise<{ text: string; lines: string[]; file: string }> {
  const lines: string[] = [];
  const options = { content: folder, cwd: process.cwd(), now: NOW, ...given };
  const { path, file } = await createFile(options, (line) => lines.push(line));
  return { text: await readFile(path, "utf8"), lines, file };
}

/** What it says where it is refused, with the exit code. */
async function refused(folder: string, given: Given): Promise<string> {
  try {
    await begin(folder, given);
  } catch (error) {
    if (error instanceof CliError) return `${error.exitCode}: ${error.message}`;
    throw error;
  }
  return "written";
}

test.each([
  ["After the summit", "after-the-summit"],
  ["Россия и мир: что дальше?", "rossiya-i-mir-chto-dalshe"],
  ["Щука, объезд, Юг", "shchuka-obezd-yug"],
  ["Йод и ёлка", "yod-i-yolka"],
  ["Київ, Ґанок, Європа", "kiyiv-ganok-yevropa"],
  ["Ђурђевдан у Љубљани", "djurdjevdan-u-ljubljani"],
  ["Où va l’Europe ?", "ou-va-leurope"],
  ["Straße über Łódź, Ærø & Şişli", "strasse-uber-lodz-aero-sisli"],
  ["What's next — 50 % of “it”?", "whats-next-50-of-it"],
  ["ｆｕｌｌ ｗｉｄｔｈ", "full-width"],
  ["中文", ""],
])("makes of the title %j the name %j", (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test("cuts a long name between words, and a long word within", () => {
  expect(slugOf("word ".repeat(30))).toBe(Array(13).fill("word").join("-").slice(0, 64));
  expect(slugOf("x".repeat(100))).toBe("x".repeat(64));
});

test("makes of every title nothing, or a name that an address may have", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (title) => {
      const slug = slugOf(title);
      expect(slug === "" || slug === "constructor" || ID_PATTERN.test(slug)).toBe(true);
    }),
  );
});

test("an article begins as a draft, with the author and audiences that are asked for", async () => {
  const folder = await writeFolder({});
  const { text, file, lines } = await begin(folder, {
    kind: "article",
    title: "  Россия: что\n дальше? ",
    author: "ann",
    audience: "business",
    date: "2026-12-01",
    language: "ru",
  });
  expect(file).toBe("articles/rossiya-chto-dalshe.md");
  expect(text).toBe(`---
title: "Россия: что дальше?"
date: 2026-12-01
authors: [ann]
audiences: [business]
tags: []
summary: What the reader should know first, in a sentence or two.
language: ru
draft: true
---

Write here.
`);
  expect(lines[0]).toContain(file);
  expect(lines.join("\n")).toContain("npx hustings preview rossiya-chto-dalshe");
});

test("left out, the author is the first of site.yaml, the date today, a poll's end in four weeks", async () => {
  const site = `${String(CLEAN["site.yaml"])}  - { id: zoe, name: Zoe Zero }\n`;
  const folder = await writeFolder({ "site.yaml": site });
  const { text, lines } = await begin(folder, { kind: "article", title: "Two" });
  expect(text).toContain("date: 2026-11-25\nauthors: [ann]\naudiences: []\n");
  expect(lines[0]).toBe("Author: Ann Author, the first of site.yaml. Another: --author ID");
  const poll = await begin(folder, { kind: "poll", title: "Three" });
  expect(poll.text).toContain("closesAt: 2026-12-23\n");
  expect(poll.lines).toContain('  ::poll{id="three"}');
});

test.each([
  { kind: "article", title: "Two" },
  { kind: "poll", title: "Which: “this” or 'that' #1?", closes: "2027-01-31T18:00:00Z" },
  { kind: "page", title: "About us", slug: "about" },
  { kind: "article", title: "2026" },
  { kind: "article", title: "- [x] @ {y}: |" },
])("what it writes of $kind $title can be published, and has no error", async (given) => {
  const folder = await writeFolder({});
  const { text } = await begin(folder, given);
  const read = await readContent(folder);
  expect(read.ok).toBe(true);
  const { errors, drafts } = await checkContent(folder, { now: NOW });
  expect(errors).toBe(0);
  expect(drafts).toHaveLength(given.kind === "article" ? 1 : 0);
  expect(text.endsWith("\n")).toBe(true);
});

test("never overwrites a file, in whatever folder it is, nor takes a name that leads elsewhere", async () => {
  const folder = await writeFolder({ "articles/2026/deep.md": article("Deep", "Text.") });
  await mkdir(join(folder, "pages"));
  await writeFile(join(folder, "pages/broken.md"), "no front matter");
  const left = "is there already, and is left as it is. Give another name with --slug NAME";
  expect(await refused(folder, { kind: "article", title: "One" })).toMatch(
    new RegExp(`^1: .*articles/one\\.md ${left}$`),
  );
  expect(await refused(folder, { kind: "article", title: "Deep" })).toContain(
    "articles/2026/deep.md",
  );
  expect(await refused(folder, { kind: "poll", title: "Next" })).toContain("polls/next.yaml");
  expect(await refused(folder, { kind: "page", title: "Broken" })).toContain("pages/broken.md");
  expect(await refused(folder, { kind: "article", title: "Number one" })).toMatch(
    /^1: “number-one” is a former name of articles\/one\.md/,
  );
  expect(await readFile(join(folder, "pages/broken.md"), "utf8")).toBe("no front matter");
  expect(await readFile(join(folder, "articles/one.md"), "utf8")).toBe(CLEAN["articles/one.md"]);
});

test.each<[Given, string]>([
  [
    { kind: "artcle", title: "A" },
    "There is no “artcle” to begin, but article, poll and page. Did you mean “article”?",
  ],
  [{ kind: "article", title: " " }, "The title must have 1 to 300 characters."],
  [
    { kind: "article", title: "中文" },
    "“中文” has no letters to make a name of: give one with --slug NAME.",
  ],
  [
    { kind: "article", title: "A", slug: "A b" },
    "--slug takes 1 to 64 lower-case letters, digits and hyphens, not “A b”.",
  ],
  [
    { kind: "article", title: "A", slug: "../one" },
    "--slug takes 1 to 64 lower-case letters, digits and hyphens, not “../one”.",
  ],
  [
    { kind: "article", title: "A", author: "anne" },
    "--author takes ids of site.yaml, and “anne” is not one of them. Did you mean “ann”?",
  ],
  [
    { kind: "article", title: "A", audience: "all" },
    "--audience takes ids of site.yaml, and “all” is not one of them.",
  ],
  [
    { kind: "article", title: "A", closes: "2027-01-01" },
    "--closes is for a new poll, not for an article.",
  ],
  [
    { kind: "article", title: "A", date: "tomorrow" },
    "--date takes a date such as 2026-10-05 or a date-time such as 2026-10-05T09:00:00Z, not “tomorrow”.",
  ],
  [
    { kind: "poll", title: "A", language: "english!" },
    "--language takes a language tag such as en or pt-BR, not “english!”.",
  ],
  [
    { kind: "page", title: "Polls" },
    "/polls is an address of the site's own: give the page another with --slug NAME.",
  ],
  [{ kind: "page", title: "A", author: "ann" }, "--author is for a new article, not for a page."],
])("%j is told what is wrong, with exit code 2, and nothing is written", async (given, message) => {
  const folder = await writeFolder({});
  expect(await refused(folder, given)).toBe(`2: ${message} See: npx hustings help new`);
  expect((await checkContent(folder, { now: NOW })).checked).toMatchObject({
    articles: 1,
    pages: 0,
    polls: 1,
  });
});

test("needs a site.yaml that can be read", async () => {
  const folder = await writeFolder({ "site.yaml": "name: [" });
  expect(await refused(folder, { kind: "article", title: "Two" })).toMatch(
    /^1: site\.yaml can't be read/,
  );
});
