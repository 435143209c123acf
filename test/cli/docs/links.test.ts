import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../support/site.ts";

const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(PROJECT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const read = (file: string): string => readFileSync(join(PROJECT, file), "utf8");

/** The places in a document that a link can name, as GitHub makes them of its headings. */
function anchors(file: string): string[] {
  return [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Links of a document that lead to nothing. */
function brokenLinks(file: string): string[] {
  const links = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : join(dirname(file), path);
    if (!existsSync(join(PROJECT, target))) return true;
    return anchor !== undefined && !anchors(target).includes(anchor);
  });
}

/** Files of the project that a document names and that are not there. A name may have a `*`, or `…` at its end. */
function missingFiles(file: string): string[] {
  const names = [...read(file).matchAll(/`((?:src|test|bin|docs|static|migrations)\/[^`\s…*]*)/g)];
  return names.map(([, name = ""]) => name).filter((name) => !existsSync(join(PROJECT, name)));
}

describe.each(DOCUMENTS)("%s", (file) => {
  it("has no link that leads nowhere", () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it("names only files that exist", () => {
    expect(missingFiles(file)).toEqual([]);
  });

  it("has no table cell of more than 160 characters", () => {
    const rows = read(file)
      .split("\n")
      .filter((line) => line.startsWith("| "));
    const cells = rows.flatMap((row) => row.split("|").map((cell) => cell.trim()));
    expect(cells.filter((cell) => cell.length > 160)).toEqual([]);
  });
});
