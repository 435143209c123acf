import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { listen } from "../support/listen.ts";
import { type Home, makeHome, PROJECT, type RunningSite, startSite } from "../support/site.ts";
import { watch } from "./proof-watch.ts";
import { withReader } from "./support.ts";

/** Longer than a frame: the browser may paint after each piece. */
const PAUSE_MS = 25;

let home: Home;
let site: RunningSite;
let browser: Browser;
let slow: Server;
let slowUrl: string;

beforeAll(async () => {
  home = await makeHome();
  [site, browser] = await Promise.all([
    startSite(home, ["--content", `${PROJECT}content`]),
    sharedBrowser(),
  ]);
  slow = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(site.url + (request.url ?? "/"));
      const type = answer.headers.get("Content-Type") ?? "";
      response.writeHead(answer.status, { "Content-Type": type });
      if (!type.startsWith("text/html")) {
        response.end(Buffer.from(await answer.arrayBuffer()));
        return;
      }
      for (const piece of piecesOf(await answer.text())) {
        response.write(piece);
        await sleep(PAUSE_MS);
      }
      response.end();
    })();
  });
  slowUrl = await listen(slow);
});
afterAll(async () => {
  await browser.close();
  slow.close();
  await site.interrupt();
  await home.remove();
});

/** A page tag by tag, as far as its `main`; from there on ten tags at a time. */
function piecesOf(html: string): string[] {
  const [head = "", body = ""] = html.split(/(?=<body)/);
  const [masthead = "", main = ""] = body.split(/(?=<main)/);
  const tags = (text: string): string[] => text.split(/(?<=>)/);
  const rest = tags(main);
  const tens = Array.from({ length: Math.ceil(rest.length / 10) }, (_, n) =>
    rest.slice(n * 10, n * 10 + 10).join(""),
  );
  return [head, ...tags(masthead), ...tens];
}

it.each(
  ["/", "/articles/a-long-view-from-the-neva", "/polls/next-ten-years"].flatMap((path) =>
    [390, 1280].map((width) => ({ path, width })),
  ),
)("nothing moves while a page arrives: $path at $width px", async ({ path, width }) => {
  await withReader(browser, { viewport: { width, height: 800 } }, async (page) => {
    const watching = await watch(page, slowUrl);
    await watching.open(path);
    expect((await watching.trouble()).filter((line) => line.startsWith("layout"))).toEqual([]);
    const painted = await page.evaluate("performance.getEntriesByName('first-paint').length");
    expect(painted).toBe(1);
  });
});
