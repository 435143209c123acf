import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { listen } from "../support/listen.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, PROJECT, type RunningSite, startSite } from "../support/site.ts";
import { watch } from "./proof-watch.ts";
import { POLLS, withReader } from "./support.ts";

const ARTICLE = `---
title: An article with a poll
date: 2026-01-01
authors: [ann]
summary: It has a poll in it.
---

Before it.

::poll{id="plain"}
`;

let home: Home;
let site: RunningSite;
let sampleHome: Home;
let sample: RunningSite;
let browser: Browser;
let other: Server;
let otherUrl: string;

beforeAll(async () => {
  [home, sampleHome] = [await makeHome(), await makeHome()];
  const content = await writeContent(home.folder, {
    ...POLLS,
    "site.yaml": (POLLS["site.yaml"] ?? "").replace(
      "authors: []",
      "authors: [{ id: ann, name: Ann }]",
    ),
    "articles/with-a-poll.md": ARTICLE,
  });
  [site, sample, browser] = await Promise.all([
    startSite(home, ["--content", content]),
    startSite(sampleHome, ["--content", `${PROJECT}content`]),
    sharedBrowser(),
  ]);
  // A page that lets nothing in that does not say that it may be used.
  other = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Cross-Origin-Embedder-Policy", "credentialless");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.end(
      `<!doctype html><title>Another site</title><iframe src="${site.url}/embed/polls/plain" credentialless></iframe><img src="${site.url}/polls/plain/results.svg"><script src="${site.url}/embed.js"></script><script src="${site.url}/poll.js"></script>`,
    );
  });
  otherUrl = `${await listen(other)}/`;
});
afterAll(async () => {
  await browser.close();
  other.close();
  await Promise.all([site.interrupt(), sample.interrupt()]);
  await Promise.all([home.remove(), sampleHome.remove()]);
});

const PATHS = [
  "/",
  "/articles/a-long-view-from-the-neva",
  "/articles/a-turn-to-the-east-needs-goods",
  "/polls",
  "/polls/next-ten-years",
  "/polls/aims-of-sanctions",
  "/embed/polls/next-ten-years",
  "/polls/trade-with-asia/results.json",
  "/for/business",
  "/authors/vera-lindqvist",
  "/archive",
  "/search?q=railway",
  "/about",
  "/feed.xml",
  "/nowhere",
  "/health",
];

it.each(PATHS)("no page breaks its policy: %s", async (path) => {
  await withReader(browser, {}, async (page) => {
    const watching = await watch(page, sample.url);
    await watching.open(path);
    const trouble = await watching.trouble();
    // That a missing page is answered with 404 is what is meant.
    expect(trouble.filter((line) => !/status of 404/.test(line))).toEqual([]);
  });
});

it.each(["/polls/trade-with-asia/results.svg", "/icon.svg"])(
  "no page breaks its policy: %s, which no script may run in",
  async (path) => {
    // Chromium writes what a policy refuses to the console, where withReader finds it.
    await withReader(browser, {}, async (page) => {
      const response = await page.goto(sample.url + path);
      expect(response?.status()).toBe(200);
      await page.screenshot();
    });
  },
);

/** Sends a ballot with the script on, and reads what is shown. */
async function voteIn(page: Page, at: string): Promise<void> {
  await page.goto(at);
  await page.getByRole("radio", { name: "The first" }).check();
  await page.getByRole("button", { name: "Vote" }).click();
  await page.locator(".receipt").waitFor();
}

it.each(["/polls/plain", "/articles/with-a-poll", "/embed/polls/plain"])(
  "a ballot is taken from every page that has one: %s",
  async (path) => {
    await withReader(browser, {}, async (page) => {
      const watching = await watch(page, site.url);
      await voteIn(page, site.url + path);
      expect((await watching.trouble()).filter((line) => line.startsWith("policy"))).toEqual([]);
    });
  },
);

/** What is tried in a page by a script that has come in somehow; how the browser answers. */
const SINKS: [what: string, attempt: string][] = [
  ["innerHTML", "document.body.innerHTML = '<p>x</p>'"],
  ["outerHTML", "document.querySelector('h1, h2').outerHTML = '<p>x</p>'"],
  ["insertAdjacentHTML", "document.body.insertAdjacentHTML('beforeend', '<p>x</p>')"],
  ["document.write", "document.write('<p>x</p>')"],
  ["srcdoc", "document.createElement('iframe').srcdoc = '<p>x</p>'"],
  ["DOMParser", "new DOMParser().parseFromString('<p>x</p>', 'text/html')"],
  ["a script's src", "document.createElement('script').src = '/poll.js'"],
  ["a script's text", "document.createElement('script').text = '1'"],
  ["an event handler's text", "document.body.setAttribute('onclick', '1')"],
  ["a timer's text", "setTimeout('globalThis.ran = true')"],
  ["a second policy", "trustedTypes.createPolicy('poll', { createHTML: (x) => x })"],
  ["another policy", "trustedTypes.createPolicy('mine', { createHTML: (x) => x })"],
  ["a policy for all", "trustedTypes.createPolicy('default', { createHTML: (x) => x })"],
];

describe("text is no markup and no script", () => {
  it.each(SINKS)("by %s", async (_, attempt) => {
    await withReader(
      browser,
      {},
      async (page) => {
        for (const path of ["/polls/plain", "/embed/polls/plain"]) {
          await page.goto(site.url + path);
          await page.waitForLoadState("networkidle");
          const outcome = await page.evaluate(
            `try { ${attempt}; "done" } catch (error) { error.name }`,
          );
          expect(["TypeError", "EvalError", "NotAllowedError"]).toContain(outcome);
        }
      },
      /./,
    );
  });

  it("and no script runs that stands in a page, or comes from elsewhere", async () => {
    await withReader(
      browser,
      {},
      async (page) => {
        await page.goto(`${site.url}/polls/plain`);
        const ran = await page.evaluate(async (from) => {
          const scripts = [document.createElement("script"), document.createElement("script")];
          const trusted = Reflect.get(globalThis, "trustedTypes") as unknown;
          const [inline, foreign] = scripts;
          inline?.append("globalThis.ran = true");
          try {
            if (foreign) foreign.src = from;
          } catch {
            // Refused before it is even asked for.
          }
          document.body.append(...scripts);
          await new Promise((done) => setTimeout(done, 200));
          return [typeof trusted, Reflect.get(globalThis, "ran") as unknown];
        }, `${otherUrl}x.js`);
        expect(ran).toEqual(["object", undefined]);
      },
      /./,
    );
  });
});

it("a page that is isolated shows the poll of another site, and may not have what is not for it", async () => {
  await withReader(
    browser,
    {},
    async (page) => {
      const failed: string[] = [];
      page.on("requestfailed", (request) => failed.push(new URL(request.url()).pathname));
      await page.goto(otherUrl);
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
      const frame = page.frames().find((one) => one.url().includes("/embed/"));
      expect(await frame?.locator(".poll").count()).toBe(1);
      expect(
        await page.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).toBeGreaterThan(0);
      expect(failed).toEqual(["/poll.js"]);
    },
    /./,
  );
});
