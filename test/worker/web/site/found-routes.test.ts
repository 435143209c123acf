import { parseAtomFeed, parseFeed, parseJsonFeed } from "feedsmith";
import { beforeAll, describe, expect, it } from "vitest";
import { childrenOf, parseXml, select, textOf } from "./read-markup.ts";
import {
  article,
  ask,
  embed,
  ORIGIN,
  page,
  publish,
  putImage,
  putPoll,
  putSite,
  send,
} from "../../support/site.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const MARKER = "Code:\n\n```\n<!--slot poll:one-->\n```";

beforeAll(async () => {
  await putSite();
  await putImage("harbour.jpg");
  await putPoll("one");
  const older = Array.from({ length: 22 }, (_, i) =>
    article(`older-${i}`, { date: `2020-01-${10 + i}`, tags: ["old"], authors: ["ben"] }),
  );
  await send("POST", "/articles", { articles: older });
  await send("POST", "/articles", {
    articles: [
      article("new", { date: daysAgo(0.1), audiences: ["students"], tags: ["sea", "trade"] }),
      article("news", { date: daysAgo(1.9), authors: ["ann", "ben"] }, embed("one")),
      article("week-old", { date: daysAgo(7), tags: ["sea"] }, `![Sea](images/harbour.jpg)`),
      article("code", { date: "2021-01-01", title: "<!--slot polls-->", tags: ["code"] }, MARKER),
      article("draft", { draft: true, tags: ["secret"] }),
      article("later", { publishAt: "2099-01-01", audiences: ["business"] }),
    ],
  });
  await publish();
});

const TYPES: [path: string, type: string][] = [
  ["/feed.xml", "application/atom+xml; charset=utf-8"],
  ["/rss.xml", "application/rss+xml; charset=utf-8"],
  ["/feed.json", "application/feed+json; charset=utf-8"],
  ["/tags/sea/feed.xml", "application/atom+xml; charset=utf-8"],
  ["/for/students/rss.xml", "application/rss+xml; charset=utf-8"],
  ["/authors/ann/feed.json", "application/feed+json; charset=utf-8"],
  ["/sitemap.xml", "application/xml; charset=utf-8"],
  ["/sitemap-news.xml", "application/xml; charset=utf-8"],
  ["/robots.txt", "text/plain; charset=utf-8"],
  ["/llms.txt", "text/plain; charset=utf-8"],
  ["/articles/new.md", "text/markdown; charset=utf-8"],
];

describe.each(TYPES)("%s", (path, type) => {
  it("has its type, and may be kept for ten seconds", async () => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe(type);
    expect(response.headers.get("Cache-Control")).toMatch(/^public, max-age=10,/);
    expect(await response.text()).not.toBe("");
  });

  it("is not sent again to who has it", async () => {
    const etag = (await ask(path)).headers.get("ETag") ?? "";
    const again = await ask(path, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get("ETag")).toBe(etag);
    expect(await again.text()).toBe("");
  });
});

/** The slugs of the articles in a feed of any format. */
async function slugs(path: string): Promise<string[]> {
  const { feed } = parseFeed(await page(path));
  const items = ("entries" in feed ? feed.entries : "items" in feed ? feed.items : []) ?? [];
  return items.map((item) => {
    const url = "url" in item ? item.url : "id" in item ? item.id : "link" in item && item.link;
    return String(url).replace(`${ORIGIN}/articles/`, "");
  });
}

const FILES = ["feed.xml", "rss.xml", "feed.json"];

describe.each(FILES)("%s", (file) => {
  it("of the site has the twenty newest", async () => {
    const found = await slugs(`/${file}`);
    expect(found).toHaveLength(20);
    expect(found.slice(0, 5)).toEqual(["new", "news", "week-old", "code", "older-21"]);
  });

  it.each([
    ["/for/students", ["new"]],
    ["/for/business", []],
    ["/tags/sea", ["new", "week-old"]],
    ["/authors/ann", ["new", "news", "week-old", "code"]],
  ])("of %s has what the list has", async (list, expected) => {
    expect(await slugs(`${list}/${file}`)).toEqual(expected);
  });

  it.each(["/tags/old", "/authors/ben"])("of %s has the twenty newest", async (list) => {
    expect(await slugs(`${list}/${file}`)).toHaveLength(20);
  });

  it.each([
    "/for/nobody",
    "/tags/nothing",
    "/tags/secret",
    "/authors/nobody",
    "/archive/2020",
    "/articles/new",
    "/polls",
  ])("is not there below %s", async (list) => {
    expect((await ask(`${list}/${file}`)).status).toBe(404);
  });
});

describe("a feed of a list", () => {
  it("says what it is of", async () => {
    const sea = parseAtomFeed(await page("/tags/sea/feed.xml"));
    expect(sea.title).toMatchObject({ value: "Sea · The Test Review" });
    const ann = parseJsonFeed(await page("/authors/ann/feed.json"));
    expect(ann).toMatchObject({
      title: "Ann Author · The Test Review",
      home_page_url: `${ORIGIN}/authors/ann`,
    });
  });

  it("has a link to the poll by its title", async () => {
    const feed = parseJsonFeed(await page("/authors/ann/feed.json"));
    const [link] = await select(String(feed.items?.[1]?.content_html), "a");
    expect(link).toMatchObject({
      attributes: { href: `${ORIGIN}/polls/one` },
      text: "Vote in the poll: Poll one",
    });
  });

  it("has an author's marker of a slot as text, in a title too", async () => {
    const { items } = parseJsonFeed(await page("/tags/code/feed.json"));
    expect(items?.[0]?.title).toBe("<!--slot polls-->");
    expect(items?.[0]?.content_html).toContain("&lt;!--slot poll:one--&gt;");
  });
});

describe("the maps", () => {
  it("for news have the articles of the last two days", async () => {
    const urls = childrenOf(parseXml(await page("/sitemap-news.xml")), "url");
    expect(urls.map((url) => textOf(url, "loc"))).toEqual([
      `${ORIGIN}/articles/new`,
      `${ORIGIN}/articles/news`,
    ]);
  });

  it("of the site tell of lists when an article in them last changed", async () => {
    const urls = childrenOf(parseXml(await page("/sitemap.xml")), "url");
    const changes = new Map(
      urls.map((url) => [
        textOf(url, "loc").replace(ORIGIN, ""),
        childrenOf(url, "lastmod")[0]?.text ?? null,
      ]),
    );
    const of = (slug: string) => changes.get(`/articles/${slug}`);
    expect(changes.get("/")).toBe(of("new"));
    expect(changes.get("/archive")).toBe(of("new"));
    expect(changes.get("/tags/sea")).toBe(of("new"));
    expect(changes.get("/page/2")).toBe(of("older-5"));
    expect(changes.get("/authors/ben")).toBe(of("news"));
    expect(changes.get("/authors/ben/page/2")).toBe(of("older-2"));
    expect(changes.get("/tags/old/page/2")).toBe(of("older-1"));
    expect(changes.get("/archive/2021")).toBe(of("code"));
    expect(changes.get("/for/business")).toBeNull();
    expect(changes.get("/polls")).toBeNull();
  });

  it("have no address of a file for machines", async () => {
    const xml = await page("/sitemap.xml");
    expect(xml).not.toMatch(/\.(?:xml|json|txt|md)<\/loc>/);
  });

  it("for language models lead to what is there", async () => {
    const text = await page("/llms.txt");
    const paths = [...text.matchAll(/\(https:\/\/hustings\.test([^)]*)\)/g)].map(
      ([, path = ""]) => path,
    );
    expect(paths).toHaveLength(26 + 1 + 3);
    // The description of the API is a file of static/, which the Worker does not serve.
    expect(paths).toContain("/api/openapi.json");
    for (const path of paths.filter((one) => one !== "/api/openapi.json")) {
      expect((await ask(path)).status, path).toBe(200);
    }
    expect(text).not.toContain("draft");
  });
});

describe("the Markdown of an article", () => {
  it("leads to the article's page as the original, also where it is unchanged", async () => {
    const link = `<${ORIGIN}/articles/new>; rel="canonical"`;
    const response = await ask("/articles/new.md");
    expect(response.headers.get("Link")).toBe(link);
    const headers = { "If-None-Match": response.headers.get("ETag") ?? "" };
    expect((await ask("/articles/new.md", { headers })).headers.get("Link")).toBe(link);
    expect((await ask("/articles/new")).headers.get("Link")).toBeNull();
  });

  it("is where the article's page says", async () => {
    const [link] = await select(await page("/articles/new"), "link[type='text/markdown']");
    expect(link?.attributes["href"]).toBe(`${ORIGIN}/articles/new.md`);
  });

  it("has whole addresses for pictures and polls", async () => {
    const picture = /\(https:\/\/hustings\.test(\/images\/[0-9a-f]{64}\/harbour\.jpg)\)/;
    const [, path = ""] = picture.exec(await page("/articles/week-old.md")) ?? [];
    expect((await ask(path)).status).toBe(200);
    expect(await page("/articles/news.md")).toContain(
      `[Vote in the poll: Poll one](${ORIGIN}/polls/one)`,
    );
  });

  it("has an author's marker of a slot as text", async () => {
    expect(await page("/articles/code.md")).toContain(MARKER);
  });

  it.each(["draft", "later", "nothing", ""])("is not there of %s", async (slug) => {
    const response = await ask(`/articles/${slug}.md`);
    expect(response.status).toBe(404);
    expect(response.headers.get("Link")).toBeNull();
  });
});
