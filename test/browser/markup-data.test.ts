import { request } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import type { RunningSite } from "../support/site.ts";
import { ELSEWHERE, TEXTS } from "../support/xss-corpus.ts";
import { type Marked, startMarked } from "./markup-site.ts";
import { Looker } from "./markup-support.ts";

let browser: Browser;
let marked: Marked;
let site: RunningSite;

beforeAll(async () => {
  [marked, browser] = await Promise.all([startMarked(), sharedBrowser()]);
  ({ site } = marked);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await marked.stop();
});

const XML = ["/feed.xml", "/rss.xml", "/for/g0/feed.xml", "/polls/p0/results.svg"];

describe("what programs read", () => {
  it("is well-formed, whatever the texts are", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const path of XML) {
      const text = await (await fetch(site.url + path)).text();
      const error = await page.evaluate((xml) => {
        const found = new DOMParser().parseFromString(xml, "text/xml").querySelector("parsererror");
        return found?.textContent ?? null;
      }, text);
      expect([path, error]).toEqual([path, null]);
      expect(text).toContain("xss()");
    }
    await context.close();
  });

  it("runs nothing where it is opened", async () => {
    const looker = await Looker.open(browser, site.url, new Set());
    const texts = [
      "/articles/x-0.md",
      "/polls/p0/results.json",
      "/polls/p0/codebook.txt",
      "/feed.json",
    ];
    for (const path of [...XML, ...texts]) {
      await looker.page.goto(site.url + path);
      expect([path, await looker.doings()]).toEqual([path, []]);
    }
    await looker.close();
  });

  it("has no markup in feeds but that of articles", async () => {
    const feed = (await (await fetch(`${site.url}/feed.json`)).json()) as {
      items: { content_html: string }[];
    };
    const { html } = (await (
      await fetch(`${site.url}/oembed?url=${encodeURIComponent(`${site.url}/polls/p0`)}`)
    ).json()) as { html: string };
    expect(feed.items.length).toBeGreaterThan(10);
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const content of feed.items.map((item) => item.content_html)) {
      const kinds = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, "text/html");
        return [...parsed.body.querySelectorAll("*")].flatMap((element) => [
          element.tagName,
          ...[...element.attributes].map(
            ({ name, value }) =>
              `${name}=${name.startsWith("on") || /^\s*(?:java|vb)script:|^data:/i.test(value) ? value : ""}`,
          ),
        ]);
      }, content);
      expect(
        kinds.filter((kind) =>
          /^(?:SCRIPT|IFRAME|OBJECT|EMBED|FORM|INPUT|BASE|META|LINK|STYLE|SVG|MATH)$/.test(kind),
        ),
      ).toEqual([]);
      expect(kinds.filter((kind) => /^on|=./.test(kind))).toEqual([]);
    }
    expect(html).toMatch(
      /^<iframe(?: [a-z]+="[^"<]*")+><\/iframe>\n<script src="[^"<]*" async><\/script>$/,
    );
    await context.close();
  });

  it("JSON-LD is JSON, and says what the article is called", async () => {
    for (const [i, text] of TEXTS.entries()) {
      const page = await (await fetch(`${site.url}/articles/x-${i}`)).text();
      const blocks = [...page.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g)];
      expect(blocks.length).toBeGreaterThan(0);
      const all = blocks.map(([, json = ""]) => JSON.parse(json) as unknown);
      expect(JSON.stringify(all)).toContain(JSON.stringify(text.trim()).slice(1, -1));
    }
  });
});

it("Markdown that can't be published is told by file", () => {
  const outside = marked.refused.filter((file) => !/^articles\/m-\d+\.md$/.test(file));
  expect(outside).toEqual([]);
  expect(marked.refused.length).toBeLessThan(20);
});

/** The answer to a request whose path is sent as it is. */
async function rawly(
  method: string,
  path: string,
  body = "",
): Promise<{ status: number; location: string }> {
  const { hostname, port } = new URL(site.url);
  const headers = {
    Origin: site.url,
    Cookie: `__Host-voter=${"A".repeat(22)}`,
    "Content-Type": "application/x-www-form-urlencoded",
  };
  return new Promise((done, fail) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      response.resume();
      done({ status: response.statusCode ?? 0, location: response.headers.location ?? "" });
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

describe("nobody is led to another site", () => {
  const stays = (location: string): boolean => new URL(location, site.url).origin === site.url;

  it.each(ELSEWHERE)("by %j in a path, a query or a form", async (address) => {
    const encoded = encodeURIComponent(address);
    const ballot = `q.q=a&return=${encoded}&next=${encoded}&url=${encoded}&redirect=${encoded}`;
    const asked: [string, string, string][] = [
      ["POST", `/polls/p1/votes?return=${encoded}`, ballot],
      ["POST", `/embed/polls/p1/votes?return=${encoded}`, ballot],
      ["GET", `/polls/p1/votes?return=${encoded}`, ""],
      ["GET", `/polls/p1?return=${encoded}`, ""],
      ["GET", `/search?q=x&return=${encoded}`, ""],
      ["GET", `/oembed?url=${encoded}`, ""],
    ];
    // As it is, where a request can have it in its first line.
    if (!/[\s\u0080-\u{10ffff}]/u.test(address)) {
      const path = address.startsWith("/") ? address : `/${address}`;
      asked.push(
        ["GET", path, ""],
        ["GET", `${path}/`, ""],
        ["GET", `//${address}/`, ""],
        ["GET", `/articles/x-0/${address}/`, ""],
      );
    }
    for (const [method, path, body] of asked) {
      const { status, location } = await rawly(method, path, body);
      expect(status, path).toBeLessThan(500);
      expect(stays(location), `${path} leads to ${location}`).toBe(true);
    }
  });

  it("but where an editor has said so, to an address in which nothing is markup", async () => {
    const { status, location } = await rawly("GET", "/moved");
    expect([301, 302, 307, 308]).toContain(status);
    expect(location).toMatch(/^https:\/\/example\.org\//);
    expect(location).not.toMatch(/[<>"]/);
  });
});
