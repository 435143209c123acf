import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkContent } from "../../../src/cli/check/check.ts";
import type { Report } from "../../../src/cli/output/report.ts";
import { type Files, makeFolder } from "../content/content-support.ts";

/** The moment of these tests' checks. */
export const NOW = Date.parse("2026-11-25T12:00:00Z");

/** A publication with which nothing is wrong. */
export const CLEAN: Files = {
  "site.yaml": `name: The Test
baseUrl: https://www.example.org
audiences:
  - { id: business, name: For business }
authors:
  - { id: ann, name: Ann Author }
`,
  "polls/next.yaml": `id: next
title: The next poll
opensAt: 2026-10-05
closesAt: 2027-10-05
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`,
  "articles/one.md": article(
    "One",
    'Text.\n\n::poll{id="next"}',
    "tags: [trade]\nformerly: [number-one]",
  ),
};

/** An article, with more fields and another text. */
export function article(title: string, body: string, more = "tags: []"): string {
  return `---\ntitle: ${title}\ndate: 2026-10-05\nauthors: [ann]\nsummary: What it says.\n${more}\n---\n${body}\n`;
}

/** Writes the clean publication with some files more, or other ones; `null`: without one. */
export async function writeFolder(files: Record<string, string | Buffer | null>): Promise<string> {
  const folder = await makeFolder();
  for (const [path, text] of Object.entries({ ...CLEAN, ...files })) {
    if (text === null) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Checks it. */
export async function check(
  files: Record<string, string | Buffer | null>,
  strict = false,
): Promise<Report> {
  return checkContent(await writeFolder(files), { now: NOW, strict });
}

/** What a check finds, each as `level file:line: message`. */
export async function findings(files: Record<string, string | Buffer | null>): Promise<string[]> {
  const { problems } = await check(files);
  return problems.map(({ level, file, line, message }) => `${level} ${file}:${line}: ${message}`);
}
