import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import { readContent } from "../../../src/cli/content/content.ts";
import { writeContent } from "../../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../../support/site.ts";
import { check, CLEAN, writeFolder } from "../check/check-support.ts";
import { BAD, ODD } from "./fuzz-corpus.ts";

describe("content that can't be published", () => {
  it.each(Object.entries(BAD))("is told by file: %s", async (_, [file, content, says]) => {
    const report = await check({ [file]: content });
    expect(report.ok).toBe(false);
    const lines = report.problems
      .filter(({ level }) => level === "error")
      .map((problem) => `${problem.file}:${problem.line}: ${problem.message}`);
    expect(lines.join("\n")).toMatch(says);
    for (const line of lines) {
      expect(line).not.toMatch(/\bat .*\.[jt]s:\d+|RangeError|TypeError|stack|undefined/);
      expect(line.length).toBeLessThan(2000);
    }
  });
});

describe("odd content", () => {
  // Generous: what grows with the square of the length would take minutes.
  it.each(Object.entries(ODD))(
    "is answered soon: %s",
    { timeout: 300_000 },
    async (_, [file, content]) => {
      const folder = await writeFolder({ [file]: content });
      const read = await readContent(folder);
      const problems = read.ok ? [] : read.problems;
      for (const { file: name, message } of problems) {
        expect(name).toBe(file);
        expect(message).not.toMatch(/\bat .*\.[jt]s:\d+|RangeError|TypeError/);
      }
    },
  );
});

const bytes = fc.uint8Array({ maxLength: 400 }).map((list) => Buffer.from(list));
const yamlish = fc
  .array(
    fc.tuple(
      fc.nat({ max: 6 }),
      fc.constantFrom(
        "- ",
        "",
        "? ",
        "&a ",
        "*a",
        "!!str ",
        "| ",
        "> ",
        "{",
        "}",
        "[",
        "]",
        "# ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
      ),
      fc.oneof(
        fc.constantFrom(
          "id: x",
          "title: x",
          "questions:",
          "options:",
          "<<: *a",
          "__proto__: x",
          "kind: single",
          "1e400",
          "0o7",
          ".inf",
          "~",
        ),
        fc.string({ unit: "grapheme", maxLength: 12 }),
      ),
    ),
    { maxLength: 20 },
  )
  .map((parts) =>
    parts.map(([indent, mark, text]) => `${" ".repeat(indent)}${mark}${text}`).join("\n"),
  );

it("whatever bytes a file has, it is read or told, and nothing is thrown", async () => {
  const folder = await writeFolder({ "images/x.png": "", "redirects.yaml": "[]\n" });
  const file = fc.constantFrom(
    "site.yaml",
    "polls/next.yaml",
    "articles/one.md",
    "redirects.yaml",
    "images/x.png",
  );
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.oneof(
        bytes,
        yamlish,
        yamlish.map((text) => `---\n${text}\n---\n${text}`),
      ),
      async (path, content) => {
        await writeFile(join(folder, path), content);
        const read = await readContent(folder);
        for (const { file: name, line, message } of read.ok ? read.warnings : read.problems) {
          expect(name).not.toBe("");
          expect(line).toBeGreaterThanOrEqual(1);
          expect(message).not.toMatch(/\bat .*\.[jt]s:\d+/);
        }
        // The next file meets a folder that is whole.
        await writeFile(join(folder, path), CLEAN[path] ?? "");
      },
    ),
    { numRuns: runs(150, 600), seed: seedOf("fuzz content") },
  );
});

describe("a site that is published to", () => {
  let home: Home;
  let site: RunningSite;
  beforeAll(async () => {
    home = await makeHome();
    site = await startSite(home, ["--content", await writeContent(home.folder, CLEAN)]);
  }, 300_000);
  afterAll(async () => {
    await site.interrupt();
    await home.remove();
  });

  it.each([
    "ten megabytes of text",
    "three thousand footnotes",
    "ten thousand lists in lists",
    "letters that run backwards",
    "a null byte in a text",
  ])("takes it or says why not, and goes on: %s", { timeout: 300_000 }, async (name) => {
    const [file = "", content = ""] = ODD[name] ?? [];
    const folder = await writeFolder({ [file]: content });
    const { code, out } = await hustings(home, ["publish", "--content", folder]);
    expect([0, 1]).toContain(code);
    expect(code === 0 || out.includes("articles/odd.md")).toBe(true);
    expect(out).not.toMatch(/\bat .*\.[jt]s:\d+|RangeError|TypeError/);
    expect((await fetch(`${site.url}/articles/one`)).status).toBe(200);
    const shown = await fetch(`${site.url}/articles/odd`);
    expect([200, 404]).toContain(shown.status);
  });
});
