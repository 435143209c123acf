import { Validator } from "@cfworker/json-schema";
import openGraphScraper from "open-graph-scraper";
import { describe, expect, it } from "vitest";
import { Layout } from "../../../src/views/page/layout.tsx";
import { articlePage, ODD, ORIGIN, publication } from "./support.ts";

const address = { type: "string", format: "uri", pattern: "^https?://" } as const;
const text = { type: "string", minLength: 1 } as const;
const time = { type: "string", format: "date-time" } as const;

/** What ogp.me and Twitter cards require of a page, in the form that a scraper reports. */
const SHARED = new Validator(
  {
    type: "object",
    required: ["ogTitle", "ogType", "ogUrl", "ogLocale", "ogSiteName", "twitterCard"],
    properties: {
      ogTitle: text,
      ogDescription: text,
      ogUrl: address,
      ogLocale: { pattern: "^[a-z]{2,3}_[A-Z]{2}$" },
      ogType: { enum: ["article", "website"] },
      ogImage: {
        type: "array",
        items: {
          type: "object",
          required: ["url", "width", "height", "alt"],
          properties: {
            url: address,
            width: { pattern: "^[1-9][0-9]*$" },
            height: { pattern: "^[1-9][0-9]*$" },
            alt: text,
          },
        },
      },
      articlePublishedTime: time,
      articleModifiedTime: time,
      articleAuthor: address,
    },
    if: { properties: { ogType: { const: "article" } } },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's word.
    then: {
      required: ["ogDescription", "articlePublishedTime", "articleModifiedTime", "articleAuthor"],
    },
    allOf: [
      {
        if: { required: ["ogImage"] },
        // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's word.
        then: { properties: { twitterCard: { const: "summary_large_image" } } },
        else: { properties: { twitterCard: { const: "summary" } } },
      },
    ],
  },
  "2020-12",
  false,
);

/** What a program that makes link previews finds in a page. */
async function scrape(html: string) {
  const { result, error } = await openGraphScraper({ html });
  if (error) throw new Error(JSON.stringify(result));
  return result;
}

/** The attributes of all elements with a name in a page's head. */
function inHead(html: string, name: string): Record<string, string>[] {
  const [head = ""] = html.split("</head>");
  return [...head.matchAll(new RegExp(`<${name}((?: [a-z:-]+="[^"]*")*)\\s*/?>`, "g"))].map(
    ([, attributes = ""]) =>
      Object.fromEntries(
        [...attributes.matchAll(/ ([a-z:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ) as Record<string, string>,
  );
}

function page(path: string, title?: string, site: object = {}): string {
  const named = title === undefined ? {} : { title };
  return String(Layout({ publication: publication(site), path, ...named }));
}

describe("the head of an article", () => {
  it("is as Open Graph and Twitter cards ask", async () => {
    for (const html of [articlePage(), articlePage({ image: undefined, summary: undefined })]) {
      expect(SHARED.validate(await scrape(html)).errors).toEqual([]);
    }
  });

  it("says what the article says", async () => {
    expect(await scrape(articlePage())).toMatchObject({
      ogTitle: ODD,
      ogDescription: ODD,
      ogType: "article",
      ogUrl: `${ORIGIN}/articles/one`,
      ogLocale: "en_GB",
      ogSiteName: publication().site.name,
      ogImage: [{ url: `${ORIGIN}/images/d/a.jpg`, width: "1200", height: "630", alt: ODD }],
      articlePublishedTime: "2026-10-06T09:30:00+03:00",
      articleModifiedTime: "2026-10-08T10:00:00.000Z",
      author: `Ann "A" <Author> & Sons, Ben Büttner`,
      twitterCard: "summary_large_image",
    });
  });

  it("names every author's page and every tag", () => {
    const metas = inHead(articlePage(), "meta");
    const of = (property: string) =>
      metas.filter((one) => one.property === property).map((one) => one.content);
    expect(of("article:author")).toEqual([`${ORIGIN}/authors/ann`, `${ORIGIN}/authors/ben`]);
    expect(of("article:tag")).toEqual(["foreign trade", "sea"]);
  });

  it.each([
    ["One. Two.\n\nThree.", "One. Two."],
    [`${"word ".repeat(39)}longer words`, `${"word ".repeat(39).trim()}…`],
    [
      '## Title\n\n::poll{id="next"}\n\n*It* begins & [goes](/on).[^1]\n\n[^1]: Note.',
      "It begins & goes.",
    ],
  ])("describes an article without a summary by its first paragraph: %s", async (body, first) => {
    const html = articlePage({ summary: undefined }, {}, body);
    expect((await scrape(html)).ogDescription).toBe(first);
  });

  it("does not describe an article without a text", async () => {
    const html = articlePage({ summary: undefined }, {}, '::poll{id="next"}');
    expect((await scrape(html)).ogDescription).toBeUndefined();
  });

  it("has one canonical address, and leads to the Markdown", () => {
    const links = inHead(articlePage(), "link");
    expect(links.filter(({ rel }) => rel === "canonical")).toEqual([
      { rel: "canonical", href: `${ORIGIN}/articles/one` },
    ]);
    expect(links.filter(({ type }) => type === "text/markdown")).toEqual([
      { rel: "alternate", type: "text/markdown", href: `${ORIGIN}/articles/one.md` },
    ]);
  });
});

describe("the head of another page", () => {
  it("is as Open Graph and Twitter cards ask", async () => {
    for (const html of [page("/"), page("/tags/sea", "Sea"), page("/polls", "Polls")]) {
      expect(SHARED.validate(await scrape(html)).errors).toEqual([]);
    }
  });

  it.each([
    ["en", "en_US"],
    ["pt-BR", "pt_BR"],
    ["zh-Hant-TW", "zh_TW"],
    ["de", "de_DE"],
  ])("says of the language %s the locale %s", async (language, expected) => {
    expect((await scrape(page("/", undefined, { language }))).ogLocale).toBe(expected);
  });

  it("says that a page without an address is not to be found, and leads to no copy of it", () => {
    const html = String(Layout({ publication: publication(), title: "Message" }));
    expect(inHead(html, "meta")).toContainEqual({ name: "robots", content: "noindex" });
    expect(inHead(html, "link").filter(({ rel }) => rel === "canonical")).toEqual([]);
  });
});

describe("the feeds that a page leads to", () => {
  const feeds = (html: string) =>
    inHead(html, "link")
      .filter(({ rel, type }) => rel === "alternate" && type !== "text/markdown")
      .map(({ type, href }) => `${type} ${href}`);
  const three = (base: string) => [
    `application/atom+xml ${base}/feed.xml`,
    `application/rss+xml ${base}/rss.xml`,
    `application/feed+json ${base}/feed.json`,
  ];

  it.each(["/", "/articles/one", "/polls", "/archive/2026", "/archive"])(
    "are those of the site on %s",
    (path) => {
      expect(feeds(page(path, "Page"))).toEqual(three(""));
    },
  );

  it.each(["/for/business", "/tags/sea", "/authors/ann"])("are its own too on %s", (path) => {
    expect(feeds(page(path, "Page"))).toEqual([...three(""), ...three(path)]);
  });
});

describe("the check itself", () => {
  it.each([
    ["the picture's height", /<meta property="og:image:height"[^>]*>/],
    ["the date", /<meta property="article:published_time"[^>]*>/],
    ["the origin of the picture", "https://site.example/images"],
    ["the card", /<meta name="twitter:card"[^>]*>/],
  ])("misses %s", async (_, what) => {
    const html = articlePage().replace(what, "");
    expect(SHARED.validate(await scrape(html)).valid).toBe(false);
  });
});
