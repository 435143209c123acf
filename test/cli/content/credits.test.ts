import { expect, test } from "vitest";
import { readContent } from "../../../src/cli/content/content.ts";
import { writeContent, SMALL } from "../../support/content.ts";
import { makeFolder } from "./content-support.ts";
import { GIF } from "../publishing/publish-content.ts";

/** What is said of a picture's credit, and where. */
async function warnings(lines: string[], more: Record<string, string> = {}): Promise<string[]> {
  const image = [
    "image:",
    "  src: images/a.gif",
    "  alt: A dot",
    ...lines.map((line) => `  ${line}`),
  ];
  const front = ["title: Two", "date: 2026-10-05", "authors: [ann]", ...image];
  const folder = await writeContent(await makeFolder(), {
    ...SMALL,
    "images/a.gif": GIF,
    "articles/two.md": `---\n${front.join("\n")}\n---\nText.\n`,
    ...more,
  });
  const read = await readContent(folder);
  return read.warnings.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test.each([
  ["credit: Photo by A & B", "creditUrl: https://example.org"],
  ["credit: 3 < 4", "creditUrl: /about"],
  ["credit: >-", "  Photo:", "  Ann"],
])("says nothing of a credit that is text: %s", async (...lines) => {
  expect(await warnings(lines)).toEqual([]);
});

test("says where a credit has markup in it, and what it is published as", async () => {
  const pasted = `credit: '<a href="https://example.org">Photo: Ann</a'`;
  const [warning, ...more] = await warnings([pasted]);
  expect(more).toEqual([]);
  expect(warning).toMatch(
    /^articles\/two\.md:8: image\.credit: has markup in it, .* published as “Photo: Ann”\./,
  );
});

test.each([
  ["www.example.org", "the credit is published without a link"],
  ["javascript:alert(1)", "the credit is published without a link"],
  [`<a href="https://example.org">Ann</a>`, "the credit links to https://example.org"],
])("says where the address of a credit is none: %s", async (address, said) => {
  const found = await warnings(["credit: Ann", `creditUrl: '${address}'`]);
  expect(found).toEqual([
    expect.stringMatching(/^articles\/two\.md:9: image\.creditUrl: is no address /),
  ]);
  expect(found[0]).toContain(said);
});

test("says so where something else is wrong, too", async () => {
  const site = { "site.yaml": "name: The Test\n" };
  expect(await warnings(["credit: <b>Ann</b>"], site)).toHaveLength(1);
});
