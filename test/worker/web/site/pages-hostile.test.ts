import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { select } from "./read-markup.ts";
import { pagesInKv, startAnew } from "../../publish/publish-state.ts";
import { fresh, manyArticles, put, statusOf } from "../../publish/pages-support.ts";
import {
  api,
  article,
  ask,
  faultyKv,
  forgetAll,
  noting,
  ORIGIN,
  problemsOf,
  publish,
  publishSite,
  putSite,
  quiet,
  site,
} from "../../support/site.ts";

const EVIL = `"'><img src=x onerror=alert(1)></title><script>alert(2)</script><!--slot polls-->&lt;`;
const PATHS = [
  "/",
  "/page/2",
  "/for/business",
  "/for/business/page/2",
  "/tags/trade",
  "/tags/trade/page/2",
  "/authors/ann",
  "/authors/ann/page/2",
  "/archive",
  "/archive/2026",
  "/archive/2026/page/2",
  "/articles/n003",
];

beforeAll(async () => {
  await startAnew();
  await putSite({
    name: `Name ${EVIL}`,
    tagline: `Tagline ${EVIL}`,
    audiences: [{ id: "business", name: `Audience ${EVIL}`, intro: `Intro ${EVIL}` }],
    authors: [{ id: "ann", name: `Ann ${EVIL}`, bio: `Bio ${EVIL}` }],
  });
  const meta = { audiences: ["business"], tags: ["trade"], summary: `Summary ${EVIL}` };
  await put(manyArticles(22, meta).map((one) => article(one.slug, { ...one.meta, title: EVIL })));
  await publish();
});

beforeEach(() => {
  forgetAll();
  quiet();
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("markup in titles, names and texts", () => {
  it.each(PATHS)("is text on %s", async (path) => {
    const html = await fresh(path);
    expect(await select(html, "img")).toEqual([]);
    const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
    const isData = ([, head = ""]: string[]): boolean => head.includes("application/ld+json");
    for (const [script] of scripts.filter((one) => !isData(one))) {
      expect(script).not.toContain("alert");
    }
    for (const [, , data] of scripts.filter(isData)) expect(data).not.toContain("<");
    expect(await select(html, "[onerror]")).toEqual([]);
    expect(html).not.toContain("<!--slot");
    expect(html).toContain("&lt;script&gt;alert(2)");
  });

  it("is said exactly, in headings, links and descriptions", async () => {
    const text = async (path: string, selector: string) =>
      (await select(await fresh(path), selector))[0];
    expect((await text("/authors/ann", "h1"))?.text).toBe(`Ann ${EVIL}`);
    expect((await text("/authors/ann", ".lead"))?.text).toBe(`Bio ${EVIL}`);
    expect((await text("/for/business", "h1"))?.text).toBe(`Audience ${EVIL}`);
    expect((await text("/tags/trade", ".teaser h2 a"))?.text).toBe(EVIL);
    expect((await text("/archive/2026", ".teaser .byline a"))?.text).toBe(`Ann ${EVIL}`);
    expect((await text("/archive", "a[href='/authors/ann']"))?.text).toBe(`Ann ${EVIL}`);
    expect((await text("/articles/n003", "a[rel=prev]"))?.text).toContain(EVIL);
    const description = await text("/for/business", "meta[name=description]");
    expect(description?.attributes["content"]?.replaceAll("&lt;", "<")).toContain("Intro ");
  });
});

describe("a path that no page can have", () => {
  it.each([
    "/tags/Trade",
    "/tags/TRADE",
    "/TAGS/trade",
    "/tags/trade%20",
    "/tags/trade%00",
    "/tags/trade%2F",
    "/tags/%252e%252e",
    "/tags/..%2f..%2fsite",
    "/tags/..%5c",
    "/tags/%E0%A4",
    "/tags/trade/2",
    "/tags/trade/page",
    "/tags/trade/page/2/3",
    "/tags/trade/page/２",
    "/tags/trade/page/99999999999999999999",
    "/tags/trade/page/1e1",
    "/tags/trade/page/2%0a",
    "/tags",
    "/authors",
    "/for",
    "/page",
    "/authors/ANN",
    "/authors/ben",
    "/archive/999",
    "/archive/0999",
    "/archive/02026",
    "/archive/20262",
    "/archive/2026.0",
    "/archive/-2026",
    "/archive/+2026",
    "/archive/2026-10",
    "/archive/٢٠٢٦",
    "/archive/0000",
    "/archive/9999",
    "/archive/page/2",
    "/tags/constructor",
    "/tags/__proto__",
    "/tags/tostring",
    "/authors/constructor",
    "/authors/__proto__",
    "/authors/hasownproperty",
    "/for/constructor",
    "/for/__proto__",
    "/archive/__proto__",
    "/archive/constructor",
    "/articles/__proto__",
    `/tags/${"a".repeat(3000)}`,
  ])("%s is a 404, and puts nothing into KV", async (path) => {
    const calls: string[] = [];
    const response = await ask(path, {}, { PAGES: faultyKv(noting(calls)) });
    expect(response.status).toBe(404);
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=5, stale-if-error=0");
    expect(calls.filter((call) => /^(?:put|delete)/.test(call))).toEqual([]);
  });

  it("may climb no higher than the site: it is the front page's", async () => {
    for (const path of ["/tags/..", "/tags/%2e%2e", "/authors/%2E%2e/", "/tags/../../.."]) {
      expect(await (await ask(path)).text(), path).toBe(await fresh("/"));
    }
  });

  it.each(["/tags/trade/", "/authors/ann/", "/archive/", "/archive/2026/", "/page/2/"])(
    "%s is redirected to the one without the slash, on this site",
    async (path) => {
      const response = await ask(`${path}?from=mail`);
      expect(response.status).toBe(301);
      const to = new URL(response.headers.get("Location") ?? "", ORIGIN);
      expect(to.href).toBe(`${ORIGIN}${path.slice(0, -1)}?from=mail`);
      expect(await statusOf(to.pathname)).toBe(200);
    },
  );

  it("is asked in vain with a query too, which changes no page", async () => {
    expect(await (await ask("/tags/trade?page=2")).text()).toBe(await fresh("/tags/trade"));
    expect([...(await pagesInKv()).keys()].filter((path) => path.includes("?"))).toEqual([]);
  });
});

describe("an id of a tag or an author", () => {
  it.each([
    "constructor",
    "__proto__",
    "Trade",
    "sea law",
    "..",
    "a/b",
    "-a",
    "a-",
    "",
    "é",
    "<b>",
    "a".repeat(65),
    1,
    null,
  ])("%j is refused as a tag, and as an author", async (id) => {
    const meta = { title: "One", date: "2026-10-05", authors: ["ann"] };
    const tagged = { slug: "one", meta: { ...meta, tags: [id] }, body: "" };
    const [problem] = await problemsOf(await api("PUT", "/articles/one", tagged));
    expect(problem).toMatchObject({ what: "one", at: "meta.tags.0" });
    const author = site({ authors: [{ id, name: "Ann" }] });
    expect(await problemsOf(await api("PUT", "/site", author))).toMatchObject([{ what: "site" }]);
  });

  it.each(["page", "2026", "valueof", "prototype", "a".repeat(64), "1", "a--b"])(
    "%s has a page like any other",
    async (id) => {
      await publishSite({
        site: { authors: [{ id, name: `Name of ${id}` }] },
        articles: [article("one", { tags: [id], authors: [id] })],
      });
      for (const path of [`/tags/${id}`, `/authors/${id}`]) {
        expect(await select(await fresh(path), ".teaser")).toHaveLength(1);
        expect(await statusOf(`${path}/page/2`)).toBe(404);
      }
    },
  );
});
