import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { unfold, violations } from "./proof-axe.ts";
import { POLLS, withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, POLLS);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

const STATES: [name: string, path: string, act: (page: Page) => Promise<void>][] = [
  ["before the vote", "/polls/ranked", async (page) => page.locator("[data-movable]").waitFor()],
  [
    "with an error",
    "/polls/several",
    async (page) => {
      for (const box of await page.getByRole("checkbox").all()) await box.check();
      await page.getByRole("button", { name: "Vote" }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
  [
    "after the vote",
    "/polls/ranked",
    async (page) => {
      await page.getByRole("button", { name: "Move The pear up" }).click();
      await page.getByRole("button", { name: "Move The plum up" }).click();
      await page.getByRole("button", { name: "Vote", exact: true }).click();
      await page.locator(".receipt").waitFor();
    },
  ],
  ["closed", "/polls/closed", async () => undefined],
  ["upcoming", "/polls/soon", async () => undefined],
  ["for the invited", "/polls/invited", async () => undefined],
  ["with numbers after the vote", "/polls/after", async () => undefined],
  ["embedded", "/embed/polls/plain", async () => undefined],
];

describe.each([
  { colorScheme: "light", width: 390 },
  { colorScheme: "dark", width: 1280 },
] as const)("axe, $colorScheme, $width px", ({ colorScheme, width }) => {
  it.each(STATES)("reports nothing on a poll %s", async (_, path, act) => {
    const options = {
      colorScheme,
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    } as const;
    await withReader(browser, options, async (page) => {
      await page.goto(site.url + path);
      await act(page);
      await unfold(page);
      expect(await violations(page)).toEqual([]);
    });
  });
});

it("axe sees what is wrong with a page", async () => {
  await withReader(browser, {}, async (page) => {
    await page.goto(`${site.url}/polls/plain`);
    await page
      .locator("input[type=radio]")
      .first()
      .evaluate((input) => {
        document.body.append(input);
      });
    expect((await violations(page)).join()).toContain("label");
  });
});

it("an error is described where it is, and has the focus", async () => {
  await withReader(browser, {}, async (page) => {
    await page.goto(`${site.url}/polls/several`);
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await page.getByRole("button", { name: "Vote" }).click();
    await page.getByRole("alert").waitFor();
    const group = page.getByRole("group", { name: /Which two/ });
    expect(await group.getAttribute("aria-describedby")).toContain("poll-several-error");
    expect(await page.locator("#poll-several-error").innerText()).toContain(
      "question 1 takes at most 2",
    );
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("q.q");
  });
});

it("what a reader presses is at least 44 pixels high", async () => {
  await withReader(browser, { viewport: { width: 390, height: 900 } }, async (page) => {
    for (const poll of ["ranked", "several", "after", "invited"]) {
      await page.goto(`${site.url}/polls/${poll}`);
      const small = await page
        .locator(
          ".ballot .option, .poll button, .poll select, .poll summary, .poll input[type=text]",
        )
        .evaluateAll((elements) =>
          elements
            .filter((element) => element.getBoundingClientRect().height < 44)
            .map((element) => element.outerHTML.slice(0, 80)),
        );
      expect(small).toEqual([]);
    }
  });
});

it.each([
  { name: "at 200 % of 640 pixels", viewport: { width: 320, height: 480 } },
  { name: "on a phone", viewport: { width: 390, height: 800 } },
])("nothing is wider than the page $name", async ({ viewport }) => {
  await withReader(browser, { viewport }, async (page) => {
    for (const path of [
      "/polls/ranked",
      "/polls/invited",
      "/polls/closed",
      "/embed/polls/ranked",
    ]) {
      await page.goto(site.url + path);
      await unfold(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    }
  });
});

it("bars and choices can be seen in forced colours", async () => {
  await withReader(browser, { forcedColors: "active" }, async (page) => {
    await page.goto(`${site.url}/polls/closed`);
    const [bar, back] = await page
      .locator(".bar")
      .first()
      .evaluate((svg) => {
        const { fill, backgroundColor } = getComputedStyle(svg);
        return [fill, backgroundColor];
      });
    expect(bar).not.toBe(back);
  });
});

it("numbers move without motion where the reader asks for that", async () => {
  await withReader(browser, { reducedMotion: "reduce" }, async (page) => {
    await page.goto(`${site.url}/polls/closed`);
    const duration = await page
      .locator(".bar rect")
      .first()
      .evaluate((rect) => getComputedStyle(rect).transitionDuration);
    expect(duration).toBe("0s");
  });
});

it("a hidden tab asks for no numbers, and one that is shown again does", async () => {
  await withReader(browser, {}, async (page) => {
    let asked = 0;
    await page.route("**/results.json", async (route) => {
      asked += 1;
      await route.continue();
    });
    const hide = (hidden: boolean): Promise<void> =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { value, configurable: true });
      }, hidden);
    await page.goto(`${site.url}/polls/plain`);
    await hide(true);
    await page.waitForTimeout(6000);
    expect(asked).toBe(0);
    await hide(false);
    await page.waitForTimeout(6000);
    expect(asked).toBe(1);
  });
});
