import { afterEach, beforeEach, expect, it } from "vitest";
import { readContent } from "../../../src/cli/content/content.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { type Home, makeHome } from "../../support/site.ts";

let home: Home;

beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

/** What is wrong with the small publication after some of its files were replaced, one line each. */
async function problems(files: Record<string, string>): Promise<string[]> {
  const read = await readContent(await writeContent(home.folder, { ...SMALL, ...files }));
  if (read.ok) return [];
  return read.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

it("tells of all that is wrong in one article: fields, references and text", async () => {
  const text = `---
date: 2026-10-05
authors: [bob]
foo: 1
bar: 2
---
Text.

::poll{id="none"}
`;
  const found = await problems({ "articles/one.md": text });
  expect(found).toEqual([
    "articles/one.md:2: title: is missing",
    "articles/one.md:3: authors.0: “bob” is not among the authors of site.yaml",
    "articles/one.md:4: foo: there is no such field",
    "articles/one.md:5: bar: there is no such field",
    "articles/one.md:9: there is no poll “none” in content/polls",
  ]);
});

it("says that a file or a field is empty in words, not in types", async () => {
  const found = await problems({ "site.yaml": "", "articles/one.md": "---\n---\nText.\n" });
  expect(found.join("\n")).toContain("site.yaml:1: must be a list of fields");
  expect(found.join("\n")).not.toContain("Invalid type");
});

it("says that two articles of different folders have the same name", async () => {
  const found = await problems({ "articles/sub/one.md": SMALL["articles/one.md"] ?? "" });
  expect(found).toEqual(["articles/sub/one.md:1: has the same name as articles/one.md"]);
});
