import { beforeAll, describe, expect, it } from "vitest";
import { startAnew } from "../../publish/publish-state.ts";
import { article, ask, publishSite, send } from "../../support/site.ts";
import { leadsTo } from "./editorial-support.ts";

beforeAll(async () => {
  await startAnew();
  await publishSite({ articles: [article("here", { tags: ["trade"] })] });
  await send("PUT", "/redirects", {
    redirects: [
      { from: "/2019/привет-мир/", to: "/articles/here" },
      { from: "/%d1%81%d1%82", to: "/архив?в=1#г" },
      { from: "/~user/page", to: "https://пример.рф/путь" },
      { from: "/a(b)", to: "/größe" },
      { from: "/tag/c%2B%2B", to: "/tags/trade" },
      { from: "/latin/caf%E9", to: "/archive" },
      { from: "/old/feed", to: "/feed.json" },
    ],
  });
});

describe("a redirect", () => {
  it.each([
    ["/2019/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82-%D0%BC%D0%B8%D1%80", "/articles/here"],
    ["/2019/%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82-%d0%bc%d0%b8%d1%80/", "/articles/here"],
    ["/2019//%d0%BF%d1%80%d0%b8%d0%b2%d0%b5%d1%82%2D%d0%bc%d0%b8%d1%80", "/articles/here"],
    ["/%D1%81%d1%82", "/%D0%B0%D1%80%D1%85%D0%B8%D0%B2?%D0%B2=1#%D0%B3"],
    ["/%7Euser/page", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"],
    ["/%7euser/./page/", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"],
    ["/a%28b%29", "/gr%C3%B6%C3%9Fe"],
    ["/tag/c++/", "/tags/trade"],
    ["/latin/caf%e9", "/archive"],
    ["/old/feed/", "/feed.json"],
  ])("is found in one step by every spelling of its address: %s", async (path, to) => {
    expect(await leadsTo(path)).toEqual([301, to]);
  });

  it.each(["/tag/c%20%20", "/2019%2F%d0%bf%d1%80", "/latin/caf%C3%A9"])(
    "is not found by another address: %s",
    async (path) => {
      expect(await leadsTo(path)).toEqual([404, null]);
    },
  );
});

describe("a page", () => {
  it.each([
    "/%61rticles/h%65re",
    "/articles/%68ere",
    "/articles/here%2Emd",
    "/%61rchive",
    "/feed%2exml",
  ])("is served by every percent-encoding of its address: %s", async (path) => {
    expect(await leadsTo(path)).toEqual([200, null]);
  });

  it.each([
    ["/articles/here/", "/articles/here"],
    ["/articles//here", "/articles/here"],
    ["//articles/%68ere//", "/articles/here"],
    ["/tags/trade/?a=b", "/tags/trade?a=b"],
    ["/archive/", "/archive"],
    ["/search/?q=x", "/search?q=x"],
    ["/polls/", "/polls"],
    ["/feed.xml/", "/feed.xml"],
  ])("is one step away where slashes are too many: %s", async (path, to) => {
    expect(await leadsTo(path)).toEqual([301, to]);
  });

  it("is looked for on this site only", async () => {
    for (const path of [
      "//evil.test/articles/here",
      "//evil.test/%2e%2e",
      "/\\evil.test/",
      "///evil.test/archive/",
    ]) {
      const [status, to] = await leadsTo(path);
      expect([404, 301], path).toContain(status);
      expect(to ?? "/", path).toMatch(/^\/(?!\/)/);
    }
  });
});

describe("a feed", () => {
  it.each([
    ["/feed", "/feed.xml"],
    ["/feed/", "/feed.xml"],
    ["/atom.xml", "/feed.xml"],
    ["/index.xml", "/feed.xml"],
    ["/rss", "/rss.xml"],
    ["/rss/", "/rss.xml"],
    ["/feed/rss2/", "/rss.xml"],
    ["/feed/json", "/feed.json"],
    ["/tags/trade/feed/", "/tags/trade/feed.xml"],
    ["/tags/trade/rss", "/tags/trade/rss.xml"],
  ])("is found by its usual names: %s", async (path, to) => {
    expect(await leadsTo(path)).toEqual([301, to]);
    expect((await ask(to)).status).toBe(200);
  });

  it.each(["/tags/nothing/feed", "/articles/here/feed", "/polls/feed/x", "/feed/nothing"])(
    "is not found where there is none: %s",
    async (path) => {
      expect(await leadsTo(path)).toEqual([404, null]);
    },
  );
});

describe("an address that is malformed", () => {
  const MALFORMED = [
    "%",
    "%zz",
    "%E9",
    "%c0%ae",
    "%ed%a0%80",
    "%00",
    "%0d%0aSet-Cookie:x",
    "%F0%9F",
  ];
  const BELOW = [
    "/",
    "/articles/",
    "/articles/here/",
    "/tags/",
    "/polls/",
    "/embed/polls/",
    "/images/",
    "/2019/",
  ];

  it.each(BELOW)("is not found, and no failure: below %s", async (base) => {
    for (const name of MALFORMED) {
      for (const path of [base + name, `${base}${name}/`, `${base}${name}/results.json`]) {
        const response = await ask(path);
        expect([400, 404], `${path}: ${response.status}`).toContain(response.status);
      }
    }
  });

  it("in a query is a page", async () => {
    expect((await ask("/search?q=%25")).status).toBe(200);
    // To the one address of this search.
    expect((await ask("/search?q=%")).headers.get("Location")).toBe("/search?q=%25");
    expect((await ask("/archive?%zz=%E9")).status).toBe(200);
  });
});
