import { Validator } from "@cfworker/json-schema";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import { atomFeed } from "../../../src/views/feeds/atom.ts";
import { jsonFeed } from "../../../src/views/feeds/json-feed.ts";
import { rssFeed } from "../../../src/views/feeds/rss.ts";
import { JSON_FEED_SCHEMA } from "./json-feed-schema.ts";
import { beside, entry, feed, meta, mistakes, ODD, ORIGIN, publication } from "./support.ts";
import { readHtml } from "../html.ts";

const ATOM = beside("atom.rng");
const RSS = beside("rss.rng");
const jsonFeedValidator = new Validator(JSON_FEED_SCHEMA, "2020-12", false);

const PUBLISHED = "2026-10-06T09:30:00+03:00";
const UPDATED = "2026-10-08T10:00:00.000Z";
const AUTHORS = [
  { name: `Ann "A" <Author> & Sons`, url: `${ORIGIN}/authors/ann` },
  { name: "Ben Büttner", url: `${ORIGIN}/authors/ben` },
];
const ADDRESSES = ["one", "two"].map((slug) => `${ORIGIN}/articles/${slug}`);
const HTML = entry().html.trim();
/** As XML can have it. */
const WITHOUT_FORM_FEED = HTML.replace("\f", "\uFFFD");
const TAGS = ["foreign-trade", "sea"];

const FEEDS = [
  { name: "of the site", site: publication(), made: feed({ path: "/" }) },
  { name: "of a list", site: publication(), made: feed() },
  { name: "without articles", site: publication(), made: feed({ entries: [] }) },
  {
    name: "of a site that says little of itself",
    site: publication({ tagline: undefined, language: "zh-Hant-TW" }),
    made: feed({ description: undefined }),
  },
  {
    name: "with an article in another language",
    site: publication(),
    made: feed({ entries: [entry({ meta: meta({ language: "ru" }) })] }),
  },
];

describe.each(FEEDS)("a feed $name", ({ site, made }) => {
  it("is Atom by the grammar of RFC 4287", async () => {
    expect(await mistakes(atomFeed(site, made), ATOM)).toEqual([]);
  });

  it("is RSS 2.0 by its grammar", async () => {
    expect(await mistakes(rssFeed(site, made), RSS)).toEqual([]);
  });

  it("is JSON Feed 1.1 by its schema", () => {
    const { errors } = jsonFeedValidator.validate(JSON.parse(jsonFeed(site, made)));
    expect(errors).toEqual([]);
  });
});

describe("a feed reader finds in", () => {
  it("Atom what the articles say", () => {
    const read = parseAtomFeed(atomFeed(publication(), feed()));
    expect(read).toMatchObject({
      title: { value: `Trade · ${ODD}` },
      subtitle: { value: ODD },
      updated: UPDATED,
    });
    const links = Object.fromEntries((read.links ?? []).map(({ rel, href }) => [rel, href]));
    expect(links).toEqual({
      alternate: `${ORIGIN}/tags/foreign-trade`,
      self: `${ORIGIN}/tags/foreign-trade/feed.xml`,
    });
    expect(read.entries?.map(({ id }) => id)).toEqual(ADDRESSES);
    expect(read.entries?.[0]).toMatchObject({
      title: { value: ODD },
      summary: { value: ODD },
      content: { type: "html", value: WITHOUT_FORM_FEED },
      published: PUBLISHED,
      updated: UPDATED,
      authors: AUTHORS.map(({ name, url }) => ({ name, uri: url })),
      categories: TAGS.map((term) => ({ term })),
    });
  });

  it.each([
    ["https://old.test/?p=123", "https://old.test/?p=123"],
    ["tag:old.test,2019:post-1", "tag:old.test,2019:post-1"],
    ["urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", undefined],
    ["5d7a<&\"'", "https://first.test/#5d7a%3C%26%22'"],
  ])("each format the id that the article has for good: %s", (feedId, iri = feedId) => {
    const first = { ...publication(), feedBase: "https://first.test" };
    const one = feed({ entries: [entry({ feedId })] });
    const atom = parseAtomFeed(atomFeed(first, one));
    expect(atom.id).toBe("https://first.test/tags/foreign-trade");
    expect(atom.entries?.[0]?.id).toBe(iri);
    const rss = parseRssFeed(rssFeed(first, one));
    expect(rss.items?.[0]?.guid).toEqual({ value: feedId, isPermaLink: false });
    const json = parseJsonFeed(jsonFeed(first, one));
    expect(json.items?.[0]).toMatchObject({ id: feedId, url: ADDRESSES[0] });
  });

  it("RSS what the articles say", () => {
    const read = parseRssFeed(rssFeed(publication(), feed()));
    expect(read).toMatchObject({
      title: `Trade · ${ODD}`,
      description: ODD,
      link: `${ORIGIN}/tags/foreign-trade`,
      language: "en-GB",
      lastBuildDate: new Date(UPDATED).toUTCString(),
      atom: { links: [{ rel: "self", href: `${ORIGIN}/tags/foreign-trade/rss.xml` }] },
    });
    expect(read.items?.map(({ link }) => link)).toEqual(ADDRESSES);
    expect(read.items?.map(({ guid }) => guid?.value)).toEqual(ADDRESSES);
    expect(read.items?.[0]).toMatchObject({
      title: ODD,
      description: ODD,
      content: { encoded: WITHOUT_FORM_FEED },
      pubDate: "Tue, 06 Oct 2026 09:30:00 +0300",
      dc: { creators: AUTHORS.map(({ name }) => name) },
      categories: TAGS.map((name) => ({ name })),
    });
  });

  it("JSON Feed what the articles say", () => {
    const read = parseJsonFeed(jsonFeed(publication(), feed()));
    expect(read).toMatchObject({
      title: `Trade · ${ODD}`,
      description: ODD,
      home_page_url: `${ORIGIN}/tags/foreign-trade`,
      feed_url: `${ORIGIN}/tags/foreign-trade/feed.json`,
      language: "en-GB",
    });
    expect(read.items?.map(({ id }) => id)).toEqual(ADDRESSES);
    expect(read.items?.[0]).toMatchObject({
      url: ADDRESSES[0],
      title: ODD,
      summary: ODD,
      content_html: HTML,
      image: `${ORIGIN}/images/d/a.jpg`,
      date_published: PUBLISHED,
      date_modified: UPDATED,
      authors: AUTHORS,
      tags: TAGS,
    });
  });
});

it("a feed reader finds in which language an article is that is not in the site's", () => {
  const mixed = feed({ entries: [entry(), entry({ meta: meta({ language: "ru" }) })] });
  const rss = parseRssFeed(rssFeed(publication(), mixed));
  expect(rss.items?.map((item) => item.dc?.languages?.[0])).toEqual([undefined, "ru"]);
  const json = parseJsonFeed(jsonFeed(publication(), mixed));
  expect(json.items?.map((item) => item.language)).toEqual([undefined, "ru"]);
  expect(atomFeed(publication(), mixed)).toContain('<entry xml:lang="ru">');
});

describe("the text of an article in a feed", () => {
  const { tags, text, slots } = readHtml(entry().html);
  const values = (name: string, attribute: string) =>
    tags.filter((tag) => tag.name === name && !tag.closing).map((t) => t.attributes.get(attribute));

  it("has whole addresses alone", () => {
    expect(values("a", "href")).toEqual([
      `${ORIGIN}/articles/y`,
      `${ORIGIN}/archive?a=1&b=2`,
      `${ORIGIN}/articles/other`,
      `${ORIGIN}/articles/one#here`,
      "https://example.org/?x=%22y%22&z",
      `${ORIGIN}/articles/one#fn1`,
      `${ORIGIN}/polls/next`,
      `${ORIGIN}/articles/one#fnref1`,
    ]);
    expect(values("img", "src")).toEqual([`${ORIGIN}/images/d/a.jpg`]);
  });

  it("has a link in the place of a poll, and leaves an author's marker as text", () => {
    expect(slots).toEqual([]);
    expect(text).toContain(`Vote in the poll: ${ODD}`);
    expect(text).toContain("<!--slot poll:next-->");
  });

  it("has no link in the place of a poll that nobody finds", () => {
    const { tags: links } = readHtml(entry({}, '::poll{id="next"}\n\n::poll{id="gone"}').html);
    expect(links.flatMap((tag) => tag.attributes.get("href") ?? [])).toEqual([
      `${ORIGIN}/polls/next`,
    ]);
  });
});

describe("the checks themselves", () => {
  it("find an article without a date, an address or a title", async () => {
    const made = feed({ entries: [entry({ meta: { ...meta(), title: "" } })] });
    expect(await mistakes(rssFeed(publication(), made), RSS)).not.toEqual([]);
    const atom = atomFeed(publication(), feed());
    for (const [what, by] of [
      [/<updated>[^<]*<\/updated>/, ""],
      [/<id>https:/, "<id>"],
      [/<author>.*<\/author>/, ""],
      [/<published>[^<]*/, "<published>2026-10-06"],
    ] as const) {
      expect(await mistakes(atom.replace(what, by), ATOM), String(what)).not.toEqual([]);
    }
    const json = JSON.parse(jsonFeed(publication(), feed())) as { items: { id?: string }[] };
    delete json.items[0]?.id;
    expect(jsonFeedValidator.validate(json).valid).toBe(false);
  });
});
