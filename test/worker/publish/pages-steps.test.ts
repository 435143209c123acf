import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { changed, pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import {
  manyArticles,
  outdated,
  publishAll,
  put,
  type SentArticle,
  statusOf,
} from "./pages-support.ts";
import {
  api,
  article,
  faultyD1,
  faultyKv,
  noting,
  publish,
  quiet,
  send,
  site,
  type Step,
} from "../support/site.ts";

/** Milliseconds for the tests that publish a whole site again and again. */
const LONG = 120_000;
const PAGES_PER_STEP = 20;

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** 24 articles; each has two tags of its own, which begin with a word. */
function tagged(word: string, changes: Record<string, unknown> = {}): SentArticle[] {
  return manyArticles(24, { audiences: ["business"], ...changes }).map((one) =>
    article(one.slug, { ...one.meta, tags: [`${word}-${one.slug}`, `${word}2-${one.slug}`] }),
  );
}

function isArticle(path: string): boolean {
  return path.startsWith("/articles/");
}

async function step(body: unknown = {}): Promise<Step> {
  return send<Step>("POST", "/publish", body);
}

describe("lists whose pages take several requests", () => {
  const old = tagged("old");
  // New titles, new subjects, an article more, and one less.
  const next = [...tagged("new", { title: "The new title" }), article("fresh")];
  const remove = { articles: ["n007"] };
  const change = async (): Promise<void> => put(next.filter(({ slug }) => slug !== "n007"));

  it("are the same in the end wherever the publish was cut off", { timeout: LONG }, async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-01T12:00:00Z") });
    const prepare = async (): Promise<void> => {
      await startAnew();
      await send("PUT", "/site", site());
      await publishAll(old);
    };
    await prepare();
    const before = await pagesInKv();
    await change();
    const { steps } = await publishNoting(remove);
    const expected = await pagesInKv();
    expect(steps.length).toBeGreaterThan(4);
    expect([...expected.keys()].filter((path) => path.startsWith("/tags/new"))).toHaveLength(46);
    expect([...expected.keys()].filter((path) => path.startsWith("/tags/old"))).toEqual([]);

    for (let stop = 1; stop < steps.length; stop += 1) {
      await prepare();
      await change();
      for (let n = 0; n < stop; n += 1) await step(n === 0 ? { remove } : {});
      for (const [path, found] of await pagesInKv()) {
        expect([before.get(path), expected.get(path)], path).toContain(found);
      }
      // All of it is sent again.
      await change();
      await publish(remove);
      expect(changed(await pagesInKv(), expected), `after ${stop} requests`).toEqual([]);
      expect((await publishNoting()).put).toEqual([]);
    }
  });

  it(
    "are what the content says where it was put back to what it was meanwhile",
    { timeout: LONG },
    async () => {
      await publishAll(old);
      await change();
      const requests = (await publish(remove)).length;
      for (let stop = 1; stop < requests; stop += 2) {
        await publishAll(old);
        await change();
        for (let n = 0; n < stop; n += 1) await step(n === 0 ? { remove } : {});
        await put(old);
        await publish();
        for (const [path, text] of await pagesInKv()) {
          expect(text, path).not.toContain("The new title");
          expect(path).not.toMatch(/^\/tags\/new/);
        }
        expect(await outdated(), `after ${stop} requests`).toEqual([]);
      }
    },
  );

  it("are the same where KV takes some of them a request later", { timeout: LONG }, async () => {
    quiet();
    vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
    await publishAll(old);
    const expected = await pagesInKv();
    await startAnew();
    await send("PUT", "/site", site());
    await put(old);
    const tried = new Map<string, number>();
    const breaks = faultyKv(async (call, proceed) => {
      const times = tried.get(call) ?? 0;
      tried.set(call, times + 1);
      // As often as a request tries.
      if (/^put page:.*[05]$/.test(call) && times < 3) throw new Error("KV PUT failed");
      return proceed();
    });
    let failures = 0;
    for (let done = false; !done;) {
      const response = await api("POST", "/publish", {}, { PAGES: breaks });
      if (response.status === 200) ({ done } = await response.json<Step>());
      else failures += 1;
      if (failures > 100) throw new Error("the publish does not come to an end");
    }
    expect(failures).toBeGreaterThan(2);
    expect(changed(await pagesInKv(), expected)).toEqual([]);
    expect((await publishNoting()).put).toEqual([]);
  });
});

describe("300 articles", () => {
  const TAGS = 30;
  const many = manyArticles(300, { audiences: ["business"] }).map((one, i) => {
    const author = i % 3 === 0 ? "ben" : "ann";
    const tags = [`t${i % TAGS}`, `u${i % 7}`];
    return article(one.slug, { ...one.meta, tags, authors: [author] });
  });

  beforeEach(async () => {
    await publishAll(many);
  }, LONG);

  /** Publishes one request at a time; of each, what it did, and how often it asked D1. */
  async function publishCounting(): Promise<{ steps: Step[]; operations: number[] }> {
    const steps: Step[] = [];
    const operations: number[] = [];
    for (let done = false; !done;) {
      if (steps.length > 50) throw new Error("the publish does not come to an end");
      const calls: string[] = [];
      const stores = { DB: faultyD1(noting(calls)), PAGES: faultyKv(noting(calls)) };
      const one = await send<Step>("POST", "/publish", {}, stores);
      steps.push(one);
      operations.push(calls.length);
      done = one.done;
    }
    return { steps, operations };
  }

  it.each([
    ["the title of the newest", "n299", { title: "The new title" }],
    ["the title of one in the middle", "n150", { title: "The new title" }],
    ["the date of the oldest, which makes it the newest", "n000", { date: "2027-06-01" }],
  ])(
    "publish a change of %s in requests of at most 20 articles and 20 lists, and come to an end",
    { timeout: LONG },
    async (_, slug, changes) => {
      const one = many.find((each) => each.slug === slug) ?? article(slug);
      await put([article(slug, { ...one.meta, ...changes })]);
      const { steps, operations } = await publishCounting();
      for (const { written } of steps) expect(written).toBeLessThanOrEqual(2 * PAGES_PER_STEP);
      // The platform allows 1,000 operations; a page takes up to ten of them.
      for (const n of operations) expect(n).toBeLessThan(20 * PAGES_PER_STEP);
      expect(await statusOf(`/articles/${slug}`)).toBe(200);
      expect((await publishNoting()).put).toEqual([]);
    },
  );

  it(
    "say in each request how much is left: of the articles, then of the lists",
    { timeout: LONG },
    async () => {
      await send("PUT", "/site", site({ name: "Another name" }));
      const { steps } = await publishCounting();
      const remaining = steps.map((one) => one.remaining);
      const rounds = 300 / PAGES_PER_STEP - 1;
      // The request that is through with the articles begins with the lists.
      const articles = Array.from({ length: rounds }, (_, n) => 300 - (n + 1) * PAGES_PER_STEP);
      expect(remaining.slice(0, rounds)).toEqual(articles);
      const lists = remaining.slice(rounds);
      const ofLists = [...(await pagesInKv()).keys()].filter((path) => !isArticle(path));
      expect(lists).toEqual(
        Array.from({ length: lists.length }, (_, n) =>
          Math.max(0, ofLists.length - (n + 1) * PAGES_PER_STEP),
        ),
      );
      expect(lists.indexOf(0)).toBe(lists.length - 1);
      for (const { written } of steps) expect(written).toBeLessThanOrEqual(2 * PAGES_PER_STEP);
    },
  );
});
