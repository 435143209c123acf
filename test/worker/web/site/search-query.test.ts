import { beforeAll, describe, expect, it } from "vitest";
import { links, select } from "./read-markup.ts";
import { find, searchPath } from "./search-support.ts";
import {
  article,
  ask,
  faultyD1,
  forgetAll,
  noting,
  page,
  publishSite,
} from "../../support/site.ts";

/** More than a search ranks. */
const MANY = 230;

beforeAll(async () => {
  await publishSite({
    articles: [
      article("old-title", { title: "Wheat of old", date: "1999-01-01" }, "Nothing else."),
      article("old-summary", { summary: "About wheat.", date: "1998-01-01" }, "Nothing else."),
      article("old-text", { date: "1997-01-01" }, "Wheat, wheat, wheat."),
      article("draft", { draft: true, title: "Wheat" }),
      article("later", { publishAt: "2090-01-01", date: "2090-01-01", title: "Wheat" }),
    ],
  });
  await publishSite({ articles: [article("quince", {}, "A quince.")] });
  await publishSite({
    articles: Array.from({ length: 23 }, (_, n) => article(`many-${n}`, {}, `Turnip number${n}.`)),
  });
  for (let from = 0; from < MANY; from += 23) {
    const articles = Array.from({ length: 23 }, (_, i) => {
      const date = new Date(Date.UTC(2020, 0, 1 + from + i)).toISOString();
      // Not in the title: the test says what is.
      const meta = { date, title: "A title" };
      return article(`wheat-${from + i}`, meta, `A paragraph of wheat, number${from + i}.`);
    });
    await publishSite({ articles });
  }
});

describe("a word in more articles than are ranked", () => {
  it("shows those with it in title or summary first, then the newest of the others", async () => {
    const first = await find("wheat");
    expect(first.slice(0, 2)).toEqual(["old-title", "old-summary"]);
    const pages = [first];
    for (let n = 2; n <= 20; n += 1) pages.push(await find("wheat", `&page=${n}`));
    const all = pages.flat();
    expect([all.length, new Set(all).size]).toEqual([200, 200]);
    const newest = Array.from({ length: 198 }, (_, n) => `wheat-${MANY - 1 - n}`);
    expect(all.slice(2).toSorted()).toEqual(newest.toSorted());
    expect((await ask(searchPath("wheat", "&page=21"))).status).toBe(404);
    expect((await ask(searchPath("wheat", "&page=999999"))).status).toBe(404);
  });

  it("says that there are more", async () => {
    const html = await page(searchPath("wheat"));
    expect((await select(html, ".search-count")).map((p) => p.text)).toEqual([
      "More than 200 articles. These fit best:",
    ]);
    const [robots] = await select(html, "meta[name=robots]");
    expect(robots?.attributes["content"]).toBe("noindex");
    expect(await links(html)).toContain("/search?q=wheat&amp;page=2");
  });

  it("is found in any of them with a word that fewer have, however old they are", async () => {
    expect(await find("wheat number0")).toEqual(["wheat-0"]);
    expect(await find("wheat -paragraph")).toEqual(["old-title", "old-summary", "old-text"]);
  });
});

describe("a query", () => {
  it.each([
    ["/search?q=", "/search"],
    ["/search?q=%20%00", "/search"],
    ["/search?utm_source=mail", "/search"],
    ["/search?q=turnip%20number1", "/search?q=turnip+number1"],
    ["/search?q=++turnip+%0A+number1+", "/search?q=turnip+number1"],
    ["/search?q=turnip&page=1", "/search?q=turnip"],
    ["/search?page=2&q=turnip", "/search?q=turnip&page=2"],
    ["/search?q=turnip&page=2&page=3", "/search?q=turnip&page=2"],
    ["/search?q=turnip&q=quince", "/search?q=turnip"],
    ["/search?q=turnip&fbclid=1", "/search?q=turnip"],
    ["/search?q=caf%65%CC%81", "/search?q=caf%C3%A9"],
    [`/search?q=${"a".repeat(500)}`, `/search?q=${"a".repeat(400)}`],
    [
      `/search?q=${"\u0958".repeat(300)}`,
      `/search?q=${encodeURIComponent("\u0915\u093C".repeat(200))}`,
    ],
  ])("has one address: %s leads to %s, without asking D1", async (from, to) => {
    const calls: string[] = [];
    const response = await ask(from, {}, { DB: faultyD1(noting(calls)) });
    expect([response.status, response.headers.get("Location")]).toEqual([301, to]);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(calls).toEqual([]);
    expect((await ask(to)).status).toBe(200);
  });

  it("is ranked once for all its pages, however it is written, within some seconds", async () => {
    forgetAll();
    const calls: string[] = [];
    const DB = faultyD1(noting(calls));
    const ranking = () => calls.filter((call) => call.includes("bm25")).length;
    for (const query of ["turnip", "Turnip", "TURNIP"]) {
      for (const more of ["", "&page=2", "&page=3"]) {
        expect((await ask(searchPath(query, more), {}, { DB })).status).toBe(200);
      }
    }
    expect(ranking()).toBe(1);
  });

  it("that D1 must answer is limited for each network; one that is known is not", async () => {
    forgetAll();
    const keys: string[] = [];
    const limit = async ({ key }: RateLimitOptions) => ({ success: keys.push(key) <= 1 });
    const from = (address: string, query: string, Accept = "text/html") =>
      ask(
        searchPath(query),
        { headers: { "CF-Connecting-IP": address, Accept } },
        { WORK_LIMIT: { limit } },
      );
    expect((await from("192.0.2.7", "turnip")).status).toBe(200);
    const refused = await from("192.0.2.8", "quince");
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "60"]);
    expect(refused.headers.get("Cache-Control")).toBe("no-store");
    expect(await refused.text()).toContain("Too many requests");
    const program = await from("2001:db8::1", "quince", "application/json");
    expect(await program.json()).toMatchObject({
      type: "urn:hustings:problem:too-many",
      status: 429,
    });
    expect(keys).toEqual([
      "search 192.0.2.0/24",
      "search 192.0.2.0/24",
      "search 2001:db8:0:0::/64",
    ]);
    // Known, empty, or without a word: D1 has nothing to search for.
    for (const query of ["turnip", "", "***"]) {
      expect((await from("192.0.2.8", query)).status, query).toBe(200);
    }
    // The developer's own machine.
    expect((await from("127.0.0.1", "quince")).status).toBe(200);
    expect(keys).toHaveLength(3);
  });
});
