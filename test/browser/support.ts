import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

/** A publication with a poll of every kind. */
export const POLLS: Readonly<Record<string, string>> = {
  "site.yaml": `name: The Test
audiences:
  - { id: business, name: For business }
  - { id: students, name: For students }
authors: []
`,
  "polls/ranked.yaml": `id: ranked
title: In your order
revisable: true
questions:
  - id: order
    text: Which first?
    kind: ranked
    shuffle: true
    options:
      - { id: a, text: The apple }
      - { id: b, text: The pear }
      - { id: c, text: The plum }
  - id: why
    text: Why?
    kind: single
    min: 0
    options:
      - { id: taste, text: The taste }
      - { id: other, text: Something else, other: true }
`,
  "polls/after.yaml": `id: after
title: Numbers after the vote
results: after-vote
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`,
  "polls/plain.yaml": `id: plain
title: A plain question
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`,
  "polls/several.yaml": `id: several
title: Several of them
questions:
  - id: q
    text: Which two?
    kind: multiple
    max: 2
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
      - { id: c, text: The third }
`,
  "polls/invited.yaml": `id: invited
title: For those who were invited
guard: invited
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`,
  "polls/closed.yaml": `id: closed
title: Closed long ago
opensAt: 2025-03-03
closesAt: 2025-03-18
openingSource: Counted by hand.
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first, opening: 33 }
      - { id: b, text: The second, opening: 75 }
`,
  "polls/soon.yaml": `id: soon
title: Not yet
opensAt: 2035-03-03
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
`,
};

/**
 * A reader with a browser of their own. Whatever goes wrong in the page fails the test.
 *
 * @param expected errors that the test itself brings about
 */
export async function withReader(
  browser: Browser,
  options: BrowserContextOptions,
  visit: (page: Page, context: BrowserContext) => Promise<void>,
  expected = /status of 4/,
): Promise<void> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // A refused ballot is answered with a 4xx, which Chromium reports as an error: it is none.
    if (message.type() === "error" && !expected.test(message.text())) {
      errors.push(message.text());
    }
  });
  try {
    await visit(page, context);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}
