import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { links, parseXml, select, textOf, childrenOf } from "../web/site/read-markup.ts";
import { pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import { fresh, hrefs, listed, manyArticles, publishAll, statusOf } from "./pages-support.ts";
import { ORIGIN, publish, send, site } from "../support/site.ts";

const META = { audiences: ["business"], tags: ["trade"] };
/** Lists of all articles of these tests: those that are there without an article, and the others. */
const ALWAYS = ["/", "/for/business"];
const WITH_ARTICLES = ["/tags/trade", "/authors/ann", "/archive/2026"];
const LISTS = [...ALWAYS, ...WITH_ARTICLES];

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
});

function pageOf(list: string, n: number): string {
  if (n === 1) return list;
  return `${list === "/" ? "" : list}/page/${n}`;
}

describe("a list of no articles", () => {
  beforeEach(async () => {
    await publish();
  });

  it.each(ALWAYS)("%s is there, is empty and has no more pages", async (list) => {
    expect(await listed(list)).toEqual([]);
    expect(await select(await fresh(list), ".pager")).toEqual([]);
    expect(await statusOf(pageOf(list, 2))).toBe(404);
  });

  it.each(WITH_ARTICLES)("%s is not there", async (list) => {
    expect(await statusOf(list)).toBe(404);
    expect(await statusOf(pageOf(list, 2))).toBe(404);
  });

  it("leaves the archive, which leads to no lists", async () => {
    const found = await links(await fresh("/archive"));
    expect(found.filter((href) => /^\/(?:archive|tags|authors)\//.test(href))).toEqual([]);
  });
});

describe.each([
  [1, [1]],
  [20, [20]],
  [21, [20, 1]],
  [41, [20, 20, 1]],
])("a list of %i", (count, sizes) => {
  const articles = manyArticles(count, META);
  const slugs = articles.map(({ slug }) => slug);

  beforeEach(async () => {
    await publishAll(articles);
  });

  it("has each article once, the newest first, on pages of at most 20", async () => {
    for (const list of LISTS) {
      const pages: string[][] = [];
      for (const n of sizes.keys()) pages.push(await listed(pageOf(list, n + 1)));
      expect(
        pages.map((page) => page.length),
        list,
      ).toEqual(sizes);
      expect(pages.flat(), list).toEqual(slugs);
    }
  });

  it("has no page beyond its end, and none that is numbered otherwise", async () => {
    const wrong = [sizes.length + 1, 99, 9999, 10_000, "1", "0", "02", "-1", "2.0", "2e0", "x", ""];
    for (const list of LISTS) {
      const base = list === "/" ? "" : list;
      for (const n of wrong) {
        const path = `${base}/page/${n}`;
        expect(await statusOf(path), path).toBe(404);
      }
      expect(await statusOf(`${base}/page`)).toBe(404);
    }
  });

  it("says of each page its own address, and leads to the pages before and after it", async () => {
    for (const list of LISTS) {
      for (const n of sizes.keys()) {
        const html = await fresh(pageOf(list, n + 1));
        const path = pageOf(list, n + 1);
        expect(await hrefs(html, "link[rel=canonical]")).toEqual([ORIGIN + path]);
        expect(await hrefs(html, "a[rel=prev]"), path).toEqual(n === 0 ? [] : [pageOf(list, n)]);
        const last = n === sizes.length - 1;
        expect(await hrefs(html, "a[rel=next]"), path).toEqual(last ? [] : [pageOf(list, n + 2)]);
        const place = `Page ${n + 1} of ${sizes.length}`;
        const pagers = (await select(html, ".pager")).map(({ text }) => text.includes(place));
        expect(pagers, path).toEqual(sizes.length > 1 ? [true] : []);
      }
    }
  });

  it("has a title of its own on each page", async () => {
    const titles: string[] = [];
    for (const list of LISTS) {
      for (const n of sizes.keys()) {
        const [title] = await select(await fresh(pageOf(list, n + 1)), "title");
        titles.push(title?.text ?? "");
      }
    }
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("has every page in the site map, once", async () => {
    const urls = childrenOf(parseXml(await fresh("/sitemap.xml")), "url");
    const paths = urls.map((url) => textOf(url, "loc").slice(ORIGIN.length));
    expect(new Set(paths).size).toBe(paths.length);
    const expected = LISTS.flatMap((list) => sizes.map((_, n) => pageOf(list, n + 1)));
    expect(paths).toEqual(expect.arrayContaining(expected));
    expect(paths.filter((path) => /\/page\//.test(path))).toHaveLength(
      LISTS.length * (sizes.length - 1),
    );
  });
});

describe("a list that grows and shrinks", () => {
  afterEach(startAnew);

  it("has its second page with the 21st article, and loses it with it, also from KV", async () => {
    await publishAll(manyArticles(20, META));
    const second = LISTS.map((list) => pageOf(list, 2));
    for (const path of second) expect(await statusOf(path), path).toBe(404);
    await publishAll(manyArticles(21, META));
    for (const path of second) expect(await statusOf(path), path).toBe(200);
    const { deleted } = await publishNoting({ articles: ["n007"] });
    expect(deleted).toEqual(["/articles/n007"]);
    for (const path of second) expect(await statusOf(path), path).toBe(404);
    for (const path of second) expect((await pagesInKv()).has(path), path).toBe(false);
    for (const list of LISTS) expect(await listed(list)).toHaveLength(20);
  });

  it("puts what a reader asked for before the publish right, and takes away what is not to be", async () => {
    await publishAll(manyArticles(20, META));
    await send("POST", "/articles", { articles: manyArticles(21, META).slice(0, 1) });
    // Rendered from D1 for this reader, and put into KV.
    expect(await listed("/tags/trade/page/2")).toEqual(["n000"]);
    await publish({ articles: ["n000"] });
    expect(await statusOf("/tags/trade/page/2")).toBe(404);
    expect((await pagesInKv()).has("/tags/trade/page/2")).toBe(false);
  });
});
