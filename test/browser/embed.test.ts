import { createServer, type Server } from "node:http";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { listen } from "../support/listen.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { POLLS, withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;
let other: Server;
let otherUrl: string;
let snippet: string;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, POLLS);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
  const oembed = await fetch(`${site.url}/oembed?url=${site.url}/polls/plain&maxwidth=480`);
  snippet = ((await oembed.json()) as { html: string }).html;
  other = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Another site</title><h1>Another site</h1>${snippet}`);
  });
  // Another host, so another site, than localhost.
  otherUrl = `${await listen(other)}/`;
});
afterAll(async () => {
  await browser.close();
  other.close();
  await site.interrupt();
  await home.remove();
});

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector("iframe");
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the frame has no content");
  await frame.waitForSelector(".poll");
  return frame;
}

async function votes(): Promise<number> {
  const response = await fetch(`${site.url}/polls/plain/results.json`);
  return ((await response.json()) as { votes: number }).votes;
}

it.each([true, false])(
  "a reader votes in a frame in another site's page, once (JavaScript: %s)",
  async (javaScriptEnabled) => {
    await withReader(browser, { javaScriptEnabled }, async (page, context) => {
      const before = await votes();
      await page.goto(otherUrl);
      const frame = await frameOf(page);
      await frame.getByRole("radio", { name: "The first" }).check();
      await frame.getByRole("button", { name: "Vote" }).click();
      await frame.waitForSelector(".receipt");
      expect(await votes()).toBe(before + 1);
      expect(page.url()).toBe(otherUrl);

      // The cookie is for this pair of sites alone.
      const [cookie] = (await context.cookies(site.url)).filter(({ name }) => /voter/.test(name));
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: "None" });
      expect(cookie?.partitionKey).toBe("http://127.0.0.1");

      await page.reload();
      const again = await frameOf(page);
      expect(await again.locator(".receipt").count()).toBe(1);
      expect(await again.locator("form").count()).toBe(0);
    });
  },
);

it("the frame has the height of what is in it, before and after the vote", async () => {
  await withReader(browser, { viewport: { width: 390, height: 800 } }, async (page) => {
    await page.goto(otherUrl);
    const frame = await frameOf(page);
    const fits = async (): Promise<void> => {
      const heights = async (): Promise<[number, number]> => [
        await page.locator("iframe").evaluate((element) => element.clientHeight),
        await frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height)),
      ];
      await expect
        .poll(async () => {
          const [outside, inside] = await heights();
          return outside - inside;
        })
        .toBe(0);
      expect(await frame.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        await page.locator("iframe").evaluate((element) => element.clientWidth),
      );
    };
    await fits();
    await frame.getByRole("radio", { name: "The second" }).check();
    await frame.getByRole("button", { name: "Vote" }).click();
    await frame.waitForSelector(".receipt");
    await fits();
    await frame.getByText("How this poll was made").click();
    await fits();
  });
});

it("the frame takes no messages' word from another origin for its height", async () => {
  await withReader(browser, {}, async (page) => {
    await page.goto(otherUrl);
    await frameOf(page);
    const height = await page.locator("iframe").evaluate((element) => element.clientHeight);
    await page.evaluate(() => window.postMessage({ hustings: "height", height: 9 }, "*"));
    await page.waitForTimeout(200);
    expect(await page.locator("iframe").evaluate((element) => element.clientHeight)).toBe(height);
  });
});

it("the poll's page tells where its frame is, as oEmbed has it", async () => {
  const page = await (await fetch(`${site.url}/polls/plain`)).text();
  const href = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(
    page,
  )?.[1];
  const answer = await fetch((href ?? "").replaceAll("&amp;", "&"));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    version: "1.0",
    type: "rich",
    provider_name: "The Test",
  });
});
