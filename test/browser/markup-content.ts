import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookOf } from "../../src/core/text/looks.ts";
import { PROJECT } from "../support/site.ts";

/** Markdown of every kind in which nothing is wrong: what a page may have in it. */
const ALL_MARKDOWN = `A paragraph with *stress*, **more of it**, \`code\`, a [link](https://example.org/ "A title"), <https://example.org/>
and a line  
that is broken.

## A heading

### A smaller one

#### And one more

> A quotation.

- one
- two

1. first
2. second

3. third

| a | b | c |
| :- | :-: | -: |
| x | y | z |

\`\`\`html
code
\`\`\`

    more code

---

A note[^1], and again[^1].

[^1]: A footnote with a [link](/articles/x-0).

![A picture](images/a.jpg "Its title")
`;

const quoted = (text: string): string => JSON.stringify(text);
const short = (text: string): string => quoted(text.length > 120 ? "Somebody" : text);

/** A publication in which every text is one of `texts`, and every article of \`bodies\` has one of those for its text. */
export async function contentOf(
  texts: readonly string[],
  bodies: readonly string[],
): Promise<Record<string, string | Uint8Array>> {
  const at = (n: number): string => texts[n % texts.length] ?? "";
  const files: Record<string, string | Uint8Array> = {
    "images/a.jpg": await readFile(join(PROJECT, "content/images/neva-bridges.jpg")),
    "site.yaml": [
      `name: ${short(at(0))}`,
      `tagline: ${quoted(at(18))}`,
      "language: en",
      "audiences:",
      ...[3, 20, 70].map(
        (n, i) => `  - { id: g${i}, name: ${short(at(n))}, intro: ${quoted(at(n + 1))} }`,
      ),
      "authors:",
      ...texts.map((text, i) => `  - { id: a${i}, name: ${short(text)}, bio: ${quoted(text)} }`),
    ].join("\n"),
    "articles/all.md": `---\ntitle: All of Markdown\ndate: 2026-01-01\nauthors: [a0]\n---\n${ALL_MARKDOWN}`,
  };
  texts.forEach((text, i) => {
    files[`polls/p${i}.yaml`] = [
      `id: p${i}`,
      `title: ${quoted(text)}`,
      `openingSource: ${quoted(text)}`,
      "revisable: true",
      "questions:",
      "  - id: q",
      `    text: ${quoted(text)}`,
      `    kind: ${i % 7 === 3 ? "ranked" : "single"}`,
      "    options:",
      `      - { id: a, text: ${quoted(text)}${i % 7 === 3 ? "" : ", opening: 3"} }`,
      `      - { id: b, text: ${quoted(lookOf(at(i + 1)) === lookOf(text) ? "Another" : at(i + 1))} }`,
      ...(i % 7 === 3 ? [] : ["      - { id: c, text: Own, other: true }"]),
    ].join("\n");
    files[`articles/x-${i}.md`] = [
      "---",
      `title: ${quoted(text)}`,
      `summary: ${quoted(text)}`,
      "date: 2026-02-01",
      `authors: [a${i}]`,
      `audiences: [g${i % 3}]`,
      "tags: [tagged]",
      `image: { src: images/a.jpg, alt: ${quoted(text)}, credit: ${quoted(text)}, creditUrl: "https://example.org/?q=%22%3E%3Cscript%3E" }`,
      "---",
      "",
      text,
      "",
      `::poll{id="p${i}"}`,
      "",
    ].join("\n");
  });
  bodies.forEach((body, i) => {
    files[`articles/m-${i}.md`] =
      `---\ntitle: Markdown ${i}\ndate: 2026-01-02\nauthors: [a0]\n---\n\n${body}\n`;
  });
  files["pages/about.md"] =
    `---\ntitle: ${quoted(at(5))}\nsummary: ${quoted(at(6))}\n---\n\n${at(20)}\n\n${at(30)}\n`;
  files["redirects.yaml"] =
    '- { from: /moved, to: "https://example.org/?q=%22%3E%3Cscript%3Exss()%3C/script%3E" }\n';
  return files;
}
