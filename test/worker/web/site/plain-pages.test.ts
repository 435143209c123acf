import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { isReserved } from "../../../../src/core/routes.ts";
import { app } from "../../../../src/web/app.ts";
import { fresh, hrefs, outdated, plainPage, statusOf } from "../../publish/pages-support.ts";
import { pagesInKv, publishNoting, startAnew } from "../../publish/publish-state.ts";
import { links, select } from "./read-markup.ts";
import {
  api,
  ask,
  embed,
  fails,
  faultyD1,
  forgetAll,
  page,
  problemsOf,
  publish,
  putArticle,
  putImage,
  putPoll,
  putSite,
  quiet,
  send,
} from "../../support/site.ts";

const FOOT = "footer nav a";

beforeEach(async () => {
  await startAnew();
  await putSite();
  await putArticle("here");
});

async function publishPages(...pages: ReturnType<typeof plainPage>[]): Promise<void> {
  await send("POST", "/pages", { pages });
  await publish();
}

/** The plain pages that the foot of a page links to. */
async function atFoot(path: string): Promise<string[]> {
  const all = await hrefs(await fresh(path), FOOT);
  return all.filter((href) => /^\/[a-z0-9-]+$/.test(href) && !isReserved(href.slice(1)));
}

describe("a plain page", () => {
  it("stands at its name, with title, lead and text, as Markdown has it", async () => {
    await putImage("harbour.jpg");
    const text = "## Who\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n![A harbour](images/harbour.jpg)";
    await publishPages(plainPage("about", { summary: "Who we are." }, text));
    const html = await fresh("/about");
    expect((await select(html, "h1")).map((one) => one.text)).toEqual(["Title of about"]);
    expect((await select(html, ".lead")).map((one) => one.text)).toEqual(["Who we are."]);
    expect((await select(html, ".body h2, .body td")).map((one) => one.text)).toEqual([
      "Who",
      "1",
      "2",
    ]);
    expect((await select(html, ".body img"))[0]?.attributes["src"]).toMatch(
      /^\/images\/[0-9a-f]{64}\//,
    );
    const [canonical] = await select(html, "link[rel=canonical]");
    expect(canonical?.attributes["href"]).toBe("https://hustings.test/about");
    const [description] = await select(html, "meta[property='og:description']");
    expect(description?.attributes["content"]).toBe("Who we are.");
  });

  it("is the same bytes for everybody, is kept for seconds, and answers 304", async () => {
    await publishPages(plainPage("about"));
    const response = await ask("/about");
    const etag = response.headers.get("ETag") ?? "";
    expect(etag).not.toBe("");
    expect(response.headers.get("Cache-Control")).toMatch(/^public, max-age=\d+/);
    expect((await ask("/about", { headers: { "If-None-Match": etag } })).status).toBe(304);
    expect((await ask("/about/")).headers.get("Location")).toBe("/about");
    expect((await ask("/about", { method: "POST" })).status).toBe(405);
  });

  it("may have a poll in it, which is live", async () => {
    await putPoll("one");
    await publishPages(plainPage("join", {}, embed("one")));
    expect(await select(await fresh("/join"), "[data-poll=one] form")).not.toEqual([]);
  });

  it("is in the site map and in llms.txt", async () => {
    await publishPages(plainPage("about", { summary: "Who we are." }));
    expect(await fresh("/sitemap.xml")).toMatch(
      /<loc>https:\/\/hustings\.test\/about<\/loc><lastmod>/,
    );
    expect(await fresh("/llms.txt")).toContain(
      "[Title of about](https://hustings.test/about): Who we are.",
    );
  });

  it("is rendered and put back where KV has lost it", async () => {
    await publishPages(plainPage("about"));
    const before = (await pagesInKv()).get("/about");
    await env.PAGES.delete("page:/about");
    expect(await statusOf("/about")).toBe(200);
    expect((await pagesInKv()).get("/about")).toBe(before);
  });

  it("is not said to be missing while nobody can say whether it is there", async () => {
    quiet();
    await publishPages(plainPage("about"));
    await env.PAGES.delete("page:/about");
    forgetAll();
    const response = await ask("/about", {}, { DB: faultyD1(fails) });
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).not.toBeNull();
  });

  it("is gone (410) once it is taken out, and there again once it is published again", async () => {
    await publishPages(plainPage("about"), plainPage("contact"));
    await publish({ pages: ["about", "never-was"] });
    expect(await statusOf("/about")).toBe(410);
    expect(await statusOf("/never-was")).toBe(404);
    expect(await statusOf("/contact")).toBe(200);
    expect((await pagesInKv()).has("/about")).toBe(false);
    await publishPages(plainPage("about"));
    expect(await statusOf("/about")).toBe(200);
  });

  it("comes before a redirect, which comes before that it is gone", async () => {
    await send("PUT", "/redirects", { redirects: [{ from: "/about", to: "/archive" }] });
    await publishPages(plainPage("about"));
    expect(await statusOf("/about")).toBe(200);
    await publish({ pages: ["about"] });
    forgetAll();
    const response = await ask("/about");
    expect([response.status, response.headers.get("Location")]).toEqual([301, "/archive"]);
  });
});

describe("the foot of every page", () => {
  it("links to the plain pages in their order, by title where none is given", async () => {
    await publishPages(
      plainPage("c", { title: "Zebras" }),
      plainPage("b", { title: "Apes" }),
      plainPage("a", { title: "Yaks", order: 2 }),
      plainPage("d", { title: "Ants", order: 1 }),
    );
    const expected = ["/d", "/a", "/b", "/c"];
    for (const path of ["/", "/articles/here", "/archive", "/d", "/search"]) {
      expect(await atFoot(path), path).toEqual(expected);
    }
    const [current] = await select(await fresh("/d"), `${FOOT}[aria-current=page]`);
    expect(current?.attributes["href"]).toBe("/d");
  });

  it("links to none where there are none", async () => {
    await publish();
    expect(await atFoot("/")).toEqual([]);
    expect(await atFoot("/articles/here")).toEqual([]);
  });

  it("has every page made again where a title changes, and one page where a text does", async () => {
    await publishPages(plainPage("about"), plainPage("contact"));
    await send("PUT", "/pages/about", plainPage("about", {}, "Other words."));
    const text = await publishNoting();
    expect(text.put).toContain("/about");
    expect(text.put).not.toContain("/articles/here");
    await send("PUT", "/pages/about", plainPage("about", { title: "Who" }, "Other words."));
    const title = await publishNoting();
    expect(title.put).toEqual(expect.arrayContaining(["/", "/contact", "/polls"]));
    expect(await links(await fresh("/articles/here"))).toContain("/about");
  });

  it("is as a publish of everything would make it, after each change", async () => {
    await publishPages(plainPage("about"), plainPage("contact"));
    await publish({ pages: ["contact"] });
    expect(await outdated()).toEqual([]);
    await publishPages(plainPage("about", { order: 3 }), plainPage("terms", { order: 1 }));
    expect(await outdated()).toEqual([]);
  });

  it("costs a publish of the same nothing", async () => {
    await publishPages(plainPage("about"));
    await send("PUT", "/pages/about", plainPage("about"));
    expect((await publishNoting()).put).toEqual([]);
  });
});

describe("a name for a plain page", () => {
  it("is none that begins an address of the site's own", () => {
    const first = app.routes.map(({ path }) => path.split("/")[1] ?? "");
    // No page's name begins with a full stop.
    const own = first.filter((part) => part !== "" && !/[:*]/.test(part) && !part.startsWith("."));
    expect(own.length).toBeGreaterThan(20);
    for (const part of own) expect(isReserved(part.replace(/\..*$/, "")), part).toBe(true);
  });

  it.each(["polls", "feed", "api", "index", "admin"])("is refused where it is %s", async (slug) => {
    const [problem] = await problemsOf(await api("PUT", `/pages/${slug}`, plainPage(slug)));
    expect(problem).toMatchObject({ what: slug, at: "slug" });
    expect(problem?.message).toContain("address of its own");
  });
});

describe("the publishing API, of plain pages", () => {
  it("says what is wrong, and stores nothing of a request in which anything is", async () => {
    const broken = await problemsOf(
      await api("POST", "/pages", {
        pages: [
          plainPage("good"),
          plainPage("poll", {}, embed("nowhere")),
          plainPage("picture", {}, "Text.\n\n![A dog](images/dog.jpg)"),
          plainPage("field", { date: "2026-01-01" }),
        ],
      }),
    );
    expect(broken.map(({ what, at }) => `${what}: ${at}`)).toEqual([
      "poll: slug",
      "picture: line 3 of the text",
      "field: meta.date",
    ]);
    const manifest = await send<{ pages: object }>("GET", "/manifest");
    expect(manifest.pages).toEqual({});
  });

  it("takes a page under the name in its address alone", async () => {
    const response = await api("PUT", "/pages/about", plainPage("contact"));
    expect((await problemsOf(response))[0]?.message).toContain("in the address");
    expect(await statusOf("/contact")).toBe(404);
  });

  it("names every page with its digest, which changes with the page alone", async () => {
    await publishPages(plainPage("about"), plainPage("contact"));
    const pages = async () =>
      (await send<{ pages: Record<string, string> }>("GET", "/manifest")).pages;
    const before = await pages();
    expect(Object.keys(before).toSorted()).toEqual(["about", "contact"]);
    await publishPages(plainPage("about", {}, "Other words."));
    const after = await pages();
    expect(after["contact"]).toBe(before["contact"]);
    expect(after["about"]).not.toBe(before["about"]);
  });
});

it("a page that was never asked for is found before KV knows of it", async () => {
  await publish();
  expect(await statusOf("/about")).toBe(404);
  await publishPages(plainPage("about"));
  expect(await page("/about")).toContain("What this page says.");
});
