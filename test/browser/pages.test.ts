import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { SMALL, writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, {
    ...SMALL,
    "pages/about.md":
      "---\ntitle: About\nsummary: Who we are.\n---\n| a | b |\n| - | - |\n| 1 | 2 |\n",
  });
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

it("a reader goes from the foot of an article to a plain page and back to the front", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await withReader(browser, { javaScriptEnabled }, async (page) => {
      await page.goto(`${site.url}/articles/one`);
      await page.getByRole("contentinfo").getByRole("link", { name: "About" }).click();
      await page.waitForURL(`${site.url}/about`);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("About");
      expect(await page.locator("[aria-current=page]").textContent()).toBe("About");
      await page.getByRole("link", { name: "The Test" }).first().click();
      await page.waitForURL(`${site.url}/`);
    });
  }
});

it("votes of an audience are seen on its page and on the front page, at phone's width too", async () => {
  for (let voter = 0; voter < 5; voter += 1) {
    const response = await fetch(`${site.url}/polls/kill/votes`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": `reader-of-the-page-${voter}`,
      },
      body: JSON.stringify({ answers: { q: ["b"] }, audience: voter < 3 ? "business" : "other" }),
    });
    expect(response.status).toBe(201);
  }
  await withReader(browser, { viewport: { width: 320, height: 700 } }, async (page) => {
    await page.goto(`${site.url}/for/business`);
    const poll = page.getByRole("article").filter({ hasText: "Which one?" });
    await poll.getByText("5 (100%)").waitFor();
    await page.goto(`${site.url}/about`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(320);
    const leading = page.getByText("Leading: The second 100%");
    await expect
      .poll(
        async () => {
          await page.goto(`${site.url}/`);
          return leading.count();
        },
        { timeout: 10_000, interval: 500 },
      )
      .toBe(1);
    await leading.waitFor();
  });
});
