import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { childrenOf, links, parseXml, textOf } from "../web/site/read-markup.ts";
import { changed, pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import {
  article,
  embed,
  fails,
  faultyD1,
  forgetAll,
  ORIGIN,
  page,
  poll,
  publish,
  putImage,
  send,
  site,
  written,
} from "../support/site.ts";

const FEEDS = ["/feed.json", "/feed.xml", "/rss.xml"];
const LISTS = [
  "/",
  "/archive",
  "/archive/2026",
  "/authors/ann",
  ...FEEDS,
  "/for/business",
  "/for/students",
  "/llms.txt",
  "/polls",
  "/robots.txt",
];
const ARTICLES = ["/articles/one", "/articles/polled", "/articles/two"];

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
  await send("PUT", "/polls/asked", poll("asked"));
  await putImage("harbour.jpg");
  await send("POST", "/articles", {
    articles: [
      article("one", { audiences: ["business"], summary: "The lead of one." }),
      article("two", { audiences: ["students"] }, "![The harbour](images/harbour.jpg)"),
      article("polled", {}, embed("asked")),
    ],
  });
});

describe("a publish", () => {
  it("writes each page once", async () => {
    const { steps, put, deleted } = await publishNoting();
    expect(put).toEqual([...LISTS, ...ARTICLES].toSorted());
    expect(deleted).toEqual([]);
    expect(written(steps)).toBe(put.length);
    expect(steps.at(-1)).toMatchObject({ done: true, remaining: 0 });
    expect([...(await pagesInKv()).keys()].toSorted()).toEqual(put);
  });

  it("writes nothing where nothing has changed", async () => {
    await publish();
    const before = await pagesInKv();
    const again = await publishNoting();
    expect(again.put).toEqual([]);
    expect(again.deleted).toEqual([]);
    expect(again.steps).toEqual([{ done: true, remaining: 0, written: 0, deleted: 0 }]);
    expect(await pagesInKv()).toEqual(before);
  });

  it("writes nothing where the same content was sent again", async () => {
    await publish();
    await send("PUT", "/site", site());
    await send("PUT", "/polls/asked", poll("asked"));
    await putImage("harbour.jpg");
    await send("PUT", "/articles/polled", article("polled", {}, embed("asked")));
    expect((await publishNoting()).put).toEqual([]);
  });

  it("is needed for what was saved to be in the lists", async () => {
    await publish();
    await send("PUT", "/articles/three", article("three"));
    forgetAll();
    expect(await page("/")).not.toContain("/articles/three");
    await publish();
    expect(await page("/")).toContain("/articles/three");
  });
});

describe("a publish after a change", () => {
  const cases: [what: string, change: () => Promise<unknown>, pages: string[]][] = [
    [
      "of one article's text: its page, and the feeds",
      async () =>
        send(
          "PUT",
          "/articles/one",
          article("one", { audiences: ["business"], summary: "The lead of one." }, "New text."),
        ),
      ["/articles/one", ...FEEDS],
    ],
    [
      "of one article's title: the lists that it is in too, and the article beside it",
      async () =>
        send(
          "PUT",
          "/articles/one",
          article("one", { audiences: ["business"], summary: "The lead of one.", title: "New" }),
        ),
      [
        "/",
        "/archive/2026",
        "/articles/one",
        "/articles/polled",
        "/authors/ann",
        ...FEEDS,
        "/for/business",
        "/llms.txt",
      ],
    ],
    [
      "of one article's audience: its page and the lists of both audiences, but no other article",
      async () =>
        send(
          "PUT",
          "/articles/one",
          article("one", { audiences: ["students"], summary: "The lead of one." }),
        ),
      [
        "/",
        "/archive/2026",
        "/articles/one",
        "/authors/ann",
        ...FEEDS,
        "/for/business",
        "/for/students",
      ],
    ],
    [
      "of a poll: the article that shows it, the feeds, and the lists of polls",
      async () => send("PUT", "/polls/asked", poll("asked", { title: "Another title" })),
      ["/articles/polled", ...FEEDS, "/llms.txt", "/polls"],
    ],
    [
      "of a picture: the article that shows it, and the feeds",
      async () => putImage("harbour.jpg", "other bytes"),
      ["/articles/two", ...FEEDS],
    ],
    [
      "by a new article: its page, the lists that it is in, and the article beside it",
      async () => send("PUT", "/articles/new", article("new", { audiences: ["business"] })),
      [
        "/",
        "/archive",
        "/archive/2026",
        "/articles/new",
        "/articles/one",
        "/authors/ann",
        ...FEEDS,
        "/for/business",
        "/llms.txt",
      ],
    ],
    [
      "by a new poll: the lists of polls",
      async () => send("PUT", "/polls/new", poll("new")),
      ["/llms.txt", "/polls"],
    ],
  ];

  it.each(cases)("%s", async (_, change, pages) => {
    await publish();
    const before = await pagesInKv();
    await change();
    const { put } = await publishNoting();
    expect(put).toEqual(pages.toSorted());
    expect(changed(before, await pagesInKv())).toEqual(pages.toSorted());
  });

  it("of the site's name renders every page with the new name", async () => {
    await publish();
    await send("PUT", "/site", site({ name: "The New Name" }));
    const { put } = await publishNoting();
    for (const path of [...LISTS, ...ARTICLES]) {
      forgetAll();
      expect(await page(path), path).not.toContain("The Test Review");
    }
    const named = [...LISTS, ...ARTICLES].filter((path) => path !== "/robots.txt");
    expect(put).toEqual(named.toSorted());
    for (const path of named) {
      forgetAll();
      expect(await page(path), path).toContain("The New Name");
    }
    expect(await page("/polls/asked")).toContain("The New Name");
  });

  it("of an author's name renders the articles and lists that name the author", async () => {
    await publish();
    const authors = [{ id: "ann", name: "Ann Married" }];
    await send("PUT", "/site", site({ authors }));
    await publish();
    for (const path of ["/articles/one", "/", "/for/business", "/feed.xml"]) {
      forgetAll();
      expect(await page(path), path).toContain("Ann Married");
    }
  });

  it("of the Worker renders all, and writes what comes out different", async () => {
    await publish();
    const other: Partial<Env> = { VERSION: { id: "other", tag: "", timestamp: "" } };
    expect((await publishNoting({}, other)).put).toEqual([]);
    // As if the code before had made other bytes of the same content.
    await env.DB.prepare(
      "UPDATE pages SET digest = 'made-by-other-code' WHERE path = '/articles/one'",
    ).run();
    expect((await publishNoting({}, other)).put).toEqual([]);
    expect((await publishNoting()).put).toEqual(["/articles/one"]);
  });
});

describe("the record of pages", () => {
  it("may be lost: all pages are rendered again, and are the same", async () => {
    await publish();
    const before = await pagesInKv();
    await env.DB.prepare("DELETE FROM pages").run();
    const { put } = await publishNoting();
    expect(put).toEqual([...LISTS, ...ARTICLES].toSorted());
    expect(await pagesInKv()).toEqual(before);
  });
});

describe("60 articles", () => {
  it("take several steps, and then are all there", async () => {
    const slugs = Array.from({ length: 60 }, (_, i) => `n${String(i).padStart(2, "0")}`);
    for (let at = 0; at < 60; at += 20) {
      const articles = slugs
        .slice(at, at + 20)
        .map((slug, i) => article(slug, { audiences: ["business"], date: `2026-09-${10 + i}` }));
      await send("POST", "/articles", { articles });
    }
    const { steps, put } = await publishNoting();
    expect(steps.length).toBeGreaterThan(2);
    expect(new Set(put).size).toBe(put.length);
    // Four pages, not one, of each list of 61 to 63: the front page, the audience, the author, the year.
    expect(put).toHaveLength(60 + LISTS.length + ARTICLES.length + 4 * 3);
    expect(steps.slice(0, -1).every((step) => !step.done && step.remaining > 0)).toBe(true);
    const remaining = steps.map((step) => step.remaining);
    // First what is left of the articles, then of the lists.
    expect(remaining.slice(0, 3)).toEqual([43, 23, 3]);
    const lists = remaining.slice(3);
    expect(lists).toEqual([...new Set(lists)].toSorted((a, b) => b - a));

    const kvAlone = { DB: faultyD1(fails) };
    for (const slug of slugs) {
      expect(await page(`/articles/${slug}`, kvAlone)).toContain(`Title of ${slug}`);
    }
    const map = childrenOf(parseXml(await page("/sitemap.xml")), "url");
    const locations = map.map((url) => textOf(url, "loc"));
    expect(locations).toEqual(expect.arrayContaining(slugs.map((s) => `${ORIGIN}/articles/${s}`)));
    const pages = ["", "/page/2", "/page/3", "/page/4"].map(async (n) => page(`/for/business${n}`));
    expect(await links((await Promise.all(pages)).join(""))).toEqual(
      expect.arrayContaining(slugs.map((slug) => `/articles/${slug}`)),
    );
    expect(childrenOf(parseXml(await page("/feed.xml")), "entry")).toHaveLength(20);
    expect((await publishNoting()).put).toEqual([]);
  });
});
