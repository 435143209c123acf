import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { links, select } from "../web/site/read-markup.ts";
import { pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import { fresh, hrefs, listed, publishAll, put, statusOf } from "./pages-support.ts";
import { article, ask, publish, send, site } from "../support/site.ts";

const LISTS = /^\/(?:tags|authors|archive\/)/;

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
});

afterEach(() => {
  vi.useRealTimers();
});

/** The lists of subjects, authors and years that there are: the archive leads to all of them. */
async function lists(): Promise<string[]> {
  return (await links(await fresh("/archive"))).filter((path) => LISTS.test(path)).toSorted();
}

describe("a subject, an author, a year", () => {
  it("has a page where an article that may be seen has it, with that article", async () => {
    await publishAll([
      article("one", { tags: ["trade", "sea-law"] }),
      article("two", { authors: ["ben", "ann"], tags: ["trade"], date: "1999-12-31" }),
      article("none", { authors: ["ben"], date: "2026-10-04" }),
    ]);
    expect(await lists()).toEqual([
      "/archive/1999",
      "/archive/2026",
      "/authors/ann",
      "/authors/ben",
      "/tags/sea-law",
      "/tags/trade",
    ]);
    expect(await listed("/tags/trade")).toEqual(["one", "two"]);
    expect(await listed("/tags/sea-law")).toEqual(["one"]);
    expect(await listed("/authors/ann")).toEqual(["one", "two"]);
    expect(await listed("/authors/ben")).toEqual(["none", "two"]);
    expect(await listed("/archive/2026")).toEqual(["one", "none"]);
    expect(await listed("/archive/1999")).toEqual(["two"]);
    for (const path of ["/tags/sea", "/tags/law", "/archive/2000", "/authors/nobody"]) {
      expect(await statusOf(path), path).toBe(404);
    }
  });

  it("has a name, and the author what is said of them", async () => {
    const authors = [{ id: "ann", name: "Ann Author", bio: "Ann writes about ports." }];
    await send("PUT", "/site", site({ authors }));
    await publishAll([article("one", { tags: ["sea-law"] })]);
    const heading = async (path: string) => (await select(await fresh(path), "h1"))[0]?.text;
    expect(await heading("/tags/sea-law")).toBe("Sea law");
    expect(await heading("/authors/ann")).toBe("Ann Author");
    expect(await heading("/archive/2026")).toBe("2026");
    const [lead] = await select(await fresh("/authors/ann"), ".lead");
    expect(lead?.text).toBe("Ann writes about ports.");
  });

  it("is in the archive with the number of its articles, and there alone where it has some", async () => {
    await publishAll([
      article("one", { tags: ["trade"] }),
      article("two", { tags: ["trade", "sea-law"], date: "2025-01-01" }),
    ]);
    const html = await fresh("/archive");
    const found = (await links(html)).filter((href) => LISTS.test(href));
    expect(found).toEqual([
      "/archive/2026",
      "/archive/2025",
      "/tags/trade",
      "/tags/sea-law",
      "/authors/ann",
    ]);
    const counts = await select(html, ".archive .meta");
    expect(counts.map(({ text }) => text)).toEqual(["1", "1", "2", "1", "2"]);
  });

  it("is that of an article's date as it was written", async () => {
    await publishAll([
      article("before", { date: "2026-01-01T00:30:00+03:00" }),
      article("after", { date: "2025-12-31T23:30:00-03:00" }),
      article("first", { date: "2026-01-01" }),
      article("last", { date: "2025-12-31T23:59:59.999Z" }),
      article("old", { date: "1931-12-31T23:59:59Z" }),
    ]);
    expect(await listed("/archive/2026")).toEqual(["first", "before"]);
    expect(await listed("/archive/2025")).toEqual(["after", "last"]);
    expect(await listed("/archive/1931")).toEqual(["old"]);
  });

  it.each([
    ["of an author of whom the site says nothing any more", { authors: ["ann", "ben"] }],
    ["of a year of three digits", { date: "0476-09-04" }],
    ["of the last second of a year before 1970", { date: "1931-12-31T23:59:59.999Z" }],
    ["of a year of five subjects", { tags: ["a", "b", "c-d", "1", "page"], date: "9999-12-31" }],
  ])("is linked from nowhere to where nothing is: an article %s", async (_, meta) => {
    await publishAll([article("usual", { tags: ["a"] }), article("odd", meta)]);
    await send("PUT", "/site", site({ authors: [{ id: "ann", name: "Ann Author" }] }));
    await publish();
    const dead: string[] = [];
    for (const path of (await pagesInKv()).keys()) {
      // As readers get it: an article's page of another generation is rendered when it is read.
      const text = await fresh(path);
      const places = [...text.matchAll(/<loc>(?:https:\/\/[^/<]*)([^<]*)<\/loc>/g)];
      const targets = [...(await links(text)), ...places.map(([, place]) => place ?? "")];
      for (const target of targets.filter((one) => one.startsWith("/"))) {
        if ((await statusOf(target)) !== 200) dead.push(`${path} → ${target}`);
      }
    }
    expect(dead).toEqual([]);
  });

  it("of an author whom the site has not got any more is not there", async () => {
    await publishAll([article("one", { authors: ["ben"] })]);
    expect(await statusOf("/authors/ben")).toBe(200);
    await send("PUT", "/site", site({ authors: [{ id: "ann", name: "Ann Author" }] }));
    await publish();
    expect(await statusOf("/authors/ben")).toBe(404);
    expect(await links(await fresh("/archive"))).not.toContain("/authors/ben");
  });
});

describe("a draft and an article that is to be seen later", () => {
  const publishAt = "2090-01-01T12:00:00Z";
  const hidden = { authors: ["ben"], tags: ["hidden"], audiences: ["students"] };

  beforeEach(async () => {
    await publishAll([
      article("seen", { tags: ["trade"], audiences: ["students"] }),
      article("draft", { ...hidden, date: "2024-01-01", draft: true }),
      article("later", { ...hidden, date: "2023-01-01", publishAt }),
    ]);
  });

  it("are on no page at all, and make no list", async () => {
    for (const [path, text] of await pagesInKv()) expect(text, path).not.toMatch(/draft|later/);
    expect(await lists()).toEqual(["/archive/2026", "/authors/ann", "/tags/trade"]);
    const paths = ["/tags/hidden", "/authors/ben", "/archive/2024", "/archive/2023"];
    for (const path of paths) {
      expect(await statusOf(path), path).toBe(404);
    }
  });

  it("are in their lists from the publish on that finds them to be seen", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(publishAt) });
    await publish();
    expect(await listed("/tags/hidden")).toEqual(["later"]);
    expect(await listed("/authors/ben")).toEqual(["later"]);
    expect(await listed("/archive/2023")).toEqual(["later"]);
    expect(await statusOf("/archive/2024")).toBe(404);
    await put([article("draft", { ...hidden, date: "2024-01-01" })]);
    await publish();
    expect(await listed("/tags/hidden")).toEqual(["draft", "later"]);
  });

  it("take their lists with them where an article becomes one", async () => {
    await publishAll([article("seen", { tags: ["trade"], draft: true })]);
    expect(await lists()).toEqual([]);
    for (const path of ["/tags/trade", "/authors/ann", "/archive/2026"]) {
      expect(await statusOf(path), path).toBe(404);
    }
    expect([404, 410]).toContain(await statusOf("/articles/seen"));
  });
});

describe("the last article of a list", () => {
  it("takes the list with it when it is removed", async () => {
    await publishAll([
      article("gone", { tags: ["rare", "trade"], authors: ["ben"], date: "2001-01-01" }),
      article("stays", { tags: ["trade"] }),
    ]);
    for (const path of ["/archive/2001", "/authors/ben", "/tags/rare"]) await fresh(path);
    const { deleted } = await publishNoting({ articles: ["gone"] });
    expect(deleted).toEqual(["/articles/gone"]);
    for (const path of ["/archive/2001", "/authors/ben", "/tags/rare"]) {
      expect(await statusOf(path), path).toBe(404);
    }
    expect([404, 410]).toContain(await statusOf("/articles/gone"));
    expect(await lists()).toEqual(["/archive/2026", "/authors/ann", "/tags/trade"]);
    for (const [path, text] of await pagesInKv()) expect(text, path).not.toMatch(/rare|gone/);
    expect((await publishNoting()).deleted).toEqual([]);
  });

  it("takes it out too when it gets another tag, author and date", async () => {
    const meta = { tags: ["rare"], authors: ["ben"], date: "2001-01-01" };
    await publishAll([article("one", meta)]);
    await put([article("one", { tags: ["common"] })]);
    await publish();
    expect(await lists()).toEqual(["/archive/2026", "/authors/ann", "/tags/common"]);
    expect(await statusOf("/tags/rare")).toBe(404);
  });

  it("leaves the page of its audience, which is empty", async () => {
    await publishAll([article("gone", { audiences: ["students"] })]);
    await publish({ articles: ["gone"] });
    expect(await listed("/for/students")).toEqual([]);
    expect((await ask("/for/students")).status).toBe(200);
  });
});

describe("an article's page", () => {
  it("leads to its subjects, its authors and its audiences", async () => {
    const meta = { tags: ["sea-law", "trade"], authors: ["ben", "ann"], audiences: ["students"] };
    await publishAll([article("one", meta)]);
    const html = await fresh("/articles/one");
    expect(await hrefs(html, "a[rel=tag]")).toEqual(["/tags/sea-law", "/tags/trade"]);
    expect(await hrefs(html, ".byline a")).toEqual(["/authors/ben", "/authors/ann"]);
    expect(await hrefs(html, ".kicker a")).toEqual(["/for/students"]);
    const names = await select(html, ".byline a");
    expect(names.map(({ text }) => text)).toEqual(["Ben Büttner", "Ann Author"]);
  });
});
