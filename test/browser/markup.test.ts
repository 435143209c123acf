import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleOf } from "../support/campaign.ts";
import { sharedBrowser } from "../support/shared-browser.ts";
import type { RunningSite } from "../support/site.ts";
import { TEXTS } from "../support/xss-corpus.ts";
import { type Marked, startMarked, startPlain } from "./markup-site.ts";
import { Looker } from "./markup-support.ts";

let browser: Browser;
let marked: Marked;
let plain: Pick<Marked, "site" | "stop">;
let site: RunningSite;
const known = new Set<string>();

beforeAll(async () => {
  [marked, plain, browser] = await Promise.all([startMarked(), startPlain(), sharedBrowser()]);
  ({ site } = marked);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([marked.stop(), plain.stop()]);
});

/** The texts that a run looks at, with their places. Lists and the publication's own pages show all of them. */
const SHOWN = sampleOf("markup", [...TEXTS.entries()], 34);

const LISTS = [
  "/",
  "/page/2",
  "/polls",
  "/polls/page/2",
  "/for/g0",
  "/for/g1",
  "/for/g2",
  "/tags/tagged",
  "/archive",
  "/archive/2026",
  "/about",
  "/articles/all",
  "/search",
  "/polls/p0",
];

/** Looks at pages, several at once. @returns what is wrong, a line each */
async function troubles(paths: readonly string[]): Promise<string[]> {
  const waiting = [...paths];
  const found: string[] = [];
  const look = async (): Promise<void> => {
    const looker = await Looker.open(browser, site.url, known);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      found.push(...(await looker.trouble(path)));
    }
    await looker.close();
  };
  await Promise.all([look(), look(), look()]);
  return found;
}

describe(
  "no text becomes markup, an attribute, an address or a script",
  { timeout: 900_000 },
  () => {
    beforeAll(async () => {
      const looker = await Looker.open(browser, plain.site.url, known);
      const each = [0, 3].flatMap((i) => [
        `/articles/x-${i}`,
        `/polls/p${i}`,
        `/embed/polls/p${i}`,
        `/authors/a${i}`,
      ]);
      await looker.learn([
        ...LISTS,
        ...each,
        "/search?q=words",
        "/search?q=nothingofthekind",
        "/nowhere",
        "/embed/polls/nowhere",
      ]);
      await looker.close();
    });

    it("as far as is known what pages without such texts have in them", () => {
      expect(known.size).toBeGreaterThan(150);
      for (const kind of ["script src", "mark", "input value", "img alt", "h3"]) {
        expect(known).toContain(kind);
      }
    });

    it("in lists, in pages of the publication, beside readers' own words", async () => {
      expect(await troubles(LISTS)).toEqual([]);
      const page = await (await fetch(`${site.url}/polls/p0`)).text();
      expect(page).toContain("&lt;img src=x onerror=xss()&gt;");
    });

    it("in titles, standfirsts, bodies, credits and descriptions of articles", async () => {
      expect(await troubles(SHOWN.map(([i]) => `/articles/x-${i}`))).toEqual([]);
    });

    it("in Markdown of every kind", async () => {
      expect(marked.bodies.length).toBeGreaterThan(35);
      const shown = sampleOf("markup of Markdown", [...marked.bodies.keys()], 18);
      expect(await troubles(shown.map((i) => `/articles/m-${i}`))).toEqual([]);
    });

    it("in polls, and in polls in frames", async () => {
      const paths = SHOWN.flatMap(([i]) => [`/polls/p${i}`, `/embed/polls/p${i}`]);
      expect(await troubles(paths)).toEqual([]);
    });

    it("in names of authors", async () => {
      expect(await troubles(SHOWN.map(([i]) => `/authors/a${i}`))).toEqual([]);
    });

    it("in what is searched for", async () => {
      expect(
        await troubles(SHOWN.map(([, text]) => `/search?q=${encodeURIComponent(text)}`)),
      ).toEqual([]);
    });

    it("in addresses", async () => {
      const paths = SHOWN.flatMap(([, text]) => [
        `/${encodeURIComponent(text)}`,
        `/articles/${encodeURIComponent(text)}?${text.replace(/[#\s]/g, "")}`,
      ]);
      expect(await troubles(paths)).toEqual([]);
    });

    it("in a ballot that is refused, and in what it is answered with", async () => {
      const looker = await Looker.open(browser, site.url, known);
      const found: string[] = [];
      for (const [, text] of SHOWN) {
        await looker.page.goto(`${site.url}/polls/p1`);
        await looker.page.evaluate((value) => {
          const form = document.querySelector("form");
          const add = (name: string, given: string): void => {
            const input = document.createElement("input");
            Object.assign(input, { type: "hidden", name, value: given });
            form?.append(input);
          };
          for (const name of [
            "q.q",
            "t.q",
            "audience",
            "revises",
            "code",
            "token",
            "return",
            value,
          ])
            add(name, value);
          // Without the script of the page: a page of its own is the answer.
          setTimeout(() => form?.submit(), 0);
        }, text);
        await looker.page.waitForURL(/\/votes/, { waitUntil: "load" });
        found.push(...(await looker.here(`a ballot with ${text}`)));
      }
      await looker.close();
      // The form says what is wrong with it in words and attributes that a good one has not.
      const expected =
        / has (?:div|p|ul|li|a|span|fieldset|input|form|section|textarea|strong)(?: (?:aria-\w+|role|class|id|href|checked|value|tabindex|autofocus))?$/;
      expect(found.filter((line) => !expected.test(line))).toEqual([]);
    });
  },
);
