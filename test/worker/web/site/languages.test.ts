import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startAnew } from "../../publish/publish-state.ts";
import { day, fresh, outdated, publishAll, type SentArticle } from "../../publish/pages-support.ts";
import { childrenOf, only, parseXml, select } from "./read-markup.ts";
import { api, article, ask, ORIGIN, problemsOf, publish, putSite } from "../../support/site.ts";

beforeEach(async () => {
  await startAnew();
  await putSite({ language: "en-GB" });
});

afterEach(() => {
  vi.useRealTimers();
});

const one = article("one", { date: day(3), tags: ["sea"] });
const russian = (meta: Record<string, unknown> = {}): SentArticle =>
  article("odin", {
    date: day(2),
    tags: ["sea"],
    title: "Один",
    summary: "О море.",
    language: "ru",
    translationOf: "one",
    ...meta,
  });

/** What a page says of itself and its translations: `hreflang` and address, in the page's order. */
async function alternates(slug: string): Promise<string[]> {
  const found = await select(
    await fresh(`/articles/${slug}`),
    'head link[rel="alternate"][hreflang]',
  );
  return found.map(({ attributes }) => {
    const href = attributes["href"] ?? "";
    return `${attributes["hreflang"]} ${href.replace(`${ORIGIN}/articles/`, "")}`;
  });
}

const GROUP = ["en-GB one", "ru odin", "x-default one"];

describe("an article in another language", () => {
  beforeEach(async () => {
    await publishAll([one, russian(), article("two", { date: day(4) })]);
  });

  it("has a page in that language, its words and dates too", async () => {
    const html = await fresh("/articles/odin");
    expect((await only(html, "html")).attributes).toMatchObject({ lang: "ru", dir: "ltr" });
    expect((await only(html, "main .article header time")).text).toMatch(/^3\sянваря\s2026/u);
    expect((await only(html, ".share h2")).text).toBe("Поделиться статьёй");
    const [locale] = await select(html, 'meta[property="og:locale"]');
    expect(locale?.attributes["content"]).toBe("ru_RU");
    expect(html).toContain('"inLanguage":"ru"');
  });

  it("has what is the publication's own marked as being in the site's", async () => {
    const html = await fresh("/articles/odin");
    expect((await only(html, ".masthead .title")).attributes["lang"]).toBe("en-GB");
    const names = await select(html, '.masthead nav a[lang="en-GB"]');
    expect(names.map(({ text }) => text.trim())).toEqual(["For business", "For students"]);
  });

  it("is marked in lists, and the others are not", async () => {
    for (const path of ["/", "/tags/sea", "/authors/ann"]) {
      const html = await fresh(path);
      expect((await only(html, "html")).attributes).toMatchObject({ lang: "en-GB", dir: "ltr" });
      expect((await only(html, ".teaser h2[lang]")).text.trim()).toBe("Один");
      const summary = await only(html, ".teaser .summary[lang]");
      expect([summary.attributes["lang"], summary.text.trim()]).toEqual(["ru", "О море."]);
    }
  });

  it("is marked beside other articles", async () => {
    const titles = await select(await fresh("/articles/one"), ".onward nav [lang]");
    expect(titles.map(({ attributes, text }) => [attributes["lang"], text])).toEqual([
      ["ru", "Один"],
    ]);
  });

  it("is not named as related to the one that it is a translation of", async () => {
    await publishAll([article("zero", { date: day(0), tags: ["sea"] })]);
    const related = await select(await fresh("/articles/one"), ".onward section li > a");
    expect(related.map(({ text }) => text)).toEqual(["Title of zero"]);
    expect(await outdated()).toEqual([]);
  });

  it("says its language in the feeds", async () => {
    const atom = parseXml(await fresh("/feed.xml"));
    const entries = childrenOf(atom, "entry").map((entry) => entry.attributes.get("xml:lang"));
    expect(entries).toEqual([undefined, undefined, "ru"]);
    const [channel] = childrenOf(parseXml(await fresh("/rss.xml")), "channel");
    if (!channel) throw new Error("no channel");
    const items = childrenOf(channel, "item").map((i) => childrenOf(i, "dc:language")[0]?.text);
    expect(items).toEqual([undefined, undefined, "ru"]);
    const { language, items: json } = await (
      await ask("/feed.json")
    ).json<{ language: string; items: { language?: string }[] }>();
    expect([language, ...json.map((i) => i.language)]).toEqual([
      "en-GB",
      undefined,
      undefined,
      "ru",
    ]);
  });
});

it.each(["ar", "he"])("a page in %s runs from right to left", async (language) => {
  await publishAll([article("yamin", { language, title: "عنوان" }), one]);
  const html = await fresh("/articles/yamin");
  expect((await only(html, "html")).attributes).toMatchObject({ lang: language, dir: "rtl" });
  const title = await only(html, ".masthead .title");
  expect(title.attributes).toMatchObject({ lang: "en-GB", dir: "ltr" });
  const teaser = await only(await fresh("/"), ".teaser h2[lang]");
  expect(teaser.attributes).toMatchObject({ lang: language, dir: "rtl" });
});

describe("translations", () => {
  it("name one another and themselves, with the original for everybody else", async () => {
    await publishAll([one, russian(), article("eins", { language: "de", translationOf: "one" })]);
    const all = ["en-GB one", "de eins", "ru odin", "x-default one"];
    for (const slug of ["one", "odin", "eins"]) expect(await alternates(slug)).toEqual(all);
  });

  it("are linked for readers, each in its own language", async () => {
    await publishAll([one, russian()]);
    const link = await only(await fresh("/articles/one"), ".also-in a");
    expect(link.text).toBe("Русский");
    expect(link.attributes).toMatchObject({ href: "/articles/odin", hreflang: "ru", lang: "ru" });
    const line = await only(await fresh("/articles/odin"), ".also-in");
    expect(line.text).toBe("На других языках: English");
    expect(await select(await fresh("/articles/odin"), ".also-in a[lang='en-GB']")).toHaveLength(1);
  });

  it("are in the site map as in the pages", async () => {
    await publishAll([one, russian(), article("two", { date: day(4) })]);
    const urls = childrenOf(parseXml(await fresh("/sitemap.xml")), "url");
    const found = urls.map((url) =>
      childrenOf(url, "xhtml:link").map(
        ({ attributes }) =>
          `${attributes.get("hreflang")} ${attributes.get("href")?.replace(`${ORIGIN}/articles/`, "")}`,
      ),
    );
    expect(found.filter((links) => links.length > 0)).toEqual([GROUP, GROUP]);
  });

  it("are not named where there is one language alone", async () => {
    await publishAll([one]);
    expect(await alternates("one")).toEqual([]);
    expect(await select(await fresh("/articles/one"), ".also-in")).toEqual([]);
    expect(await fresh("/sitemap.xml")).not.toContain("xhtml");
  });

  it("are named by the original as soon as one appears, and no longer when it is gone", async () => {
    await publishAll([one]);
    await publishAll([russian()]);
    expect(await alternates("one")).toEqual(GROUP);
    expect(await outdated()).toEqual([]);
    await publish({ articles: ["odin"] });
    expect(await alternates("one")).toEqual([]);
    expect(await outdated()).toEqual([]);
  });

  it("are without the original when that is gone", async () => {
    await publishAll([one, russian(), article("eins", { language: "de", translationOf: "one" })]);
    await publish({ articles: ["one"] });
    for (const slug of ["odin", "eins"]) {
      expect(await alternates(slug)).toEqual(["de eins", "ru odin"]);
    }
    expect(await outdated()).toEqual([]);
  });

  it("are told of another language, and of another original", async () => {
    const two = article("two", { date: day(4) });
    await publishAll([one, two, russian()]);
    await publishAll([russian({ language: "uk" })]);
    expect(await alternates("one")).toEqual(["en-GB one", "uk odin", "x-default one"]);
    await publishAll([russian({ translationOf: "two" })]);
    expect(await alternates("one")).toEqual([]);
    expect(await alternates("two")).toEqual(["en-GB two", "ru odin", "x-default two"]);
    expect(await outdated()).toEqual([]);
  });

  it("are not named while they are drafts", async () => {
    await publishAll([one, russian({ draft: true })]);
    expect(await alternates("one")).toEqual([]);
    await publishAll([russian()]);
    expect(await alternates("one")).toEqual(GROUP);
    await publishAll([russian({ draft: true })]);
    expect(await alternates("one")).toEqual([]);
    expect(await outdated()).toEqual([]);
  });

  it("are named from their time on", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-01T00:00:00Z"), toFake: ["Date"] });
    await publishAll([one, russian({ publishAt: "2026-11-02" })]);
    expect(await alternates("one")).toEqual([]);
    expect(await fresh("/sitemap.xml")).not.toContain("/odin");
    vi.setSystemTime(Date.parse("2026-11-02T00:00:01Z"));
    await publish();
    expect(await alternates("one")).toEqual(GROUP);
    expect(await outdated()).toEqual([]);
  });

  it("of itself no article is", async () => {
    const response = await api("PUT", "/articles/one", {
      ...one,
      meta: { ...one.meta, translationOf: "one" },
    });
    expect(await problemsOf(response)).toEqual([
      { what: "one", at: "translationOf", message: "is the article itself" },
    ]);
  });
});
