import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { childrenOf, links, parseXml, textOf } from "../web/site/read-markup.ts";
import { day, outdated } from "./pages-support.ts";
import { pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import {
  article,
  embed,
  fails,
  faultyD1,
  forgetAll,
  hangs,
  noting,
  ORIGIN,
  page,
  poll,
  publish,
  putImage,
  quiet,
  send,
  site,
  written,
} from "../support/site.ts";

/** The pages beside those of articles that a publish writes. */
const LISTS = [
  "/",
  "/archive",
  "/feed.json",
  "/feed.xml",
  "/for/business",
  "/for/students",
  "/llms.txt",
  "/polls",
  "/robots.txt",
  "/rss.xml",
];
/** Pages that are written when they are asked for. */
const ASKED_FOR = ["/archive/2026", "/authors/ann", "/sitemap.xml", "/authors/ann/feed.xml"];
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
  const cases: [what: string, change: () => Promise<unknown>, articles: string[]][] = [
    [
      "of one article's text: its page",
      async () =>
        send(
          "PUT",
          "/articles/one",
          article("one", { audiences: ["business"], summary: "The lead of one." }, "New text."),
        ),
      ["/articles/one"],
    ],
    [
      "of one article's title: its page, and that of the article beside it",
      async () =>
        send(
          "PUT",
          "/articles/one",
          article("one", { audiences: ["business"], summary: "The lead of one.", title: "New" }),
        ),
      ["/articles/one", "/articles/polled"],
    ],
    [
      "of a poll: the article that shows it",
      async () => send("PUT", "/polls/asked", poll("asked", { title: "Another title" })),
      ["/articles/polled"],
    ],
    [
      "of a picture: the article that shows it",
      async () => putImage("harbour.jpg", "other bytes"),
      ["/articles/two"],
    ],
    [
      "by a new article: its page, and that of the article beside it",
      async () => send("PUT", "/articles/new", article("new", { audiences: ["business"] })),
      ["/articles/new", "/articles/one"],
    ],
    [
      "of the site's name: no article, whose pages are made again when they are asked for",
      async () => send("PUT", "/site", site({ name: "The New Name" })),
      [],
    ],
  ];

  it.each(cases)("%s, and what most readers open", async (_, change, articles) => {
    await publish();
    for (const path of ASKED_FOR) await page(path);
    await change();
    const { put, deleted } = await publishNoting();
    expect(put).toEqual([...articles, ...LISTS].toSorted());
    expect(deleted).toEqual([]);
    expect(await outdated()).toEqual([]);
  });

  it("of the site's name gives every page the new name", async () => {
    await publish();
    for (const path of ASKED_FOR) await page(path);
    await send("PUT", "/site", site({ name: "The New Name" }));
    await publish();
    const named = [...LISTS, ...ARTICLES, "/authors/ann"].filter((path) => path !== "/robots.txt");
    for (const path of named) {
      forgetAll();
      const text = await page(path);
      expect(text, path).toContain("The New Name");
      expect(text, path).not.toContain("The Test Review");
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

  it("of the Worker has pages rendered again when they are asked for, once it has published", async () => {
    await publish();
    const other: Partial<Env> = { VERSION: { id: "other", tag: "", timestamp: "" } };
    const generation = async (): Promise<unknown> => {
      const { metadata } = await env.PAGES.getWithMetadata<{ g: string }>("page:/articles/one");
      return metadata?.g;
    };
    const before = await generation();
    const ask = async (replaced: Partial<Env>): Promise<void> => {
      forgetAll();
      await page("/articles/one", replaced);
    };
    await ask(other);
    expect(await generation()).toBe(before);
    expect((await publishNoting({}, other)).put).toEqual(LISTS);
    // The version of before goes on answering for a moment: it puts nothing of its own in the place of the new.
    await ask({});
    expect(await generation()).toBe(before);
    await ask(other);
    const after = await generation();
    expect(after).not.toBe(before);
    await ask({});
    expect(await generation()).toBe(after);
  });
});

describe("a page that is older than the last publish", () => {
  const title = async (path: string, replaced: Partial<Env> = {}): Promise<string> => {
    forgetAll();
    return (await page(path, replaced)).includes("The new title") ? "new" : "old";
  };

  beforeEach(async () => {
    await publish();
    for (const path of ASKED_FOR) await page(path);
    await send("PUT", "/articles/one", article("one", { title: "The new title" }));
    await publish();
  });

  it("is rendered again when it is asked for, and kept", async () => {
    for (const path of ["/authors/ann", "/archive/2026", "/authors/ann/feed.xml"]) {
      expect(await title(path), path).toBe("new");
      const dead = { DB: faultyD1(fails) };
      expect(await title(path, dead), path).toBe("new");
    }
  });

  it.each([
    ["fails", fails],
    ["does not answer", hangs],
  ])("is given as it is where D1 %s", async (_, fault) => {
    quiet();
    const begun = Date.now();
    expect(await title("/authors/ann", { DB: faultyD1(fault) })).toBe("old");
    expect(Date.now() - begun).toBeLessThan(1500);
    expect(await title("/authors/ann")).toBe("new");
  });
});

it("one changed article among many takes at most ten round trips to D1", async () => {
  for (let at = 0; at < 80; at += 20) {
    const articles = Array.from({ length: 20 }, (_, i) =>
      article(`n${at + i}`, { date: day(at + i), tags: ["trade"], audiences: ["business"] }),
    );
    await send("POST", "/articles", { articles });
  }
  await publish();
  const meta = { date: day(77), tags: ["trade"], audiences: ["business"], title: "Another" };
  await send("PUT", "/articles/n77", article("n77", meta, "Another text."));
  const calls: string[] = [];
  const [step, ...more] = await publish({}, { DB: faultyD1(noting(calls)) });
  // Itself, its neighbours, and the newer ones that may name it for its tag.
  expect(step).toMatchObject({ done: true, written: LISTS.length + 4 });
  expect(more).toEqual([]);
  expect(calls.length).toBeLessThanOrEqual(10);
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
    expect(put).toHaveLength(60 + LISTS.length + ARTICLES.length);
    expect(steps.map((step) => step.remaining)).toEqual([43, 23, 3, 0]);
    expect(steps.map((step) => step.done)).toEqual([false, false, false, true]);

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
