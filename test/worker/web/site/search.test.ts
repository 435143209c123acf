import { beforeAll, describe, expect, it, vi } from "vitest";
import { links, select } from "./read-markup.ts";
import { find, marked, searchPath, statusOf, valueOf } from "./search-support.ts";
import {
  article,
  ask,
  embed,
  fails,
  faultyD1,
  forgetAll,
  hangs,
  onlyFor,
  page,
  poll,
  publish,
  putSite,
  quiet,
  SECRET,
  send,
  site,
} from "../../support/site.ts";

const LONG = `${"Something else. ".repeat(80)}The keystone is here. ${"And more. ".repeat(80)}`;
const NASTY = `<img src=x onerror="alert(1)"> & <b>nettle</b>`;

beforeAll(async () => {
  await putSite({ authors: [...site().authors, { id: "quince", name: "Q. Quince" }] });
  await send("POST", "/polls", { polls: [poll("embargo")] });
  await send("POST", "/articles", {
    articles: [
      article("in-title", { title: "A quince a day" }),
      article("in-summary", { summary: "A quince a day." }),
      article("in-names", { authors: ["quince"] }),
      article("in-text", {}, "Someone ate a quince."),
      article("long", { title: "Stones" }, LONG),
      article("nasty", { title: NASTY, summary: NASTY }, NASTY),
      article("talks", {}, "The talks about peace failed. A treaty for *lasting* peace."),
      article(
        "marks",
        {},
        `See [this page](https://hidden.example/cranberry "cranberry").\n\n${embed("embargo")}`,
      ),
    ],
  });
  await send("POST", "/articles", {
    articles: Array.from({ length: 23 }, (_, i) => article(`many-${i}`, {}, `Turnip number${i}.`)),
  });
  await publish();
});

describe("a search", () => {
  it("ranks a word in the title over one in the summary, in a name, in the text", async () => {
    expect(await find("quince")).toEqual(["in-title", "in-summary", "in-names", "in-text"]);
  });

  it("finds all words, the last also as the beginning of one", async () => {
    expect(await find("peace trea")).toEqual(["talks"]);
    expect(await find("pea treaty")).toEqual([]);
    expect(await find("peace quince")).toEqual([]);
  });

  it("finds words in quotes one after the other, across the text's marks", async () => {
    expect(await find('"lasting peace"')).toEqual(["talks"]);
    expect(await find('"peace lasting"')).toEqual([]);
  });

  it("leaves out articles with a word after a minus", async () => {
    expect(await find("quince -ate")).not.toContain("in-text");
    expect(await find("quince -ate")).toContain("in-title");
  });

  it("finds nothing in what readers don't see: addresses of links, lines of polls", async () => {
    expect(await find("cranberry")).toEqual([]);
    expect(await find("embargo")).toEqual([]);
    expect(await find('"Before the poll"')).toEqual(["marks"]);
  });
});

describe("what was found", () => {
  it("is marked in the title and in the excerpt, which is of the place where it stands", async () => {
    expect(await marked("stones keystone")).toEqual(["Stones", "keystone"]);
    const [excerpt] = await select(await page(searchPath("keystone")), ".search-hits .summary");
    expect(excerpt?.text).toContain("The keystone is here.");
    expect(excerpt?.text.startsWith("…")).toBe(true);
    expect(excerpt?.text.length).toBeLessThan(400);
  });

  it("has title, byline, date and, without a word in the text, the summary", async () => {
    const html = await page(searchPath("day -title"));
    const [title] = await select(html, ".search-hits h2 a");
    expect([title?.text, title?.attributes["href"]]).toEqual([
      "A quince a day",
      "/articles/in-title",
    ]);
    expect((await select(html, ".search-hits time")).map((t) => t.attributes["datetime"])).toEqual([
      "2026-10-05",
    ]);
    expect((await select(html, ".search-hits .byline")).map((b) => b.text)).toEqual([
      "By Ann Author",
    ]);
    const [summary] = await select(await page(searchPath("day title")), ".search-hits .summary");
    expect(summary?.text).toBe("A quince a day.");
  });

  it("is text, whatever HTML is in it or in the query", async () => {
    for (const query of [
      "nettle",
      "nettle onerror",
      `<b>nettle</b>`,
      `"><script>alert(1)</script> nettle`,
    ]) {
      const html = await page(searchPath(query));
      for (const name of ["img", "script", "b"]) {
        expect(await select(html, `main ${name}`)).toEqual([]);
      }
      const [input] = await select(html, "input[name=q]");
      expect(valueOf(input?.attributes["value"])).toBe(query);
    }
    const [title] = await select(await page(searchPath("nettle")), ".search-hits h2");
    expect(title?.text).toBe(NASTY);
    expect(await marked("nettle")).toEqual(["nettle", "nettle"]);
  });
});

describe("the page of a search", () => {
  it("may be kept for a minute, is not to be found itself, and has a form that works without a script", async () => {
    const response = await ask(searchPath("turnip"));
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=60, stale-if-error=600");
    expect(response.headers.get("Content-Type")).toMatch(/^text\/html/);
    const html = await response.text();
    const [robots] = await select(html, "meta[name=robots]");
    expect(robots?.attributes["content"]).toBe("noindex");
    const [form] = await select(html, "main form[role=search]");
    expect(form?.attributes).toMatchObject({ action: "/search" });
    const [input] = await select(html, "form input[type=search][name=q]");
    const [label] = await select(html, "form label");
    expect(label?.attributes["for"]).toBe(input?.attributes["id"]);
    expect(await select(html, "link[rel=canonical]")).toEqual([]);
    expect(await page("/robots.txt")).toContain("\nDisallow: /search\n");
  });

  it("is answered to HEAD, and to no other method", async () => {
    const head = await ask(searchPath("turnip"), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await ask("/search", { method });
      expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
    }
  });

  it("shows ten articles at a time, each once", async () => {
    const html = await page(searchPath("turnip"));
    expect((await select(html, ".search-count")).map((p) => p.text)).toEqual(["23 articles"]);
    expect(await select(html, ".pager a[rel=prev]")).toEqual([]);
    const pages = [
      await find("turnip"),
      await find("turnip", "&page=2"),
      await find("turnip", "&page=3"),
    ];
    expect(pages.map((slugs) => slugs.length)).toEqual([10, 10, 3]);
    expect(new Set(pages.flat()).size).toBe(23);
    const [next] = await select(html, ".pager a[rel=next]");
    expect(valueOf(next?.attributes["href"])).toBe("/search?q=turnip&page=2");
    const [back] = await select(await page(searchPath("turnip", "&page=2")), ".pager a[rel=prev]");
    expect(back?.attributes["href"]).toBe("/search?q=turnip");
  });

  it("links its other pages for any query", async () => {
    const query = `turnip -"é & +#%" -"😀`;
    const [next] = await select(await page(searchPath(query)), ".pager a[rel=next]");
    const path = valueOf(next?.attributes["href"]);
    const [input] = await select(await page(path), "input[name=q]");
    expect(valueOf(input?.attributes["value"])).toBe(query);
    expect(path).toMatch(/&page=2$/);
  });

  it("is not found out of range", async () => {
    for (const number of ["4", "0", "-1", "x", "1.0", "01", "", "99999999999999999999"]) {
      expect(await statusOf(searchPath("turnip", `&page=${number}`)), number).toBe(404);
    }
    expect(await statusOf("/search?page=2")).toBe(404);
    expect(await statusOf(searchPath("turnip", "&page=3"))).toBe(200);
  });

  it("says one article, and none with the way to the archive", async () => {
    const one = await page(searchPath("keystone"));
    expect((await select(one, ".search-count")).map((p) => p.text)).toEqual(["1 article"]);
    for (const query of ["zyzzyva", "😀", "-quince", "***"]) {
      const none = await page(searchPath(query));
      expect((await select(none, ".search-count")).map((p) => p.text)).toEqual([
        `No articles with ${query}`,
      ]);
      expect((await links(none)).filter((href) => href === "/archive").length).toBeGreaterThan(0);
    }
  });

  it("shows the form and the newest articles where nothing is asked", async () => {
    for (const query of ["", " ", "\0"]) {
      const html = await page(searchPath(query));
      expect(await select(html, "main form[role=search]")).toHaveLength(1);
      expect((await links(html)).filter((href) => href.startsWith("/articles/")).length).toBe(6);
    }
  });

  it("is linked from every page, and its form stands where a page is not found", async () => {
    expect(await links(await page("/articles/talks"))).toContain("/search");
    const lost = await (await ask("/articles/nowhere")).text();
    expect(await select(lost, "form[role=search] input[name=q]")).toHaveLength(1);
  });
});

describe("without D1", () => {
  it.each([
    ["that fails", fails],
    ["that does not answer", hangs],
  ])("a search in a D1 %s is answered with 503, in the form that suits", async (_, fault) => {
    vi.restoreAllMocks();
    quiet();
    forgetAll();
    const DB = faultyD1(onlyFor("search_texts", fault));
    const response = await ask(searchPath("turnip"), {}, { DB });
    expect(response.status).toBe(503);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const html = await response.text();
    expect(html).not.toContain(SECRET);
    expect(html).toContain("The Test Review");
    const json = await ask(
      searchPath("turnip"),
      { headers: { Accept: "application/json" } },
      { DB },
    );
    expect([json.status, json.headers.get("Content-Type")]).toEqual([
      503,
      "application/problem+json",
    ]);
  });
});
