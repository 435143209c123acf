import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { withReader } from "./support.ts";

const ADDRESS = `https://example.org/${"a-long-address/without/any/space/".repeat(4)}index.html`;
/** Words that are wider than a phone. */
const WORDS: readonly (readonly [language: string, word: string])[] = [
  ["de", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"],
  ["en", "W".repeat(60)],
  ["en", ADDRESS],
  ["ar", "ب".repeat(60)],
  ["ja", "首脳会談の後に残る問いは誰が何を約束したのかということであり".repeat(2)],
  ["th", "นายกรัฐมนตรีกล่าวในที่ประชุมสุดยอดว่าประเทศต่างๆควรร่วมมือกัน"],
  ["en", "👨‍👩‍👧‍👦".repeat(20)],
];
const KINDS = ["single", "multiple", "ranked"] as const;

function pollOf(id: string, language: string, word: string, kind: string): string {
  const opening = kind === "ranked" ? "" : ", opening: 1234567";
  return `id: ${id}
title: "${word}"
language: ${language}
openingSource: "${word}"
questions:
  - id: q
    text: "${word}"
    kind: ${kind}
    options:
      - { id: a, text: "${word}"${opening} }
      - { id: b, text: "${word} b" }
      - { id: c, text: "c" }
`;
}

const FILES: Record<string, string> = {
  "site.yaml": `name: "${"W".repeat(60)}"
tagline: "${ADDRESS}"
tags:
  - { id: long, name: "${"W".repeat(60)}", description: "${ADDRESS}" }
audiences:
  - { id: all-of-them, name: "${"W".repeat(60)}", intro: "${ADDRESS}" }
authors:
  - { id: ann, name: "${"W".repeat(60)}", bio: "${ADDRESS}" }
`,
};
for (const [i, [language, word]] of WORDS.entries()) {
  for (const kind of KINDS) {
    FILES[`polls/p${i}-${kind}.yaml`] = pollOf(`p${i}-${kind}`, language, word, kind);
  }
  FILES[`articles/a${i}.md`] = `---
title: "${word}"
date: 2026-10-0${i + 1}
authors: [ann]
audiences: [all-of-them]
tags: [long, ${"w".repeat(64)}]
language: ${language}
summary: "${word}"
---
${word} and \`${"w".repeat(90)}\`[^1].

## ${word}

- ${word}

> ${word}

| ${word} | b | c | d |
| ------- | - | - | - |
| ${word} | b | c | d |

${KINDS.map((kind) => `::poll{id="p${i}-${kind}"}`).join("\n\n")}

[^1]: ${word}
`;
}
const PATHS = [
  "/",
  "/archive",
  "/archive/2026",
  "/polls",
  "/for/all-of-them",
  "/tags/long",
  "/authors/ann",
  `/search?q=${"W".repeat(60)}`,
  `/${"w".repeat(60)}`,
  ...WORDS.flatMap((_, i) => [
    `/articles/a${i}`,
    ...KINDS.flatMap((kind) => [`/polls/p${i}-${kind}`, `/embed/polls/p${i}-${kind}`]),
  ]),
];

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, FILES);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

it("nothing is wider than a window of 320 pixels, whatever the words", async () => {
  const wide: string[] = [];
  await withReader(browser, { viewport: { width: 320, height: 800 } }, async (page) => {
    for (const path of PATHS) {
      await page.goto(site.url + path);
      const found = await page.evaluate(() => {
        const { scrollWidth } = document.documentElement;
        if (scrollWidth <= 320) return null;
        const beyond = [...document.querySelectorAll("body *")].filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return right > 321 || left < -1;
        });
        const names = beyond
          .slice(0, 4)
          .map((element) => `${element.tagName}.${element.className}`);
        return `${scrollWidth} ${names.join(" ")}`;
      });
      if (found !== null) wide.push(`${path}: ${found}`);
    }
  });
  expect(wide).toEqual([]);
});

it("words are divided by the rules of their language, and never in code", async () => {
  await withReader(browser, { viewport: { width: 320, height: 800 } }, async (page) => {
    await page.goto(`${site.url}/articles/a0`);
    const styles = await page.evaluate(() =>
      ["h1", ".body p", ".poll legend", "code"].map((selector) => {
        const element = document.querySelector(selector);
        return element && getComputedStyle(element).hyphens;
      }),
    );
    expect(styles).toEqual(["auto", "auto", "auto", "manual"]);
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
  });
});
