import { beforeAll, describe, expect, it } from "vitest";
import { childrenOf, links, parseXml, select, textOf, type XmlElement } from "./read-markup.ts";
import {
  article,
  embed,
  ORIGIN,
  page,
  poll,
  publish,
  putImage,
  send,
  site,
} from "../../support/site.ts";

const ODD = `Bread & butter <b>today</b> "now" 'then' ]]> é 🗳️ &amp; &#60;`;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

beforeAll(async () => {
  await send(
    "PUT",
    "/site",
    site({
      name: `The "Test" & <Review>`,
      authors: [
        { id: "ann", name: `Ann "A" <Author> & Sons` },
        { id: "ben", name: "Ben Büttner" },
      ],
    }),
  );
  await putImage("harbour.jpg");
  await send("PUT", "/polls/one", poll("one"));
  await send("POST", "/articles", {
    articles: [
      article(
        "odd",
        {
          title: ODD,
          authors: ["ann", "ben"],
          tags: ["trade", "sea"],
          summary: ODD,
          date: "2026-10-07",
        },
        `${ODD}\n\n<script>alert("1 < 2")</script>\n\n\`\`\`\n<!--slot poll:one-->\n\`\`\``,
      ),
      article("polled", { date: "2026-10-06T09:30:00+03:00" }, embed("one")),
      article("pictured", {}, '![A <harbour> & "sea"](images/harbour.jpg "At dawn")'),
      article("draft", { draft: true }),
      article("later", { publishAt: "2099-01-01" }),
    ],
  });
  await publish();
});

/** The only element of this name below an element. */
function only(parent: XmlElement, name: string): XmlElement {
  const [found, ...others] = childrenOf(parent, name);
  if (!found || others.length > 0) throw new Error(`not one ${name} in ${parent.name}`);
  return found;
}

async function feed(): Promise<XmlElement> {
  return parseXml(await page("/feed.xml"));
}

async function entry(slug: string): Promise<XmlElement> {
  const found = childrenOf(await feed(), "entry").filter(
    (one) => textOf(one, "id") === `${ORIGIN}/articles/${slug}`,
  );
  if (!found[0] || found.length > 1) throw new Error(`${found.length} entries of ${slug}`);
  return found[0];
}

describe("the feed", () => {
  it("is well-formed Atom with what RFC 4287 asks of a feed", async () => {
    const root = await feed();
    expect(root.name).toBe("feed");
    expect(root.attributes.get("xmlns")).toBe("http://www.w3.org/2005/Atom");
    expect(textOf(root, "title")).toBe(`The "Test" & <Review>`);
    expect(textOf(root, "id")).toMatch(/^https?:\/\//);
    expect(textOf(root, "updated")).toMatch(RFC3339);
    const self = childrenOf(root, "link").filter((link) => link.attributes.get("rel") === "self");
    expect(self.map((link) => link.attributes.get("href"))).toEqual([`${ORIGIN}/feed.xml`]);
  });

  it("has in each entry what RFC 4287 asks of it", async () => {
    const root = await feed();
    const entries = childrenOf(root, "entry");
    expect(entries).toHaveLength(3);
    for (const one of entries) {
      expect(textOf(one, "id")).toMatch(/^https:\/\/hustings\.test\/articles\/[a-z]+$/);
      expect(textOf(one, "title")).not.toBe("");
      expect(textOf(one, "updated")).toMatch(RFC3339);
      expect(textOf(one, "published")).toMatch(RFC3339);
      expect(childrenOf(one, "author").map((author) => textOf(author, "name"))).not.toEqual([]);
      const [link] = childrenOf(one, "link");
      expect(link?.attributes.get("href")).toBe(textOf(one, "id"));
      expect(only(one, "content").attributes.get("type")).toBe("html");
    }
    expect(new Set(entries.map((one) => textOf(one, "id"))).size).toBe(3);
  });

  it("has the newest first, and is as new as its newest entry", async () => {
    const root = await feed();
    const published = childrenOf(root, "entry").map((one) => Date.parse(textOf(one, "published")));
    expect(published).toEqual(published.toSorted((a, b) => b - a));
    expect(published[1]).toBe(Date.parse("2026-10-06T06:30:00Z"));
    const updated = childrenOf(root, "entry").map((one) => Date.parse(textOf(one, "updated")));
    expect(Date.parse(textOf(root, "updated"))).toBe(Math.max(...updated));
  });

  it("says titles, authors, tags and summaries exactly, whatever is in them", async () => {
    const odd = await entry("odd");
    expect(textOf(odd, "title")).toBe(ODD);
    expect(textOf(odd, "summary")).toBe(ODD);
    expect(childrenOf(odd, "author").map((author) => textOf(author, "name"))).toEqual([
      `Ann "A" <Author> & Sons`,
      "Ben Büttner",
    ]);
    expect(childrenOf(odd, "category").map((tag) => tag.attributes.get("term"))).toEqual([
      "trade",
      "sea",
    ]);
  });

  it("has the whole text as HTML, in which HTML of the author is text", async () => {
    const content = textOf(await entry("odd"), "content");
    expect(await select(content, "b, script")).toEqual([]);
    const [paragraph] = await select(content, "p");
    expect(paragraph?.text).toContain("Bread & butter <b>today</b>");
    expect(content).toContain("slot poll:one");
    expect(content).not.toContain("Vote");
  });

  it("leads to the poll in its place, and shows no form", async () => {
    const content = textOf(await entry("polled"), "content");
    expect(await links(content)).toEqual([`${ORIGIN}/polls/one`]);
    expect(await select(content, "form, input, script")).toEqual([]);
    expect(content.indexOf("Before the poll.")).toBeLessThan(content.indexOf("/polls/one"));
    expect(content.indexOf("/polls/one")).toBeLessThan(content.indexOf("After the poll."));
  });

  it("shows pictures by their whole address", async () => {
    const [picture] = await select(textOf(await entry("pictured"), "content"), "img");
    expect(picture?.attributes["src"]).toMatch(
      /^https:\/\/hustings\.test\/images\/[0-9a-f]{64}\/harbour\.jpg$/,
    );
    expect(picture?.attributes["alt"]).toBeTruthy();
  });

  it("has an entry's change as its update, and its date as its publication", async () => {
    const before = await entry("polled");
    await send("PUT", "/articles/polled", article("polled", { date: "2026-10-06" }, "Changed."));
    await publish();
    const after = await entry("polled");
    expect(textOf(after, "id")).toBe(textOf(before, "id"));
    expect(textOf(after, "content")).toContain("Changed.");
    expect(textOf(after, "published")).toBe("2026-10-06T00:00:00.000Z");
    const times = await select(await page("/articles/polled"), "time");
    expect(times.map((time) => time.attributes["datetime"])).toContain("2026-10-06");
  });
});

describe("the site map", () => {
  it("is well-formed, and lists every page that may be found, by its whole address", async () => {
    const root = parseXml(await page("/sitemap.xml"));
    expect(root.name).toBe("urlset");
    expect(root.attributes.get("xmlns")).toBe("http://www.sitemaps.org/schemas/sitemap/0.9");
    const paths = childrenOf(root, "url").map((url) => textOf(url, "loc").replace(ORIGIN, ""));
    expect(paths.toSorted()).toEqual(
      [
        "/",
        "/for/business",
        "/for/students",
        "/tags/trade",
        "/tags/sea",
        "/authors/ann",
        "/authors/ben",
        "/archive",
        "/archive/2026",
        "/polls",
        "/polls/one",
        "/articles/odd",
        "/articles/pictured",
        "/articles/polled",
      ].toSorted(),
    );
  });

  it("says of each article when it last changed", async () => {
    const urls = childrenOf(parseXml(await page("/sitemap.xml")), "url");
    const changed = urls.filter((url) => textOf(url, "loc").includes("/articles/"));
    for (const url of changed) expect(textOf(url, "lastmod")).toMatch(RFC3339);
  });
});

describe("robots.txt", () => {
  it("leads to the site map, and lets nobody crawl ballots and the publishing API", async () => {
    const lines = (await page("/robots.txt")).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "User-agent: *",
        "Disallow: /api/",
        `Sitemap: ${ORIGIN}/sitemap.xml`,
        `Sitemap: ${ORIGIN}/sitemap-news.xml`,
      ]),
    );
    expect(lines.some((line) => line.startsWith("Disallow:") && line.includes("votes"))).toBe(true);
    expect(lines).not.toContain("Disallow: /");
  });
});

describe("a base URL in site.yaml", () => {
  it("is where feed, map, robots and canonical links point", async () => {
    await send("PUT", "/site", site({ baseUrl: "https://www.example.org/" }));
    await publish();
    const feeds = ["/feed.xml", "/rss.xml", "/feed.json", "/tags/sea/feed.xml"];
    const files = ["/sitemap.xml", "/robots.txt", "/llms.txt", "/articles/odd.md"];
    for (const path of [...feeds, ...files, "/articles/odd"]) {
      const text = await page(path);
      expect(text, path).toContain("https://www.example.org/");
      // But for the ids in feeds, which are those of the first publication.
      expect(text.replace(/<(id|guid\b[^>]*)>[^<]*<|"id":"[^"]*"/g, ""), path).not.toContain(
        ORIGIN,
      );
      expect(text, path).not.toContain("example.org//");
    }
  });
});

describe("the check of XML itself", () => {
  it.each([
    "<a>x & y</a>",
    "<a>&nbsp;</a>",
    "<a><b></a></b>",
    "<a>",
    "<a/><b/>",
    "<a x='1' x='2'/>",
    '<a x="<"/>',
    "<a>]]></a>",
    "<a>\u0001</a>",
    "<a>&#1;</a>",
    ' <?xml version="1.0"?><a/>',
    "<a x=1/>",
    "text",
  ])("refuses %s", (text) => {
    expect(() => parseXml(text)).toThrow(/./);
  });
});
