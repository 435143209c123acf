import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A small publication: one article, one poll with the options a, b and c. */
export const SMALL: Readonly<Record<string, string>> = {
  "site.yaml": `name: The Test
tagline: A publication of one article
audiences:
  - { id: business, name: For business }
authors:
  - { id: ann, name: Ann Author }
`,
  "polls/kill.yaml": `id: kill
title: The poll of the test
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
      - { id: c, text: The third }
`,
  "articles/one.md": `---
title: The only article
date: 2026-10-05
authors: [ann]
audiences: [business]
summary: What it says.
---
A paragraph.

::poll{id="kill"}
`,
};

/**
 * Writes a content folder.
 *
 * @param files path in the folder → text
 * @returns the folder
 */
export async function writeContent(
  home: string,
  files: Readonly<Record<string, string | Uint8Array>> = SMALL,
): Promise<string> {
  const folder = join(home, "content");
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** A page or a feed without modification times; the date of the tests' articles stays. */
export function withoutTimes(text: string): string {
  return text
    .replace(/<time.*?<\/time>|(?!2026-10-05)\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/\w{3}, (?!05 Oct 2026)\d\d \w{3} \d{4} [\d:]+ GMT/g, "TIME");
}
