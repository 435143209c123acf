import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { unfold, violations } from "./proof-axe.ts";
import { ARTICLE, PAGES } from "./proof-pages.ts";
import { type Watch, watch } from "./proof-watch.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  [site, browser] = await Promise.all([startSite(home), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

const width = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth);

const LOOKS = [
  { colorScheme: "light", pixels: 390 },
  { colorScheme: "dark", pixels: 390 },
  { colorScheme: "light", pixels: 1280 },
  { colorScheme: "dark", pixels: 1280 },
] as const;

describe.each(LOOKS)("$colorScheme, $pixels px", ({ colorScheme, pixels }) => {
  let context: BrowserContext;
  let page: Page;
  let watched: Watch;

  beforeAll(async () => {
    const viewport = { width: pixels, height: 844 };
    context = await browser.newContext({ colorScheme, viewport, locale: "en-GB" });
    page = await context.newPage();
    watched = await watch(page, site.url);
  });
  afterAll(() => context.close());

  it.each(PAGES)("%s is without fault", async (_, path, shows) => {
    await watched.open(path);
    await page.locator(shows).first().waitFor();
    expect(await watched.trouble()).toEqual([]);
    expect(await width(page)).toBe(pixels);
    await unfold(page);
    expect(await violations(page)).toEqual([]);
  });

  it("a vote in an article moves nothing and says nothing", async () => {
    await context.clearCookies();
    await watched.open(ARTICLE);
    const poll = page.locator(".article .poll");
    await poll.getByRole("radio").first().check();
    await poll.getByRole("button", { name: "Vote" }).click();
    await poll.locator(".receipt").waitFor();
    expect(await watched.trouble()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await watched.open(ARTICLE);
    // The receipt is fetched for who has voted before.
    await poll.locator(".receipt").waitFor();
    expect(await watched.trouble()).toEqual([]);
    await page.evaluate(() => {
      localStorage.clear();
    });
  });
});

describe("320 px", () => {
  it.each(PAGES)("%s is no wider than the screen", async (_, path) => {
    await withPage(320, async (page) => {
      await page.goto(site.url + path);
      await unfold(page);
      expect(await width(page)).toBe(320);
    });
  });
});

describe("these checks see what is wrong", () => {
  const FAULTS: [what: string, act: string, seen: RegExp][] = [
    ["a console message", `console.info("hello")`, /^console: hello$/],
    ["an error", `setTimeout(() => { throw new Error("oh") })`, /^error: oh$/],
    ["a file that is missing", `new Image().src = "/none.png"`, /^answer 404: .*none.png$/],
    [
      "a picture of another site",
      `new Image().src = "https://elsewhere.example/a.png"`,
      /^policy: img-src https:\/\/elsewhere.example\/a.png$/,
    ],
    [
      "a style attribute",
      `document.body.setAttribute("style", "color: red")`,
      /^policy: style-src/,
    ],
    [
      "a shift",
      `document.body.prepend(Object.assign(document.createElement("p"), { className: "picture", textContent: "late" }))`,
      /^layout shift 0\.\d+: /,
    ],
  ];

  it.each(FAULTS)("%s", async (_, act, seen) => {
    await withPage(390, async (page) => {
      const watched = await watch(page, site.url);
      await watched.open(ARTICLE);
      expect(await watched.trouble()).toEqual([]);
      await page.evaluate(act);
      await expect.poll(() => watched.trouble()).toContainEqual(expect.stringMatching(seen));
    });
  });

  it("a request to another site", async () => {
    await withPage(390, async (page) => {
      const watched = await watch(page, site.url);
      const other = site.url.replace("localhost", "127.0.0.1");
      await page.route("**/bare", (route) =>
        route.fulfill({ contentType: "text/html", body: `<img src="${other}/icon.svg">` }),
      );
      await watched.open("/bare");
      expect(await watched.trouble()).toContain(`third party: ${other}/icon.svg`);
    });
  });

  it("what is too wide, too near, not named, of too little contrast", async () => {
    await withPage(320, async (page) => {
      await page.goto(site.url + ARTICLE);
      await page.evaluate(() => {
        const main = document.querySelector("main");
        const wide = document.createElement("p");
        wide.textContent = "w".repeat(99);
        wide.style.whiteSpace = "nowrap";
        wide.style.overflowWrap = "normal";
        wide.style.color = "#999";
        const small = document.createElement("div");
        const buttons = ["a", "b"].map((text) => {
          const button = document.createElement("button");
          button.textContent = text;
          return button;
        });
        const picture = document.createElement("img");
        picture.src = "/icon.svg";
        small.append(...buttons, picture);
        for (const button of small.querySelectorAll("button")) {
          button.style.display = "block";
          button.style.font = "8px/8px serif";
        }
        main?.append(wide, small);
      });
      expect(await width(page)).toBeGreaterThan(320);
      const found = (await violations(page)).join("\n");
      for (const rule of ["target-size", "image-alt", "color-contrast"]) {
        expect(found).toContain(`${rule}: `);
      }
    });
  });
});

async function withPage(pixels: number, visit: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: pixels, height: 844 } });
  try {
    await visit(page);
  } finally {
    await page.context().close();
  }
}
