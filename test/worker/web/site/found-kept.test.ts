import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { pagesInKv, publishNoting, startAnew } from "../../publish/publish-state.ts";
import {
  ask,
  type Fault,
  faultyKv,
  forgetAll,
  page,
  publish,
  putArticle,
  putSite,
  quiet,
} from "../../support/site.ts";

const FEEDS = ["/tags/sea/feed.xml", "/authors/ann/rss.xml", "/for/students/feed.json"];
const MARKDOWN = "/articles/one.md";

beforeEach(async () => {
  await startAnew();
  quiet();
  await putSite();
  await save("The first title");
  await publish();
});

async function save(title: string): Promise<void> {
  const front = { title, tags: ["sea"], audiences: ["students"] };
  await putArticle("one", front);
}

/** Another isolate, or this one some seconds later. */
async function pageElsewhere(path: string, replaced: Partial<Env> = {}): Promise<string> {
  forgetAll();
  return page(path, replaced);
}

describe("a feed of a list", () => {
  it("is not rendered by a publish", async () => {
    const paths = [...(await pagesInKv()).keys()];
    expect(paths).toContain("/feed.json");
    for (const path of FEEDS) expect(paths).not.toContain(path);
  });

  it.each(FEEDS)("is put into KV when it is asked for: %s", async (path) => {
    await page(path);
    expect((await pagesInKv()).has(path)).toBe(true);
  });

  it.each(FEEDS)("is served from KV where D1 fails: %s", async (path) => {
    const text = await page(path);
    const DB = new Proxy(env.DB, {
      get: () => () => {
        throw new Error("D1 is down");
      },
    });
    expect(await pageElsewhere(path, { DB })).toBe(text);
  });

  it.each(FEEDS)("is rendered again after the next publish: %s", async (path) => {
    expect(await page(path)).toContain("The first title");
    await save("The second title");
    // Before the publish, as every page.
    expect(await pageElsewhere(path)).toContain("The first title");
    await publish();
    forgetAll();
    expect(await pageElsewhere(path)).toContain("The second title");
    expect((await pagesInKv()).get(path)).toContain("The second title");
  });

  it("is gone when the list is", async () => {
    const [path = ""] = FEEDS;
    await page(path);
    await publish({ articles: ["one"] });
    forgetAll();
    expect((await ask(path)).status).toBe(404);
    expect((await pagesInKv()).has(path)).toBe(false);
  });

  it("is the present one while KV goes on saying that there is none", async () => {
    const [path = ""] = FEEDS;
    const missing: Fault = async (call, proceed) =>
      call.startsWith(`getWithMetadata page:${path}`) ? { value: null, metadata: null } : proceed();
    const PAGES = faultyKv(missing);
    expect(await pageElsewhere(path, { PAGES })).toContain("The first title");
    await save("The second title");
    await publish();
    expect(await pageElsewhere(path, { PAGES })).toContain("The second title");
    // What was put back meanwhile goes with the next publish all the same.
    await save("The third title");
    await publish();
    expect(await pageElsewhere(path)).toContain("The third title");
  });

  it("that is not asked for costs a publish nothing", async () => {
    await save("The second title");
    const { put, deleted } = await publishNoting();
    expect(deleted).toEqual([]);
    expect(put.filter((path) => /^\/(?:tags|authors|for)\/.*\.(?:xml|json)$/.test(path))).toEqual(
      [],
    );
  });
});

describe("an article's Markdown", () => {
  it("is never in KV, and says what is so", async () => {
    expect(await page(MARKDOWN)).toContain("The first title");
    await save("The second title");
    expect(await pageElsewhere(MARKDOWN)).toContain("The second title");
    expect([...(await pagesInKv()).keys()].filter((path) => path.endsWith(".md"))).toEqual([]);
    expect((await publishNoting()).deleted).toEqual([]);
  });

  it("is gone as soon as the article is", async () => {
    await page(MARKDOWN);
    await publish({ articles: ["one"] });
    expect((await ask(MARKDOWN)).status).toBe(404);
  });
});

it("the map for news is rendered when it is asked for: time alone changes it", async () => {
  await putArticle("two", { date: new Date().toISOString() });
  expect(await page("/sitemap-news.xml")).toContain("/articles/two");
  await publish();
  expect((await pagesInKv()).has("/sitemap-news.xml")).toBe(false);
});
