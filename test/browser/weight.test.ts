import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";

/** What fits into the first flight of TCP packets: ten, as RFC 6928 has it, of 1,460 bytes. */
const ONE_FLIGHT = 14_600;
const SCRIPTS = 2048;

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

interface Fetched {
  type: string;
  url: string;
  /** Bytes of the body as they came over the wire. */
  bytes: number;
}

/** Everything that a first view fetches, with an empty cache. */
async function firstView(page: Page, path: string): Promise<Fetched[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const found = new Map<string, Fetched>();
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    // So far the headers: HTTP/2 makes little of them.
    found.set(requestId, { type, url: response.url, bytes: -response.encodedDataLength });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const fetched = found.get(requestId);
    if (fetched) fetched.bytes += encodedDataLength;
  });
  await page.goto(site.url + path, { waitUntil: "networkidle" });
  return [...found.values()];
}

function sum(fetched: readonly Fetched[], ...types: string[]): number {
  return fetched
    .filter(({ type }) => types.includes(type))
    .reduce((bytes, one) => bytes + one.bytes, 0);
}

it.each([
  ["with a poll that is closed", "/articles/a-long-view-from-the-neva"],
  ["with an open poll", "/articles/the-arctic-route-is-a-calendar"],
])("the first view of an article %s fits into one flight", async (_, path) => {
  const page = await browser.newPage();
  try {
    const fetched = await firstView(page, path);
    // It was seen at all: a page, its style within it, and scripts.
    expect(sum(fetched, "Document")).toBeGreaterThan(5000);
    expect(sum(fetched, "Script")).toBeGreaterThan(500);
    expect(sum(fetched, "Document", "Stylesheet", "Script", "Font")).toBeLessThan(ONE_FLIGHT);
    expect(sum(fetched, "Script")).toBeLessThan(SCRIPTS);
    expect(fetched.filter(({ url }) => new URL(url).origin !== site.url)).toEqual([]);
    const blocking = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => Reflect.get(entry, "renderBlockingStatus") !== "non-blocking")
        .map(({ name }) => name),
    );
    expect(blocking).toEqual([]);
  } finally {
    await page.close();
  }
});
