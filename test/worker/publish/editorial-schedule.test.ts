import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tick } from "../web/site/editorial-support.ts";
import { pagesInKv, startAnew } from "./publish-state.ts";
import {
  article,
  ask,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  noting,
  onlyFor,
  publish,
  quiet,
  send,
  site,
} from "../support/site.ts";

const PUBLISH_AT = "2090-01-01T12:00:00Z";
const THEN = Date.parse(PUBLISH_AT);
const MINUTE = 60_000;
const LISTS = ["/", "/for/business", "/feed.xml"];

beforeEach(async () => {
  await startAnew();
  quiet();
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.useFakeTimers({ toFake: ["Date"], now: THEN - 10 * MINUTE });
  await send("PUT", "/site", site());
  const meta = { audiences: ["business"], tags: ["trade"] };
  await send("PUT", "/articles/before", article("before", { ...meta, date: "2026-10-04" }));
  await send("PUT", "/articles/later", article("later", { ...meta, publishAt: PUBLISH_AT }));
  await publish();
  await tick();
});

afterEach(() => {
  vi.useRealTimers();
});

/** The pages in KV that lead to the article. */
async function pagesWith(slug: string): Promise<string[]> {
  return [...(await pagesInKv())]
    .filter(([path, html]) => path !== `/articles/${slug}` && html.includes(`/articles/${slug}`))
    .map(([path]) => path);
}

async function scheduler(): Promise<unknown> {
  const response = await ask("/health");
  expect(response.status).toBe(200);
  return (await response.json<{ scheduler: unknown }>()).scheduler;
}

describe("an article whose time has come", () => {
  it("is in the lists, and beside its neighbours, at the scheduler's next run, with no visitor", async () => {
    expect(await pagesWith("later")).toEqual([]);
    vi.setSystemTime(THEN - 1);
    await tick();
    expect(await pagesWith("later")).toEqual([]);
    vi.setSystemTime(THEN);
    await tick();
    expect(await pagesWith("later")).toEqual(
      expect.arrayContaining([...LISTS, "/articles/before"]),
    );
    expect(await env.PAGES.get("page:/articles/later")).toContain("Title of later");
  });

  it("comes with what else became live while no scheduler ran", async () => {
    const third = new Date(THEN + MINUTE).toISOString();
    await send("PUT", "/articles/third", article("third", { publishAt: third }));
    await publish();
    vi.setSystemTime(THEN + 60 * MINUTE);
    await tick();
    expect(await pagesWith("later")).toContain("/");
    expect(await pagesWith("third")).toContain("/");
  });

  it("comes once: the runs after it write no page", async () => {
    vi.setSystemTime(THEN);
    await tick();
    const calls: string[] = [];
    for (let run = 1; run <= 3; run += 1) {
      vi.setSystemTime(THEN + run * MINUTE);
      await tick({ PAGES: faultyKv(noting(calls)) });
    }
    expect(calls).toEqual([]);
  });

  it("comes in several runs where there are many pages to write", async () => {
    const many = Array.from({ length: 120 }, (_, i) => `many-${i}`);
    for (let at = 0; at < many.length; at += 25) {
      const articles = many
        .slice(at, at + 25)
        .map((slug) => article(slug, { publishAt: PUBLISH_AT, tags: ["trade"] }));
      await send("POST", "/articles", { articles });
    }
    await publish();
    vi.setSystemTime(THEN);
    let runs = 0;
    const calls: string[] = [];
    for (; runs < 20; runs += 1) {
      calls.length = 0;
      await tick({ PAGES: faultyKv(noting(calls)) });
      if (calls.length === 0) break;
    }
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThan(20);
    const kv = await pagesInKv();
    for (const slug of many) expect(kv.has(`/articles/${slug}`), slug).toBe(true);
    expect(await pagesWith("later")).toContain("/feed.xml");
  }, 60_000);
});

describe("a scheduler's run that is cut off", () => {
  /** The nth statement or write of a run fails, whatever it is. */
  function nth(n: number): { fault: Fault } {
    let calls = 0;
    const fault: Fault = (call, proceed) => {
      calls += 1;
      return calls === n ? fails(call, proceed) : proceed();
    };
    return { fault };
  }

  // Cuts anywhere are tried by pages-model.test.ts.
  it.each([1, 2, 4, 7, 11])(
    "leaves the rest to the next run, where the cut is at call %i",
    async (n) => {
      vi.setSystemTime(THEN);
      const { fault } = nth(n);
      await tick({ DB: faultyD1(fault), PAGES: faultyKv(fault) }).catch(() => undefined);
      vi.setSystemTime(THEN + MINUTE);
      await tick();
      expect(await pagesWith("later")).toEqual(
        expect.arrayContaining(["/", "/feed.xml", "/articles/before"]),
      );
    },
  );

  it("leaves all of it to the next run while D1 fails, and fails itself", async () => {
    vi.setSystemTime(THEN);
    await expect(tick({ DB: faultyD1(fails) })).rejects.toThrow("Failed query");
    expect(await pagesWith("later")).toEqual([]);
    vi.setSystemTime(THEN + MINUTE);
    await tick();
    expect(await pagesWith("later")).toContain("/");
  });
});

describe("a scheduler that does not run alone", () => {
  it("changes nothing by running twice at once", async () => {
    vi.setSystemTime(THEN);
    await Promise.all([tick(), tick()]);
    vi.setSystemTime(THEN + MINUTE);
    await tick();
    expect(await pagesWith("later")).toEqual(
      expect.arrayContaining([...LISTS, "/articles/before"]),
    );
    const before = await pagesInKv();
    await publish();
    expect(await pagesInKv()).toEqual(before);
  });

  it.each(["put page:/", "put page:/articles/later", "put site", "put page:/feed.xml"])(
    "does not put pages of before back where a publish comes in between, at %s",
    async (call) => {
      vi.setSystemTime(THEN);
      let between: Promise<unknown> | null = null;
      const change = async (): Promise<void> => {
        await send("PUT", "/articles/later", article("later", { title: "Changed meanwhile" }));
        await send("PUT", "/articles/new", article("new"));
        await publish();
      };
      const slow = onlyFor(call, async (_, proceed) => {
        if (!between) {
          between = change();
          await between;
        }
        return proceed();
      });
      await tick({ PAGES: faultyKv(slow) });
      expect(between).not.toBeNull();
      const kv = await pagesInKv();
      expect(kv.get("/articles/later")).toContain("Changed meanwhile");
      for (const path of ["/", "/feed.xml"]) {
        expect(kv.get(path), path).toContain("Changed meanwhile");
        expect(kv.get(path), path).toContain("/articles/new");
      }
    },
    30_000,
  );

  it("brings an article that a publish of a moment before its time left out", async () => {
    // The publish takes its time before, and writes after the scheduler has.
    vi.setSystemTime(THEN - 1);
    await send("PUT", "/articles/new", article("new"));
    let between: Promise<unknown> | null = null;
    const slow = onlyFor("put page:/", async (_, proceed) => {
      if (!between) {
        vi.setSystemTime(THEN);
        between = tick();
        await between;
      }
      return proceed();
    });
    await publish({}, { PAGES: faultyKv(slow) });
    expect(await pagesWith("later")).toEqual(expect.arrayContaining(["/", "/feed.xml"]));
  }, 30_000);
});

describe("a clock that was ahead", () => {
  it("does not have an article missed whose time comes twice", async () => {
    vi.setSystemTime(THEN + 60 * MINUTE);
    await tick();
    vi.setSystemTime(THEN - 5 * MINUTE);
    await tick();
    await send("PUT", "/articles/new", article("new"));
    await publish();
    expect(await pagesWith("later")).toEqual([]);
    vi.setSystemTime(THEN);
    await tick();
    expect(await pagesWith("later")).toEqual(expect.arrayContaining(LISTS));
  });
});

describe("/health", () => {
  it("says ok of a scheduler that ran within five minutes, and of a later one when it ran last", async () => {
    expect(await scheduler()).toBe("ok");
    vi.setSystemTime(THEN - 5 * MINUTE);
    expect(await scheduler()).toBe("ok");
    vi.setSystemTime(THEN - 5 * MINUTE + 1);
    expect(await scheduler()).toBe("late: last ran 2090-01-01T11:50:00.000Z");
    await tick();
    expect(await scheduler()).toBe("ok");
  });

  it("says of a scheduler that never came to its end that it never ran", async () => {
    await startAnew();
    expect(await scheduler()).toBe("never ran");
    await expect(tick({ DB: faultyD1(fails) })).rejects.toThrow("Failed query");
    expect(await scheduler()).toBe("never ran");
    // There is no publication yet: nothing to do, and no failure.
    await tick();
    expect(await scheduler()).toBe("ok");
  });

  it("says that nobody knows, while D1 does not answer", async () => {
    const response = await ask("/health", {}, { DB: faultyD1(fails) });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ scheduler: "unknown: D1 does not tell" });
  });
});
