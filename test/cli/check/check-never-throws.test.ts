import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import { checkContent } from "../../../src/cli/check/check.ts";
import { showReport } from "../../../src/cli/output/show-problems.ts";
import { paintFor } from "../../../src/cli/output/terminal.ts";
import { NOW, writeFolder } from "./check-support.ts";

const KEYS = [
  "title",
  "date",
  "authors",
  "audiences",
  "tags",
  "summary",
  "image",
  "draft",
  "publishAt",
  "formerly",
  "translationOf",
  "language",
  "order",
  "x",
];

/** What editors may write: fields with odd values, in odd places, and what is no YAML at all. */
const value = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "[ann]",
    "[ann, ann]",
    "{ src: images/a.png, alt: A }",
    "true",
    "2026-10-05",
    "&a *a",
    "!!binary x",
    "|",
    ">-",
    "'",
    '"',
    "null",
    "- a",
    "[[",
    "{a: {b: [c]}}",
    "1e400",
    "0x1F",
  ),
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom("", "  ", "\t", "- "), fc.constantFrom(...KEYS), value)
    .map(([indent, key, text]) => `${indent}${key}: ${text}`),
  value,
);
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 60 }))
  .map(([lines, body]) => `---\n${lines.join("\n")}\n---\n${body}`);

test("checks and shows whatever front matter there is, without an exception", async () => {
  const folder = await writeFolder({ "pages/about.md": "---\ntitle: About\n---\n" });
  await fc.assert(
    fc.asyncProperty(text, text, value, async (article, page, poll) => {
      await writeFile(join(folder, "articles/two.md"), article);
      await writeFile(join(folder, "pages/about.md"), page);
      await writeFile(join(folder, "polls/next.yaml"), `id: next\ntitle: ${poll}\n`);
      const report = await checkContent(folder, { now: NOW });
      for (const { line: at, column = 1, width = 1, message } of report.problems) {
        expect(Math.min(at, column, width)).toBeGreaterThanOrEqual(1);
        expect(message).not.toBe("");
      }
      const shown = await showReport(report, {
        folder,
        cwd: process.cwd(),
        paint: paintFor(false),
      });
      expect(shown.at(-1)).toMatch(/^\d+ errors?, \d+ warnings?, \d+ notes?\.$/);
    }),
    { numRuns: runs(60, 300), seed: seedOf("check never throws") },
  );
});
