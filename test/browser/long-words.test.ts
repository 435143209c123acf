import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeContent } from "../support/content.ts";
import { sharedBrowser } from "../support/shared-browser.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { withReader } from "./support.ts";

/** Words of sixty letters or more, or text that breaks without spaces only. */
const WORDS: Readonly<Record<string, string>> = {
  german: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  address:
    "https://example.org/a/very/long/address/without/any/space/in/it/that/goes/on/index.html",
  arabic: "أفاستسقيناكموهافاستسقيناكموهافاستسقيناكموهافاستسقيناكموهافاستسقيناكموها",
  chinese:
    "首脳会談の後に残る問いは誰が何を約束したのかということであり首脳会談の後に残る問いは誰が何を約束",
  thai: "นายกรัฐมนตรีกล่าวในที่ประชุมสุดยอดว่าประเทศต่างๆควรร่วมมือกันอย่างใกล้ชิดเพื่อสันติภาพ",
};

const KINDS = {
  single: "kind: single",
  ranked: "kind: ranked",
};

/** A poll of each kind, an article with all of them, a plain page, all in one word. */
function filesOf(name: string, word: string): [path: string, content: string][] {
  const text = JSON.stringify(word);
  const options = `    options:
      - { id: a, text: ${text} }
      - { id: b, text: ${JSON.stringify(`${word} und ${word}`)} }
      - { id: c, text: Nein }
`;
  const polls = Object.entries(KINDS).map(([id, kind]): [string, string] => [
    `polls/${id}-${name}.yaml`,
    `id: ${id}-${name}
title: ${text}
guard: open
questions:
  - id: q
    text: ${JSON.stringify(`${word}?`)}
    ${kind}
${options}`,
  ]);
  const closed = `id: closed-${name}
title: ${text}
opensAt: 2025-03-03
closesAt: 2025-03-18
openingSource: ${text}
questions:
  - id: q
    text: ${text}
    kind: single
    options:
      - { id: a, text: ${text}, opening: 1234567 }
      - { id: b, text: Nein, opening: 3 }
`;
  const front = `title: ${text}
date: 2026-11-02
authors: [${name}]
audiences: [${name}]
summary: ${text}`;
  const body = `See ${word} for more.

## ${word}

- ${word}

> ${word}

\`${word.slice(0, 60)}\`

\`\`\`
${word} ${word}
\`\`\`

| ${word} | ${word} |
| --- | --- |
| ${word} | ${word} |

[${word}](https://example.org/)

${[...Object.keys(KINDS), "closed"].map((id) => `::poll{id="${id}-${name}"}`).join("\n\n")}

A note[^1].

[^1]: ${word}
`;
  return [
    ...polls,
    [`polls/closed-${name}.yaml`, closed],
    [`articles/${name}.md`, `---\n${front}\ntags: [${TAG}]\n---\n\n${body}`],
    [`pages/about-${name}.md`, `---\ntitle: ${text}\n---\n${word}\n`],
  ];
}

const TAG = "rechtsschutzversicherungsgesellschaftenundmehrnochmehr";

function siteYaml(): string {
  const { german = "" } = WORDS;
  const named = Object.entries(WORDS).map(([id, word]) => [id, JSON.stringify(word)]);
  return `name: ${german}
tagline: ${german}
audiences:
${named.map(([id, text]) => `  - { id: ${id}, name: ${text}, intro: ${text}, show: data }`).join("\n")}
authors:
${named.map(([id, text]) => `  - { id: ${id}, name: ${text}, bio: ${text} }`).join("\n")}
`;
}

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const files = Object.entries(WORDS).flatMap(([name, word]) => filesOf(name, word));
  const content = await writeContent(home.folder, {
    "site.yaml": siteYaml(),
    ...Object.fromEntries(files),
  });
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

/** What is wider than the window, but in a box that scrolls. Empty where nothing is. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
        scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (right > width + 1 || left < -1) && !scrolls(element.parentElement);
    });
    const { scrollWidth } = document.documentElement;
    return [
      ...(scrollWidth > width ? [`the page: ${scrollWidth}`] : []),
      ...wide.map(
        (element) =>
          `${element.tagName}.${element.getAttribute("class") ?? ""}: ${(element.textContent ?? "").trim().slice(0, 20)}`,
      ),
    ];
  });
}

async function widePages(page: Page, paths: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const path of paths) {
    await page.goto(site.url + path);
    const wide = await tooWide(page);
    if (wide.length > 0) found[path] = wide.slice(0, 5);
  }
  return found;
}

const PHONE = { viewport: { width: 320, height: 640 } };

it.each(Object.entries(WORDS))(
  "no page with text like this is wider than a phone's window of 320 pixels: %s",
  async (name, word) => {
    await withReader(browser, PHONE, async (page) => {
      const polls = [...Object.keys(KINDS), "closed"].map((kind) => `/polls/${kind}-${name}`);
      const paths = [
        `/articles/${name}`,
        ...polls,
        ...polls.map((path) => `/embed${path}`),
        `/for/${name}`,
        `/authors/${name}`,
        `/about-${name}`,
        `/search?q=${encodeURIComponent(word)}`,
      ];
      expect(await widePages(page, paths)).toEqual({});

      await page.goto(`${site.url}/polls/single-${name}`);
      await page.getByRole("radio").first().check();
      await page.getByRole("button", { name: "Vote" }).click();
      await page.waitForSelector(".receipt");
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect(await tooWide(page)).toEqual([]);
    });
  },
);

it("neither is a list, the front page, or the page for what is not there", async () => {
  await withReader(browser, PHONE, async (page) => {
    const paths = ["/", "/polls", "/archive", "/archive/2026", `/tags/${TAG}`, `/${TAG}`];
    expect(await widePages(page, paths)).toEqual({});
  });
});
