import type { Browser, Page } from "playwright-core";
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
  const content = await writeContent(home.folder, SMALL);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

const paper = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

it("a reader's choice of dark is kept, and is there before any script is loaded", async () => {
  await withReader(
    browser,
    { colorScheme: "light" },
    async (page) => {
      await page.goto(`${site.url}/`);
      const light = await paper(page);
      await page.getByRole("button", { name: "Dark colours" }).click();
      const dark = await paper(page);
      expect(dark).not.toBe(light);
      expect(await page.getByRole("button", { name: "Light colours" }).count()).toBe(1);
      await page.route("**/*.js", (route) => route.abort());
      await page.goto(`${site.url}/articles/one`);
      expect(await paper(page)).toBe(dark);
      await page.unroute("**/*.js");
      await page.reload();
      await page.getByRole("button", { name: "Light colours" }).click();
      expect(await paper(page)).toBe(light);
      // What the system says need not be remembered.
      expect(await page.evaluate(() => localStorage.getItem("theme"))).toBeNull();
    },
    /ERR_FAILED/,
  );
});

it("a page follows the system where the reader has chosen nothing, and without JavaScript", async () => {
  const seen = new Set<string>();
  for (const colorScheme of ["light", "dark"] as const) {
    await withReader(browser, { colorScheme, javaScriptEnabled: false }, async (page) => {
      await page.goto(`${site.url}/`);
      expect(await page.locator(".theme").isVisible()).toBe(false);
      seen.add(
        await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor),
      );
    });
  }
  expect(seen.size).toBe(2);
});

it("an article is shared by links without a script, and by the browser's own ways with it", async () => {
  await withReader(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site.url}/articles/one`);
    const share = page.getByRole("navigation", { name: "Share this article" });
    const links = await share
      .getByRole("link")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    expect(links.length).toBeGreaterThan(5);
    const address = encodeURIComponent(`${site.url}/articles/one`);
    expect(links.filter((href) => !href?.includes(address))).toEqual([]);
    expect(await share.getByRole("button").count()).toBe(0);
  });
  await withReader(
    browser,
    { permissions: ["clipboard-read", "clipboard-write"] },
    async (page) => {
      const shared: unknown[] = [];
      await page.exposeFunction("noteShare", (data: unknown) => shared.push(data));
      await page.addInitScript(
        "navigator.share = async (data) => { await window.noteShare(data); };",
      );
      await page.goto(`${site.url}/articles/one`);
      const url = `${site.url}/articles/one`;
      await page.getByRole("button", { name: "Share…" }).click();
      await expect.poll(() => shared).toEqual([{ url, title: "The only article" }]);
      await page.getByRole("button", { name: "Copy link" }).click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    },
  );
});
