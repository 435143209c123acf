import { readFileSync } from "node:fs";
import createMarkdownIt from "markdown-it";
import robotsParser from "robots-parser";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { pollSchema } from "../../../src/core/polls/poll.ts";
import { llmsTxt } from "../../../src/views/feeds/llms.ts";
import { newsSitemap, robots, sitemap } from "../../../src/views/feeds/sitemap.ts";
import { beside, meta, mistakes, ODD, ORIGIN, publication } from "./support.ts";
import { elements, readXml, textOf } from "./xml.ts";

/** The official schema, and ours after Google's documentation. */
const OFFICIAL = {
  fileName: "sitemap.xsd",
  contents: readFileSync(
    new URL("../../../node_modules/sitemap/schema/sitemap.xsd", import.meta.url),
    "utf8",
  ),
};
const WITH_NEWS = beside("sitemap-and-news.xsd");
const PARTS = [OFFICIAL, beside("news.xsd"), beside("xhtml.xsd")];

const content = (xml: string, name: string) =>
  elements(readXml(xml.replace(/^<\?xml[^>]*\?>\n/, "")), name).map(textOf);

describe("the site map", () => {
  const entries = [
    { path: "/", updatedAt: Date.parse("2026-10-08T10:00:00Z") },
    { path: "/articles/one", updatedAt: 0 },
    { path: "/polls/one", updatedAt: null },
  ];

  it("is valid by the schema of sitemaps.org", async () => {
    expect(await mistakes(sitemap(ORIGIN, entries), OFFICIAL)).toEqual([]);
  });

  it("is valid with translations, and says each of them of each", async () => {
    const translations = [
      { slug: "one", language: "en-GB", original: true },
      { slug: "odin", language: "ru", original: false },
    ];
    const both = ["one", "odin"].map((slug) => ({
      path: `/articles/${slug}`,
      updatedAt: 0,
      translations,
    }));
    const xml = sitemap(ORIGIN, [...entries, ...both]);
    expect(await mistakes(xml, WITH_NEWS, PARTS)).toEqual([]);
    const links = elements(readXml(xml.replace(/^<\?xml[^>]*\?>\n/, "")), "xhtml:link");
    expect(
      links.map(({ attributes }) => `${attributes["hreflang"]} ${attributes["href"]}`),
    ).toEqual(
      [0, 1].flatMap(() => [
        `en-GB ${ORIGIN}/articles/one`,
        `ru ${ORIGIN}/articles/odin`,
        `x-default ${ORIGIN}/articles/one`,
      ]),
    );
  });

  it("has the addresses, and when those changed of which that is known", () => {
    const xml = sitemap(ORIGIN, entries);
    expect(content(xml, "loc")).toEqual(entries.map(({ path }) => ORIGIN + path));
    expect(content(xml, "lastmod")).toEqual([
      "2026-10-08T10:00:00.000Z",
      "1970-01-01T00:00:00.000Z",
    ]);
  });
});

describe("the map for news", () => {
  const entries = [
    { slug: "one", meta: meta() },
    { slug: "two", meta: meta({ title: "Two", date: "2026-10-05" }) },
  ];

  it.each(["en-GB", "de", "zh-Hant", "zh"])("is valid, in %s", async (language) => {
    const xml = newsSitemap(publication({ language }), entries);
    expect(await mistakes(xml, WITH_NEWS, PARTS)).toEqual([]);
  });

  it("says what Google asks of each article", () => {
    const xml = newsSitemap(publication(), entries);
    expect(content(xml, "loc")).toEqual([`${ORIGIN}/articles/one`, `${ORIGIN}/articles/two`]);
    expect(content(xml, "news:title")).toEqual([ODD, "Two"]);
    expect(content(xml, "news:name")).toEqual(Array(2).fill(publication().site.name));
    expect(content(xml, "news:language")).toEqual(["en", "en"]);
    expect(content(xml, "news:publication_date")).toEqual([
      "2026-10-06T09:30:00+03:00",
      "2026-10-05T00:00:00.000Z",
    ]);
  });

  it.each([
    ["en-GB", "en"],
    ["pt-BR", "pt"],
    ["zh-Hant-HK", "zh-tw"],
    ["zh-CN", "zh-cn"],
  ])("says of %s that it is %s", (language, expected) => {
    const xml = newsSitemap(publication({ language }), entries);
    expect(content(xml, "news:language")[0]).toBe(expected);
  });

  it("says of an article in another language that it is in that", async () => {
    const xml = newsSitemap(publication(), [{ slug: "odin", meta: meta({ language: "ru" }) }]);
    expect(content(xml, "news:language")).toEqual(["ru"]);
    expect(await mistakes(xml, WITH_NEWS, PARTS)).toEqual([]);
  });

  it("is refused by the check where it has no title", async () => {
    const xml = newsSitemap(publication(), entries).replace(/<news:title>Two<\/news:title>/, "");
    expect(await mistakes(xml, WITH_NEWS, PARTS)).not.toEqual([]);
  });
});

describe("robots.txt", () => {
  // A CommonJS module: Node exports the function itself, unlike its types.
  const readRobots = robotsParser as unknown as typeof robotsParser.default;
  const parsed = readRobots(`${ORIGIN}/robots.txt`, robots(ORIGIN));

  it("names both maps", () => {
    expect(parsed.getSitemaps()).toEqual([`${ORIGIN}/sitemap.xml`, `${ORIGIN}/sitemap-news.xml`]);
  });

  it.each(["/", "/articles/one", "/articles/one.md", "/polls/one", "/feed.xml", "/llms.txt"])(
    "lets robots read %s",
    (path) => {
      expect(parsed.isAllowed(ORIGIN + path, "AnyBot")).toBe(true);
    },
  );

  it.each(["/api/publish", "/polls/one/votes"])("keeps robots from %s", (path) => {
    expect(parsed.isAllowed(ORIGIN + path, "AnyBot")).toBe(false);
  });
});

describe("llms.txt", () => {
  const poll = v.parse(pollSchema, {
    id: "next",
    title: ODD,
    questions: [
      { id: "q", text: ODD, kind: "single", options: ["a", "b"].map((id) => ({ id, text: id })) },
    ],
  });
  const articles = [
    { slug: "one", meta: meta() },
    { slug: "two", meta: meta({ title: "1. Two", summary: undefined }) },
  ];

  /** Its blocks: `h1 text`, `blockquote text`, …; and its links. */
  function read(text: string) {
    const tokens = createMarkdownIt().parse(text, {});
    const blocks: string[] = [];
    const links: { section: string; title: string; href: string; note: string }[] = [];
    const plain = (children: typeof tokens) => children.map((token) => token.content).join("");
    let [open, section] = ["", ""];
    for (const token of tokens) {
      if (["heading_open", "blockquote_open", "bullet_list_open"].includes(token.type)) {
        open = token.tag;
        if (token.tag === "ul") blocks.push("ul");
      }
      if (token.type === "paragraph_open" && token.level === 0) open = "p";
      if (token.type !== "inline") continue;
      const children = token.children ?? [];
      if (open !== "ul") blocks.push(`${open} ${plain(children)}`);
      if (open === "h2") section = plain(children);
      const [first] = children;
      if (open === "ul" && first?.type === "link_open") {
        const end = children.findIndex(({ type }) => type === "link_close");
        links.push({
          section,
          title: plain(children.slice(1, end)),
          href: String(first.attrGet("href")),
          note: plain(children.slice(end + 1)),
        });
      }
    }
    return { blocks, links };
  }

  it("has the parts that llmstxt.org names, in their order", () => {
    const { blocks } = read(llmsTxt(publication(), articles, [poll]));
    const names = blocks.map((block) => block.split(" ")[0]).join(" ");
    expect(names).toBe("h1 blockquote p h2 ul h2 ul h2 ul");
    expect(blocks.slice(0, 2)).toEqual([`h1 ${publication().site.name}`, `blockquote ${ODD}`]);
    expect(blocks.at(-2)).toBe("h2 Optional");
  });

  it("leads to the Markdown of articles and to the data of polls", () => {
    const { links } = read(llmsTxt(publication(), articles, [poll]));
    expect(links.filter(({ section }) => section !== "Optional")).toEqual([
      {
        section: "Newest articles",
        title: ODD,
        href: `${ORIGIN}/articles/one.md`,
        note: `: ${ODD}`,
      },
      {
        section: "Newest articles",
        title: "1. Two",
        href: `${ORIGIN}/articles/two.md`,
        note: "",
      },
      {
        section: "Polls as open data",
        title: ODD,
        href: `${ORIGIN}/polls/next/results.json`,
        note: `: ${ODD}`,
      },
    ]);
    expect(links.every(({ href }) => href.startsWith(`${ORIGIN}/`))).toBe(true);
  });

  it("leaves out what a site does not have", () => {
    const { blocks } = read(llmsTxt(publication({ tagline: undefined }), [], []));
    expect(blocks.map((block) => block.split(" ")[0])).toEqual(["h1", "p", "h2", "ul"]);
  });

  it.each(["- a", "+ a", "1. a", "1) a", "# a", "> a", "= a", "a #", "| a |", "~~a~~", "a  b"])(
    "says %s as text",
    (tagline) => {
      const { blocks } = read(llmsTxt(publication({ tagline }), [], []));
      expect(blocks[1]).toBe(`blockquote ${tagline.replace("  ", " ")}`);
    },
  );
});
