import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  article,
  ask,
  fails,
  faultyD1,
  faultyKv,
  forgetAll,
  hangs,
  noting,
  onlyFor,
  page,
  publish,
  publishSite,
  putArticle,
  quiet,
  send,
} from "../../support/site.ts";

/** Three pages of a list. */
const ARTICLES = 45;

beforeAll(async () => {
  const articles = Array.from({ length: ARTICLES }, (_, n) => article(`a-${n}`, { tags: ["sea"] }));
  await publishSite({ articles: articles.slice(0, 25) });
  await publishSite({ articles: articles.slice(25) });
});

beforeEach(() => {
  forgetAll();
  quiet();
});

/** The calls of D1 and of KV that a request takes. A batch of D1 is one call. */
async function callsOf(path: string, expected: number) {
  const [d1, kv]: [string[], string[]] = [[], []];
  const response = await ask(path, {}, { DB: faultyD1(noting(d1)), PAGES: faultyKv(noting(kv)) });
  expect(response.status, path).toBe(expected);
  await response.text();
  return { d1, kv };
}

describe("an address with nothing there", () => {
  it.each(["/articles/nothing", "/nothing", "/tags/nothing", "/nothing.php", "/a/b/c"])(
    "asks D1 once, in one batch where the site's row is known, and not again for some seconds: %s",
    async (path) => {
      // The site's row is then in memory.
      await callsOf("/tags/another", 404);
      expect((await callsOf(path, 404)).d1).toHaveLength(1);
      expect(await callsOf(path, 404)).toEqual({ d1: [], kv: [] });
      // Nor with a query or a slash.
      expect(await callsOf(`${path}?x=1`, 404)).toEqual({ d1: [], kv: [] });
      expect(await callsOf(`${path}/`, 404)).toEqual({ d1: [], kv: [] });
    },
  );

  it("that no page can have is not looked for in KV", async () => {
    await page("/");
    for (const path of [`/articles/${"a".repeat(600)}`, "/page/1", "/archive/0"]) {
      const { kv } = await callsOf(path, 404);
      expect(kv, path).toEqual([]);
    }
  });

  it("below addresses that nothing redirects is not looked up in D1", async () => {
    await page("/");
    for (const path of ["/polls/a/b/c", "/embed/x", "/images/x"]) {
      expect((await callsOf(path, 404)).d1, path).toEqual([]);
    }
  });

  it("has something there as soon as it is saved", async () => {
    const status = async () => (await ask("/articles/soon")).status;
    expect(await status()).toBe(404);
    await putArticle("soon");
    expect(await status()).toBe(200);
    await publish({ articles: ["soon"] });
    expect(await status()).toBe(410);
  });

  it("is not said to be gone for good where D1 does not answer", async () => {
    for (const fault of [fails, hangs]) {
      forgetAll();
      const response = await ask("/nothing.php", {}, { DB: faultyD1(fault) });
      expect([response.status, response.headers.get("Cache-Control")]).toEqual([404, "no-store"]);
    }
  });
});

it("a page that is asked for with a slash first is there without it", async () => {
  for (const path of ["/articles/a-3", "/tags/sea", "/page/2"]) {
    forgetAll();
    const response = await ask(`${path}/`);
    expect([response.status, response.headers.get("Location")], path).toEqual([301, path]);
    expect((await ask(path)).status, path).toBe(200);
  }
});

describe("a page of a list past its end", () => {
  it.each(["/page", "/tags/sea/page", "/authors/ann/page", "/archive/2026/page", "/polls/page"])(
    "is refused by what the first page says, and nothing is counted: %s",
    async (base) => {
      const first = base.replace("/page", "") || "/";
      const last = first === "/polls" ? 1 : 3;
      await page(first);
      for (const number of [last + 1, 99, 9999]) {
        const { d1 } = await callsOf(`${base}/${number}`, 404);
        expect(d1.join(), base).not.toMatch(/article_groups|from "?polls/i);
      }
      // As another isolate, which has the first page from KV.
      forgetAll();
      const { d1 } = await callsOf(`${base}/9998`, 404);
      expect(d1.join(), base).not.toMatch(/article_groups|from "?polls/i);
      if (last > 1) await callsOf(`${base}/${last}`, 200);
    },
  );

  it("is there once the list has grown", async () => {
    await callsOf("/tags/growing", 404);
    const more = Array.from({ length: 21 }, (_, n) => article(`g-${n}`, { tags: ["growing"] }));
    await send("POST", "/articles", { articles: more.slice(0, 20) });
    await publish();
    await callsOf("/tags/growing/page/2", 404);
    await send("POST", "/articles", { articles: more.slice(20) });
    await publish();
    expect(await page("/tags/growing/page/2")).toMatch(/Page 2 of 2/);
    await publish({ articles: ["g-20"] });
    await callsOf("/tags/growing/page/2", 404);
  });
});

describe("readers who come at once for a page that must be made", () => {
  it.each(["/sitemap.xml", "/tags/sea", "/page/2", "/tags/sea/feed.xml"])(
    "get it from one rendering: %s",
    async (path) => {
      await env.PAGES.delete(`page:${path}`);
      const d1: string[] = [];
      const slow = onlyFor("article_groups", async (_, proceed) => {
        await scheduler.wait(50);
        return proceed();
      });
      const DB = faultyD1((call, proceed) => {
        d1.push(call);
        return slow(call, proceed);
      });
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(path, {}, { DB })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      expect(new Set(texts).size).toBe(1);
      const own = d1.filter((call) => call.includes("article_groups"));
      expect(own.length).toBeLessThanOrEqual(path === "/page/2" ? 2 : 1);
    },
  );

  it("get the older page while a newer one is made", async () => {
    const before = await page("/tags/sea");
    await putArticle("newer", { title: "A newer one", tags: ["sea"], date: "2026-10-06" });
    await publish();
    const DB = faultyD1(async (_, proceed) => {
      await scheduler.wait(100);
      return proceed();
    });
    const texts = await Promise.all(
      Array.from({ length: 5 }, async () => (await ask("/tags/sea", {}, { DB })).text()),
    );
    expect(texts.filter((text) => text === before)).toHaveLength(4);
    expect(texts.filter((text) => text.includes("A newer one"))).toHaveLength(1);
    expect(await page("/tags/sea")).toContain("A newer one");
  });
});

describe("a network that asks for very many addresses with nothing there", () => {
  const limited = (success: boolean, keys: string[] = []) => ({
    WORK_LIMIT: {
      limit: async ({ key }: RateLimitOptions) => {
        keys.push(key);
        return { success };
      },
    },
  });
  const headers = { "CF-Connecting-IP": "203.0.113.7" };

  it("is told to wait, in the form that suits, before D1 is asked", async () => {
    await page("/");
    const d1: string[] = [];
    const replaced = { ...limited(false), DB: faultyD1(noting(d1)) };
    for (const path of [
      "/articles/x1",
      "/x2.php",
      "/tags/x3",
      "/articles/x4.md",
      "/polls/x5",
      "/embed/polls/x6",
    ]) {
      const response = await ask(path, { headers }, replaced);
      expect([response.status, response.headers.get("Retry-After")], path).toEqual([429, "60"]);
      expect(response.headers.get("Cache-Control"), path).toBe("no-store");
      expect(await response.text()).toContain("Too many requests at once");
      const program = await ask(
        path,
        { headers: { ...headers, Accept: "application/json" } },
        replaced,
      );
      expect(await program.json()).toMatchObject({ type: "urn:hustings:problem:too-many" });
    }
    expect(d1).toEqual([]);
  });

  it("reads what is there all the same, and votes", async () => {
    const calls: string[] = [];
    const replaced = limited(false, calls);
    for (const path of ["/", "/articles/a-1", "/feed.xml", "/robots.txt", "/polls"]) {
      expect((await ask(path, { headers }, replaced)).status, path).toBe(200);
      forgetAll();
      expect((await ask(path, { headers }, replaced)).status, path).toBe(200);
    }
    expect(calls).toEqual([]);
    const ballot = {
      method: "POST",
      headers: { ...headers, "Idempotency-Key": "key-of-a-voter" },
      body: "q.q=a",
    };
    expect((await ask("/polls/nobody-knows/votes", ballot, replaced)).status).not.toBe(429);
  });

  it("is counted by its network, once for each miss, and not on the developer's own machine", async () => {
    const keys: string[] = [];
    const replaced = limited(true, keys);
    for (const path of ["/articles/y1", "/articles/y1", "/y2.php", "/polls/y3"]) {
      expect((await ask(path, { headers }, replaced)).status).toBe(404);
    }
    const miss = "miss 203.0.113.0/24";
    expect(keys).toEqual([miss, miss, "poll 203.0.113.0/24"]);
    await ask("/articles/y4", { headers: { "CF-Connecting-IP": "::1" } }, replaced);
    await ask("/articles/y5", {}, replaced);
    expect(keys).toHaveLength(3);
  });
});
