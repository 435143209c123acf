import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { links, select } from "../web/site/read-markup.ts";
import { publishNoting } from "./publish-state.ts";
import {
  article,
  ask,
  castVote,
  embed,
  forgetAll,
  page,
  poll,
  publish,
  putImage,
  send,
  site,
} from "../support/site.ts";

const LISTS = ["/", "/for/business", "/feed.xml", "/sitemap.xml"];

beforeAll(async () => {
  await send("PUT", "/site", site());
  await publish();
});

afterEach(() => {
  vi.useRealTimers();
});

/** The lists in which an article stands. */
async function listsWith(slug: string): Promise<string[]> {
  forgetAll();
  const found: string[] = [];
  for (const path of LISTS) {
    if ((await page(path)).includes(`/articles/${slug}`)) found.push(path);
  }
  return found;
}

async function statusOf(path: string): Promise<number> {
  forgetAll();
  return (await ask(path)).status;
}

function forBusiness(slug: string, meta: Record<string, unknown> = {}, body?: string) {
  return article(slug, { audiences: ["business"], ...meta }, body);
}

interface Revision {
  revision: number;
  title: string;
  body: string;
}

async function revisions(slug: string): Promise<Revision[]> {
  const { results } = await env.DB.prepare(
    "SELECT revision, meta ->> 'title' AS title, body FROM revisions WHERE slug = ? ORDER BY revision",
  )
    .bind(slug)
    .all<Revision>();
  return results;
}

describe("an article that is removed", () => {
  it("is gone, is in no list, and is out of KV", async () => {
    await send("PUT", "/articles/gone", forBusiness("gone"));
    await send("PUT", "/articles/stays", forBusiness("stays"));
    await publish();
    expect(await listsWith("gone")).toEqual(LISTS);
    const { deleted, steps } = await publishNoting({ articles: ["gone"] });
    expect(deleted).toEqual(["/articles/gone"]);
    expect(steps.map((step) => step.deleted)).toEqual([1]);
    expect(await statusOf("/articles/gone")).toBe(410);
    expect(await listsWith("gone")).toEqual([]);
    expect(await env.PAGES.get("page:/articles/gone")).toBeNull();
    expect(await send("GET", "/manifest")).not.toMatchObject({
      articles: { gone: expect.anything() },
    });
    expect(await listsWith("stays")).toEqual(LISTS);
  });

  it("stays away, though it is asked for, and though others are published", async () => {
    expect(await statusOf("/articles/gone")).toBe(410);
    await send("PUT", "/articles/stays", forBusiness("stays", {}, "Changed."));
    await publish();
    expect(await statusOf("/articles/gone")).toBe(410);
    expect(await env.PAGES.get("page:/articles/gone")).toBeNull();
  });

  it("comes back with its file", async () => {
    await send("PUT", "/articles/gone", forBusiness("gone"));
    await publish();
    expect(await statusOf("/articles/gone")).toBe(200);
    expect(await listsWith("gone")).toEqual(LISTS);
  });

  it("may be removed twice, and need never have been there", async () => {
    await publish({ articles: ["gone", "never-there"] });
    const again = await publishNoting({ articles: ["gone", "never-there"] });
    expect(again.deleted).toEqual([]);
    expect(again.put).toEqual([]);
    expect(await statusOf("/articles/gone")).toBe(410);
  });

  it("is one of many: all of them go", async () => {
    const slugs = Array.from({ length: 45 }, (_, i) => `many-${i}`);
    for (let at = 0; at < slugs.length; at += 20) {
      const articles = slugs.slice(at, at + 20).map((slug) => article(slug));
      await send("POST", "/articles", { articles });
    }
    await publish();
    const { deleted, steps } = await publishNoting({ articles: slugs });
    expect(deleted).toEqual(slugs.map((slug) => `/articles/${slug}`).toSorted());
    expect(steps.length).toBeGreaterThan(1);
    for (const slug of slugs) expect(await statusOf(`/articles/${slug}`)).toBe(410);
  });
});

describe("a draft", () => {
  it("is not found and is in no list", async () => {
    await send("PUT", "/articles/draft", forBusiness("draft", { draft: true }));
    expect(await statusOf("/articles/draft")).toBe(404);
    await publish();
    expect(await statusOf("/articles/draft")).toBe(404);
    expect(await listsWith("draft")).toEqual([]);
  });

  it("is published when it is none any more, and taken back when it is one again", async () => {
    await send("PUT", "/articles/draft", forBusiness("draft"));
    await publish();
    expect(await statusOf("/articles/draft")).toBe(200);
    expect(await listsWith("draft")).toEqual(LISTS);
    await send("PUT", "/articles/draft", forBusiness("draft", { draft: true }));
    await publish();
    expect(await statusOf("/articles/draft")).toBe(410);
    expect(await listsWith("draft")).toEqual([]);
  });
});

describe("an article with a time of publication", () => {
  const publishAt = "2090-01-01T12:00:00Z";

  beforeAll(async () => {
    await send("PUT", "/articles/later", forBusiness("later", { publishAt }));
    await publish();
  });

  it("is not found before it, and is in no list", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(publishAt) - 1 });
    expect(await statusOf("/articles/later")).toBe(404);
    await publish();
    expect(await statusOf("/articles/later")).toBe(404);
    expect(await listsWith("later")).toEqual([]);
  });

  it("can be read from then on, and is in the lists from the next publish or run of the scheduler on", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(publishAt) });
    expect(await statusOf("/articles/later")).toBe(200);
    expect(await listsWith("later")).toEqual([]);
    await publish();
    expect(await listsWith("later")).toEqual(LISTS);
  });

  it("goes when its time is put off", async () => {
    await send("PUT", "/articles/put-off", forBusiness("put-off"));
    await publish();
    expect(await statusOf("/articles/put-off")).toBe(200);
    await send("PUT", "/articles/put-off", forBusiness("put-off", { publishAt }));
    await publish();
    expect(await statusOf("/articles/put-off")).toBe(404);
    expect(await listsWith("put-off")).toEqual([]);
  });

  it("that is past is like one without", async () => {
    const past = forBusiness("past", { publishAt: "2026-10-05T09:00:00+03:00" });
    await send("PUT", "/articles/past", past);
    await publish();
    expect(await listsWith("past")).toEqual(LISTS);
  });
});

describe("revisions", () => {
  it("keep every text that an article ever had, each once", async () => {
    const texts: [title: string, body: string][] = [
      ["First", "One."],
      ["First", "One."],
      ["Second", "One."],
      ["Second", "Two."],
      ["First", "One."],
    ];
    for (const [title, body] of texts) {
      await send("PUT", "/articles/revised", article("revised", { title }, body));
      await publish();
    }
    expect(await revisions("revised")).toEqual([
      { revision: 1, title: "First", body: "One." },
      { revision: 2, title: "Second", body: "One." },
      { revision: 3, title: "Second", body: "Two." },
      { revision: 4, title: "First", body: "One." },
    ]);
    expect(await page("/articles/revised")).toContain("One.");
  });

  it("stay when the article is removed, and go on when it comes back", async () => {
    await send("PUT", "/articles/returning", article("returning", { title: "Before" }, "One."));
    await publish({ articles: ["returning"] });
    expect(await revisions("returning")).toHaveLength(1);
    await send("PUT", "/articles/returning", article("returning", { title: "Back" }, "Two."));
    expect(await revisions("returning")).toEqual([
      { revision: 1, title: "Before", body: "One." },
      { revision: 2, title: "Back", body: "Two." },
    ]);
  });

  it("show in the page that it was updated, once there is a second one", async () => {
    const times = async (): Promise<(string | undefined)[]> =>
      (await select(await page("/articles/updated"), "time")).map((t) => t.attributes["datetime"]);
    await send("PUT", "/articles/updated", article("updated"));
    await publish();
    expect(await times()).toEqual(["2026-10-05"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-12-01T08:00:00Z") });
    await send("PUT", "/articles/updated", article("updated", {}, "Corrected."));
    await publish();
    const [date, updated] = await times();
    expect(date).toBe("2026-10-05");
    expect(Date.parse(updated ?? "")).toBe(Date.parse("2026-12-01T08:00:00Z"));
  });
});

describe("an audience", () => {
  it("that is taken out of the site has no page any more, and that is new has one", async () => {
    expect(await statusOf("/for/students")).toBe(200);
    const audiences = [
      { id: "business", name: "For business" },
      { id: "pupils", name: "For pupils", intro: "What they may ask." },
    ];
    await send("PUT", "/site", site({ audiences }));
    await publish();
    expect(await statusOf("/for/students")).toBe(404);
    expect(await page("/for/pupils")).toContain("What they may ask.");
    const found = await links(await page("/"));
    expect(found).toContain("/for/pupils");
    expect(found).not.toContain("/for/students");
    await send("PUT", "/site", site());
    await publish();
  });
});

describe("a poll that is removed", () => {
  it("is not found, takes no ballots, and comes back with its votes", async () => {
    await send("PUT", "/polls/leaving", poll("leaving"));
    await send("PUT", "/articles/with-poll", article("with-poll", {}, embed("leaving")));
    await publish();
    await castVote("leaving", "early-voter", "a");
    await publish({ polls: ["leaving"] });
    for (const path of ["/polls/leaving", "/polls/leaving/results.json"]) {
      expect(await statusOf(path)).toBe(404);
    }
    await expect(castVote("leaving", "late-voter", "a")).rejects.toThrow(/^404/);
    for (const path of ["/polls", "/sitemap.xml"]) {
      forgetAll();
      expect(await page(path)).not.toContain("/polls/leaving");
    }
    await send("PUT", "/polls/leaving", poll("leaving"));
    await publish();
    await castVote("leaving", "late-voter", "b");
    const [section] = await select(await page("/articles/with-poll"), "[data-poll=leaving]");
    expect(section?.text.match(/1 \(50%\)/g)).toHaveLength(2);
    expect(await page("/polls")).toContain("/polls/leaving");
  });
});

describe("a picture whose name is removed", () => {
  it("is not in the manifest, and no new article may show it", async () => {
    await putImage("old.jpg");
    await publish({ images: ["images/old.jpg"] });
    expect(await send("GET", "/manifest")).toMatchObject({ images: {} });
    const shows = article("shows", {}, "![Old](images/old.jpg)");
    await expect(send("PUT", "/articles/shows", shows)).rejects.toThrow(/422/);
  });
});
