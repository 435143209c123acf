import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { select } from "./read-markup.ts";
import {
  api,
  article,
  ask,
  embed,
  fails,
  faultyD1,
  faultyKv,
  faultyPolls,
  ORIGIN,
  page,
  poll,
  problemsOf,
  publish,
  publishSite,
  putArticle,
  quiet,
  send,
  TOKEN,
} from "../../support/site.ts";

const LATER = "2090-01-01T12:00:00Z";

beforeAll(async () => {
  await publishSite({
    polls: [poll("one")],
    articles: [
      article("wip", { draft: true }, embed("one")),
      article("other", { draft: true }),
      article("later", { publishAt: LATER }),
      article("out"),
    ],
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** The path of a preview's link. */
async function linkTo(slug: string, hours = 24): Promise<string> {
  const { url } = await send<{ url: string }>("POST", `/articles/${slug}/preview`, { hours });
  expect(new URL(url).origin).toBe(ORIGIN);
  return url.slice(ORIGIN.length);
}

describe("a preview", () => {
  it("shows a draft under a banner that says so, to who has the link", async () => {
    const html = await page(await linkTo("wip"));
    expect(html).toContain("Before the poll.");
    const [banner] = await select(html, ".preview[role=note]");
    expect(banner?.text).toMatch(/^Draft, seen only by who has this link, until .* UTC\./);
  });

  it.each([
    ["later", /^Preview, seen by readers from .*2090/],
    ["out", /^Preview, of an article that is published, until /],
  ])("shows %s too, and says what it is", async (slug, says) => {
    const html = await page(await linkTo(slug));
    expect(html).toContain(`Title of ${slug}`);
    expect((await select(html, ".preview"))[0]?.text).toMatch(says);
  });

  it("is kept by nobody and found by nobody", async () => {
    const response = await ask(await linkTo("wip"));
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
    expect(response.headers.get("X-Robots-Tag")).toContain("noindex");
    const html = await response.text();
    expect((await select(html, 'meta[name="robots"]'))[0]?.attributes["content"]).toBe("noindex");
    expect(await select(html, 'link[rel="canonical"]')).toEqual([]);
    expect(html).not.toContain(`${ORIGIN}/articles/wip`);
  });

  it("shows the article as it is now, not as it was when the link was made", async () => {
    const link = await linkTo("other");
    await putArticle("other", { draft: true }, "Written since.");
    expect(await page(link)).toContain("Written since.");
  });

  it("has no form that sends a vote", async () => {
    const html = await page(await linkTo("wip"));
    expect(html).not.toContain("/poll.js");
    expect((await select(html, "fieldset[disabled] .poll form")).length).toBeGreaterThan(0);
    expect(await select(html, ".body > .poll")).toEqual([]);
  });

  it("needs neither KV nor a poll's object", async () => {
    const dead = { PAGES: faultyKv(fails), POLL: faultyPolls(fails) };
    quiet();
    expect(await page(await linkTo("wip"), dead)).toContain("Before the poll.");
  });

  it("is a 503 while D1 does not answer", async () => {
    quiet();
    const link = await linkTo("wip");
    expect((await ask(link, {}, { DB: faultyD1(fails) })).status).toBe(503);
  });

  it("is not linked to by any page of readers", async () => {
    for (const path of ["/", "/archive", "/feed.xml", "/sitemap.xml", "/articles/out"]) {
      const html = await page(path);
      expect(html, path).not.toContain("/preview/");
      expect(html, path).not.toContain("/articles/wip");
    }
  });
});

describe("a preview's link", () => {
  it("is good until its hours are over, and then not found", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-12-01T08:00:00Z") });
    const link = await linkTo("wip", 2);
    vi.setSystemTime(Date.parse("2026-12-01T09:59:59Z"));
    expect((await ask(link)).status).toBe(200);
    vi.setSystemTime(Date.parse("2026-12-01T10:00:00Z"));
    expect((await ask(link)).status).toBe(404);
  });

  it("is not found where anything of it is another, like an article that is not there", async () => {
    const link = await linkTo("wip");
    const { searchParams } = new URL(link, ORIGIN);
    const expires = searchParams.get("expires") ?? "";
    const signature = searchParams.get("signature") ?? "";
    const first = signature.startsWith("A") ? "B" : "A";
    const wrong = [
      "/preview/wip",
      `/preview/wip?expires=${expires}`,
      `/preview/wip?signature=${signature}`,
      `/preview/wip?expires=${Number(expires) + 1}&signature=${signature}`,
      `/preview/wip?expires=0${expires}&signature=${signature}`,
      `/preview/wip?expires=%2B${expires}&signature=${signature}`,
      `/preview/wip?expires=${expires}&signature=${first}${signature.slice(1)}`,
      `/preview/wip?expires=${expires}&signature=${signature}x`,
      `/preview/wip?expires=${expires}&signature=${signature.slice(1)}`,
      `/preview/wip?expires=${expires}&signature=`,
      `/preview/other?expires=${expires}&signature=${signature}`,
      `/preview/nothing?expires=${expires}&signature=${signature}`,
      `/preview/Not%20an%20id?expires=${expires}&signature=${signature}`,
    ];
    const nothing = await (await ask("/preview/nothing")).text();
    for (const path of wrong) {
      const response = await ask(path);
      expect(response.status, path).toBe(404);
      expect(await response.text(), path).toBe(nothing);
    }
  });

  it("ends when the site has another token, and is never good where it has none", async () => {
    const link = await linkTo("wip");
    const other = { PUBLISH_TOKEN: "another-token-another-token-another" };
    for (const replaced of [other, { PUBLISH_TOKEN: "" }, { PUBLISH_TOKEN: "short" }]) {
      expect((await ask(link, {}, replaced)).status).toBe(404);
    }
  });

  it("does not lead to an article that was taken out", async () => {
    await putArticle("leaving", { draft: true });
    const link = await linkTo("leaving");
    await publish({ articles: ["leaving"] });
    expect((await ask(link)).status).toBe(404);
  });

  it("tells nothing of the token", async () => {
    expect(await linkTo("wip")).not.toContain(TOKEN);
  });

  it.each([0, -1, 721, 1.5, "24", null])("is not made for %j hours", async (hours) => {
    const problems = await problemsOf(await api("POST", "/articles/wip/preview", { hours }));
    expect(problems).toMatchObject([{ at: "hours", message: expect.stringContaining("720") }]);
  });

  it("is not made for an article that is not there", async () => {
    const response = await api("POST", "/articles/nothing/preview", { hours: 1 });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "urn:hustings:problem:no-such-article" });
  });

  it("is made by who has the publishing token alone", async () => {
    const body = JSON.stringify({ hours: 1 });
    expect((await ask("/api/articles/wip/preview", { method: "POST", body })).status).toBe(401);
  });
});
