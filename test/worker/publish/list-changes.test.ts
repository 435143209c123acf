import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { day, fresh, listed, manyArticles, outdated, publishAll, put } from "./pages-support.ts";
import { publishNoting, RECORD, startAnew } from "./publish-state.ts";
import {
  article,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  onlyFor,
  publish,
  quiet,
  send,
  site,
} from "../support/site.ts";

const NOW = Date.parse("2026-06-01T12:00:00Z");
const ARTICLES = 44;
const HOUR = 3_600_000;

const AUTHORS = [
  { id: "ann", name: "Ann" },
  { id: "bob", name: "Bob" },
];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  await startAnew();
  await send("PUT", "/site", site({ authors: AUTHORS }));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const slug = fc.nat({ max: ARTICLES }).map((n) => `n${String(n).padStart(3, "0")}`);
const meta = fc.record(
  {
    title: fc.constantFrom("One title", "Another title"),
    date: fc.nat({ max: 400 }).map(day),
    tags: fc.uniqueArray(fc.constantFrom("rail", "trade", "ports"), { maxLength: 2 }),
    audiences: fc.constantFrom(["business"], ["students"]),
    authors: fc.constantFrom(["ann"], ["bob"], ["ann", "bob"]),
    draft: fc.constant(true),
    publishAt: fc
      .integer({ min: -2, max: 3 })
      .map((hours) => new Date(NOW + hours * HOUR).toISOString()),
  },
  { requiredKeys: [] },
);
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ slug, meta }) },
  { weight: 1, arbitrary: fc.record({ removed: fc.uniqueArray(slug, { maxLength: 3 }) }) },
  // Forwards and, once in a while, back.
  { weight: 1, arbitrary: fc.record({ hours: fc.integer({ min: -1, max: 2 }) }) },
);

describe("pages of lists, after any changes and a publish", () => {
  it("are what they would be if all were made anew", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
        async (rounds) => {
          vi.setSystemTime(NOW);
          await startAnew();
          await send("PUT", "/site", site({ authors: AUTHORS }));
          await publishAll(
            manyArticles(ARTICLES, { audiences: ["business"], tags: ["trade"], authors: ["ann"] }),
          );
          for (const changes of rounds) {
            for (const one of changes) {
              if ("hours" in one) vi.setSystemTime(Date.now() + one.hours * HOUR);
              else if ("removed" in one) await publish({ articles: one.removed });
              else await put([article(one.slug, one.meta)]);
            }
            await publish();
            expect(await outdated()).toEqual([]);
          }
        },
      ),
      { numRuns: 5 },
    );
  }, 240_000);
});

describe("of a list of three pages", () => {
  const many = manyArticles(ARTICLES, { audiences: ["business"], tags: ["trade"] });
  beforeEach(async () => publishAll(many));
  const ofTags = async (): Promise<string[]> =>
    (await publishNoting()).put.filter((path) => path.startsWith("/tags/"));

  it("one is made again where an article changes in its place", async () => {
    expect(await listed("/tags/trade/page/2")).toContain("n010");
    await put([article("n010", { date: day(10), tags: ["trade"], title: "Another" })]);
    expect(await ofTags()).toEqual(["/tags/trade/page/2"]);
  });

  it("those from its place on are made again where one goes", async () => {
    // Of the 24th: the first page keeps its articles, and the number of pages is the same.
    await put([article("n020", { date: day(20), tags: [] })]);
    expect(await ofTags()).toEqual(["/tags/trade/page/2", "/tags/trade/page/3"]);
  });

  it("all are made again where there is a page less, and the last goes", async () => {
    await put(many.slice(39).map((one) => ({ ...one, meta: { ...one.meta, tags: [] } })));
    const { put: written, deleted } = await publishNoting();
    expect(written.filter((path) => path.startsWith("/tags/"))).toEqual([
      "/tags/trade",
      "/tags/trade/page/2",
    ]);
    expect(deleted).toContain("/tags/trade/page/3");
  });

  it("all that follow are made again where many change in their places", async () => {
    await put(many.slice(0, 30).map((one) => ({ ...one, meta: { ...one.meta, title: "New" } })));
    expect(await ofTags()).toEqual(["/tags/trade", "/tags/trade/page/2"]);
    expect(await outdated()).toEqual([]);
  });

  it("one of a day with many is known by its name, too", async () => {
    const ofDay = manyArticles(25, { date: day(100), tags: ["rail"] });
    await publishAll(ofDay);
    await put([article("n022", { date: day(100), tags: ["rail"], title: "Another" })]);
    expect(await ofTags()).toEqual(["/tags/rail/page/2"]);
  });

  it("are marked before the changes are forgotten: a step that fails after it loses none", async () => {
    await put([article("n010", { date: day(10), tags: ["trade"], title: "Another" })]);
    const changes = env.DB.prepare("SELECT count(*) AS n FROM list_changes");
    // All articles, the year, the audience, the tag and the author.
    expect(await changes.first("n")).toBe(5);
    const broken = faultyKv(onlyFor("put page:/tags/trade/page/2", fails));
    quiet();
    await expect(publish({}, { PAGES: broken })).rejects.toThrow("/publish: 503");
    expect(await changes.first("n")).toBe(0);
    await publish();
    expect(await listed("/tags/trade/page/2")).toContain("n010");
    expect(await outdated()).toEqual([]);
  });

  it("one stays marked that another publish marked while it was made, though nothing after its record was done", async () => {
    await put([article("n010", { date: day(10), tags: ["trade"], title: "Before" })]);
    let [meanwhile, recorded] = [false, false];
    const between: Fault = async (_, proceed) => {
      await put([article("n010", { date: day(10), tags: ["trade"], title: "Meanwhile" })]);
      await publish();
      meanwhile = true;
      return proceed();
    };
    const cut: Fault = async (call, proceed) => {
      if (recorded) return fails(call, proceed);
      recorded = meanwhile && call.includes(RECORD);
      return proceed();
    };
    quiet();
    const slow = faultyKv(onlyFor("put page:/tags/trade/page/2", between));
    await expect(publish({}, { PAGES: slow, DB: faultyD1(cut) })).rejects.toThrow("503");
    expect(await fresh("/tags/trade/page/2")).toContain("Before");
    await publish();
    expect(await fresh("/tags/trade/page/2")).toContain("Meanwhile");
    expect(await outdated()).toEqual([]);
  });
});
