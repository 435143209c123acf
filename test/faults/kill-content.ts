import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The polls that are voted in: one for anybody, one that looks at networks, one over three objects. */
export const POLLS = ["anybody", "careful", "split"] as const;

const ARTICLES = ["one", "two", "three", "four"];

/** Pages of articles. */
export const ARTICLE_PAGES = ARTICLES.map((slug) => `/articles/${slug}`);
/** Pages that show the articles' edition. */
export const PAGES = ["/", "/archive/2026", "/feed.xml", ...ARTICLE_PAGES];

const RULES = {
  anybody: "guard: open",
  careful: "guard: careful",
  split: "guard: open\nshards: 3",
};

function poll(id: (typeof POLLS)[number]): string {
  return `id: ${id}
title: The poll ${id}
${RULES[id]}
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
      - { id: c, text: The third }
`;
}

function article(slug: string, edition: number, n: number): string {
  const of = POLLS[n];
  return `---
title: "Article ${slug}, edition-${edition}"
date: 2026-10-05
authors: [ann]
summary: "What edition-${edition} says."
---
The beginning of edition-${edition}.

${"A paragraph between the beginning and the end.\n\n".repeat(20)}
${of === undefined ? "" : `::poll{id="${of}"}\n`}
The end of edition-${edition}.
`;
}

/** A publication of four articles and three polls, as files. */
export function publication(edition: number): Record<string, string> {
  return {
    "site.yaml":
      "name: The Test\ntagline: Four articles\naudiences: []\nauthors:\n  - { id: ann, name: Ann Author }\n",
    ...Object.fromEntries(POLLS.map((id) => [`polls/${id}.yaml`, poll(id)])),
    ...articles(edition),
  };
}

function articles(edition: number): Record<string, string> {
  return Object.fromEntries(
    ARTICLES.map((slug, n) => [`articles/${slug}.md`, article(slug, edition, n)]),
  );
}

/** Rewrites the articles: a site that watches the folder publishes them. */
export async function writeEdition(folder: string, edition: number): Promise<void> {
  for (const [path, text] of Object.entries(articles(edition))) {
    await writeFile(join(folder, path), text);
  }
}

/** Whether an article's page is wholly of one edition, one that was written: its beginning and its end. */
export function isWhole(text: string, written: number): boolean {
  const beginning = /beginning of edition-(\d+)/.exec(text)?.[1];
  const end = /end of edition-(\d+)/.exec(text)?.[1];
  return beginning !== undefined && beginning === end && Number(end) <= written;
}

/** Which editions a page shows. */
export function editionsIn(text: string): number[] {
  return [...new Set([...text.matchAll(/edition-(\d+)/g)].map(([, n]) => Number(n)))];
}
