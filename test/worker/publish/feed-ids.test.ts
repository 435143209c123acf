import { beforeEach, describe, expect, it } from "vitest";
import { startAnew } from "./publish-state.ts";
import { article, forgetAll, ORIGIN, page, publish, publishSite, send } from "../support/site.ts";

const LONG = "The same words in the same order, which nobody would write twice. ".repeat(5);
const FIRST = `${ORIGIN}/articles/old`;

beforeEach(startAnew);

/** The ids in the three feeds, which are the same. */
async function ids(): Promise<string[]> {
  forgetAll();
  const json = JSON.parse(await page("/feed.json")) as { items: { id: string }[] };
  const ofJson = json.items.map(({ id }) => id);
  const ofAtom = [...(await page("/feed.xml")).matchAll(/<id>([^<]*)<\/id>/g)].map(([, id]) => id);
  const ofRss = [...(await page("/rss.xml")).matchAll(/<guid[^>]*>([^<]*)<\/guid>/g)];
  // Atom's first id is the feed's own.
  expect(ofAtom.slice(1)).toEqual(ofJson);
  expect(ofRss.map(([, id]) => id)).toEqual(ofJson);
  return ofJson;
}

describe("the id of an article in feeds", () => {
  it("stays when the article is renamed with formerly, changed, renamed again and named back", async () => {
    await publishSite({ articles: [article("old")] });
    expect(await ids()).toEqual([FIRST]);
    await send("POST", "/articles", { articles: [article("new", { formerly: ["old"] })] });
    await publish({ articles: ["old"] });
    expect(await ids()).toEqual([FIRST]);
    await publishSite({ articles: [article("new", { formerly: ["old"], title: "Mended" })] });
    expect(await ids()).toEqual([FIRST]);
    await send("POST", "/articles", {
      articles: [article("newest", { formerly: ["old", "new"] })],
    });
    await publish({ articles: ["new"] });
    expect(await ids()).toEqual([FIRST]);
    await send("POST", "/articles", {
      articles: [article("old", { formerly: ["newest", "new"] })],
    });
    await publish({ articles: ["newest"] });
    expect(await ids()).toEqual([FIRST]);
  });

  it("stays when the article is renamed without a word, by its text", async () => {
    await publishSite({ articles: [article("old", {}, LONG)] });
    await send("POST", "/articles", { articles: [article("new", {}, LONG)] });
    await publish({ articles: ["old"] });
    expect(await ids()).toEqual([FIRST]);
  });

  it("stays at another address of the site, and so do the feeds' own", async () => {
    await publishSite({ articles: [article("old")] });
    await publishSite({ site: { baseUrl: "https://moved.test" }, articles: [article("fresh")] });
    expect((await ids()).toSorted()).toEqual([`${ORIGIN}/articles/fresh`, FIRST]);
    const atom = await page("/feed.xml");
    expect(atom).toContain(`<id>${ORIGIN}/</id>`);
    expect(atom).toContain('href="https://moved.test/articles/old"');
    expect(await page("/rss.xml")).toContain(`<guid isPermaLink="false">${FIRST}</guid>`);
  });

  it("is the same from an empty database, by the folder alone", async () => {
    await publishSite({
      site: { baseUrl: "https://moved.test", feedBase: ORIGIN },
      articles: [article("newest", { formerly: ["old", "new"] })],
    });
    expect(await ids()).toEqual([FIRST]);
  });

  it("is what its front matter says, from before or from then on", async () => {
    await publishSite({ articles: [article("old", { feedId: "https://wp.test/?p=123" })] });
    expect(await ids()).toEqual(["https://wp.test/?p=123"]);
    await send("POST", "/articles", { articles: [article("new", { formerly: ["old"] })] });
    await publish({ articles: ["old"] });
    expect(await ids()).toEqual(["https://wp.test/?p=123"]);
    await publishSite({ articles: [article("new", { feedId: "tag:wp.test,2019:1" })] });
    expect(await ids()).toEqual(["tag:wp.test,2019:1"]);
  });

  it("is a new one's own where an article gets the name that another had before", async () => {
    await publishSite({ articles: [article("old", {}, LONG)] });
    await send("POST", "/articles", { articles: [article("new", {}, LONG)] });
    await publish({ articles: ["old"] });
    await publishSite({ articles: [article("old", {}, "Something else.")] });
    const found = await ids();
    expect(found).toHaveLength(2);
    expect(found).toContain(FIRST);
    expect(new Set(found).size).toBe(2);
  });

  it("is the same where an article is taken out and put back", async () => {
    await publishSite({ articles: [article("old")] });
    await publish({ articles: ["old"] });
    await publishSite({ articles: [article("old", {}, "Put back, with other words.")] });
    expect(await ids()).toEqual([FIRST]);
  });
});
