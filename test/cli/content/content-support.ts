import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type Content, readContent } from "../../../src/cli/content/content.ts";
import { SMALL } from "../../support/content.ts";

/** An article that a test changes. */
export const ARTICLE = `---
title: A title
date: 2026-10-05
authors: [ann]
---
Text.
`;

/** A poll that a test changes. */
export const POLL = `id: next
title: The next poll
questions:
  - id: q
    text: Which one?
    kind: multiple
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`;

/** A folder for the time of one test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hustings-content-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Path in the folder → what is in the file. */
export type Files = Record<string, string | Buffer>;

/** Reads the small publication with some files more, or other ones. */
async function read(files: Files): ReturnType<typeof readContent> {
  const folder = await makeFolder();
  for (const [path, text] of Object.entries({ ...SMALL, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return readContent(folder);
}

/** As above, where nothing is wrong with it. */
export async function readValid(files: Files): Promise<Content> {
  const result = await read(files);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.content;
}

/** What is wrong, each as `path:line: reason`. */
export async function problems(files: Files): Promise<string[]> {
  const result = await read(files);
  const found = result.ok ? [] : result.problems;
  return found.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

/** One for each line: place and field exactly, the reason by how it begins. */
export function like(...lines: string[]): unknown[] {
  return lines.map((line): unknown => expect.stringContaining(line));
}

/** A text with something else in one place of it. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return text.replace(from, () => to);
}
