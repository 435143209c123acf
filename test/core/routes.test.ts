import { describe, expect, it } from "vitest";
import { matchPage, PAGE_ROUTES } from "../../src/core/routes.ts";

describe("the address of a page", () => {
  it.each([
    ["/", "home", "", 1, null, "/"],
    ["/page/2", "home", "", 2, null, "/"],
    ["/rss.xml", "home", "", 1, "rss.xml", "/"],
    ["/polls", "polls", "", 1, null, "/polls"],
    ["/polls/page/12", "polls", "", 12, null, "/polls"],
    ["/articles/a-b", "article", "a-b", 1, null, "/articles/a-b"],
    ["/articles/a-b.md", "markdown", "a-b", 1, null, "/articles/a-b.md"],
    ["/for/students/page/3", "audience", "students", 3, null, "/for/students"],
    ["/tags/trade/feed.json", "tag", "trade", 1, "feed.json", "/tags/trade"],
    ["/authors/ann", "author", "ann", 1, null, "/authors/ann"],
    ["/archive", "archive", "", 1, null, "/archive"],
    ["/archive/2026/page/2", "year", "2026", 2, null, "/archive/2026"],
    ["/sitemap-news.xml", "news", "", 1, null, "/sitemap-news.xml"],
    ["/about", "plainPage", "about", 1, null, "/about"],
  ])("%s is taken apart", (path, kind, name, page, feed, base) => {
    expect(matchPage(path)).toEqual({ kind, name, page, feed, base });
  });

  it.each([
    "",
    "/page/1",
    "/page/02",
    "/page/10000",
    "/tags/Trade",
    "/tags/trade/",
    "/archive/feed.xml",
    "/archive/2026/feed.xml",
    "/archive/0999",
    "/tags/trade/feedxxml",
    "/articles/a.txt",
    "/articles/a%2eb",
    "/a/b",
  ])("is never %s", (path) => {
    expect(matchPage(path)).toBeNull();
  });

  it("stands once in the table", () => {
    const paths = PAGE_ROUTES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
