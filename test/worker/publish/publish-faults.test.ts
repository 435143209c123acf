import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { atRecord, changed, RECORD, pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import {
  api,
  article,
  ask,
  embed,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  forgetAll,
  onlyFor,
  page,
  poll,
  publish,
  putImage,
  quiet,
  SECRET,
  send,
  site,
  TOKEN,
} from "../support/site.ts";

/** Milliseconds for the tests that publish a whole site again and again. */
const LONG = 60_000;

beforeEach(async () => {
  await startAnew();
  quiet();
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** The requests of a whole publish from nothing, in the order of the command line. */
const REQUESTS: (() => Promise<unknown>)[] = [
  async () => send("POST", "/polls?dryRun", { polls: [poll("asked")] }),
  async () => send("PUT", "/site", site()),
  async () => putImage("harbour.jpg"),
  async () => send("POST", "/polls", { polls: [poll("asked")] }),
  async () =>
    send("POST", "/articles", {
      articles: [
        article("one", { audiences: ["business"] }),
        article("two", {}, "![The harbour](images/harbour.jpg)"),
      ],
    }),
  async () =>
    send("POST", "/articles", {
      articles: [
        article("polled", {}, embed("asked")),
        ...Array.from({ length: 22 }, (_, i) => article(`n${i}`)),
      ],
    }),
  async () => send("POST", "/publish", { remove: {} }),
  async () => send("POST", "/publish", {}),
  async () => send("POST", "/publish", {}),
];

async function runAll(): Promise<void> {
  for (const request of REQUESTS) await request();
}

/** The first calls are made, and none after them. */
function breaksAfter(calls: number): { fault: Fault; broken: () => boolean } {
  let made = 0;
  const fault: Fault = async (call, proceed) => {
    made += 1;
    return made > calls ? fails(call, proceed) : proceed();
  };
  return { fault, broken: () => made > calls };
}

describe("a publish that is stopped", () => {
  it(
    "after any of its requests ends in the same state when it is run again",
    { timeout: LONG },
    async () => {
      await runAll();
      const expected = await pagesInKv();
      expect(expected.size).toBeGreaterThan(30);
      for (let stop = 1; stop < REQUESTS.length; stop += 1) {
        await startAnew();
        for (const request of REQUESTS.slice(0, stop)) await request();
        await runAll();
        expect(changed(await pagesInKv(), expected), `stopped after ${stop}`).toEqual([]);
      }
    },
  );

  it(
    "at any statement of D1 leaves old or new pages, and ends in the same state",
    { timeout: LONG },
    async () => {
      const one = (text: string) => article("one", { audiences: ["business"], title: text }, text);
      const prepare = async (): Promise<void> => {
        await startAnew();
        await send("PUT", "/site", site());
        await send("POST", "/articles", { articles: [one("The old text"), article("gone")] });
        await publish();
      };
      const change = async (): Promise<void> => {
        await send("POST", "/articles", { articles: [one("The new text"), article("two")] });
      };
      const remove = { articles: ["gone"] };

      // What an update says of its time is not compared.
      vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-01T12:00:00Z") });
      await prepare();
      const old = await pagesInKv();
      await change();
      await publish(remove);
      const expected = await pagesInKv();
      let stopped = 0;
      for (let calls = 0; ; calls += 1) {
        await prepare();
        await change();
        const { fault, broken } = breaksAfter(calls);
        const response = await api("POST", "/publish", { remove }, { DB: faultyD1(fault) });
        if (!broken()) break;
        stopped += 1;
        expect(response.status).toBe(503);
        expect(await response.text()).not.toContain(SECRET);
        for (const [path, found] of await pagesInKv()) {
          expect([old.get(path), expected.get(path)], path).toContain(found);
        }
        await publish(remove);
        expect(changed(await pagesInKv(), expected), `after ${calls} calls`).toEqual([]);
      }
      vi.useRealTimers();
      expect(stopped).toBeGreaterThan(5);
    },
  );
});

describe("a page that is in KV and not in the record", () => {
  it("is repaired by the next publish, whatever was saved since", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one", {}, "The first text."));
    await publish();
    await send("PUT", "/articles/one", article("one", {}, "The second text."));
    expect((await api("POST", "/publish", {}, { DB: faultyD1(atRecord(2)) })).status).toBe(503);
    expect((await pagesInKv()).get("/articles/one")).toContain("The second text.");
    await send("PUT", "/articles/one", article("one", {}, "The third text."));
    await publish();
    expect(await page("/articles/one")).toContain("The third text.");
    expect((await publishNoting()).put).toEqual([]);
  });

  it("is repaired as it is where nothing was saved since", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one"));
    const noRecord = { DB: faultyD1(onlyFor(RECORD, fails)) };
    expect((await api("POST", "/publish", {}, noRecord)).status).toBe(503);
    await publish();
    expect(await page("/articles/one")).toContain("A paragraph.");
    expect((await publishNoting()).put).toEqual([]);
  });

  it("is a list: it is repaired too", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one"));
    await publish();
    await send("PUT", "/articles/one", article("one", { title: "The second title" }));
    expect((await api("POST", "/publish", {}, { DB: faultyD1(atRecord(4)) })).status).toBe(503);
    expect((await pagesInKv()).get("/")).toContain("The second title");
    await send("PUT", "/articles/one", article("one", { title: "The third title" }));
    await publish();
    expect(await page("/")).toContain("The third title");
    expect((await publishNoting()).put).toEqual([]);
  });
});

describe("a KV that takes no writes", () => {
  it("for a second after the last one is waited for", async () => {
    // The wait itself is skipped; what counts is that the write is tried again.
    vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
    const refused = new Set<string>();
    const once: Fault = async (call, proceed) => {
      if (!call.startsWith("put") || refused.has(call)) return proceed();
      refused.add(call);
      throw new Error("KV PUT failed: 429 Too Many Requests");
    };
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one"));
    await publish({}, { PAGES: faultyKv(once) });
    expect([...refused].filter((call) => call.includes("page:"))).toHaveLength(13);
    expect(await page("/articles/one")).toContain("A paragraph.");
    expect((await publishNoting()).put).toEqual([]);
  });

  it("at all is told with 503, and the publish ends when it does again", async () => {
    vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
    await send("PUT", "/site", site());
    await send("POST", "/articles", { articles: [article("one"), article("two")] });
    const noWrites = { PAGES: faultyKv(onlyFor("put page:/articles/two", fails)) };
    const response = await api("POST", "/publish", {}, noWrites);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
    await publish();
    expect([...(await pagesInKv()).keys()]).toEqual(
      expect.arrayContaining(["/", "/articles/one", "/articles/two"]),
    );
    expect((await publishNoting()).put).toEqual([]);
  });

  it("and no deletes leaves a removed page to the next publish", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one"));
    await publish();
    const noDeletes = { PAGES: faultyKv(onlyFor("delete", fails)) };
    const remove = { articles: ["one"] };
    expect((await api("POST", "/publish", { remove }, noDeletes)).status).toBe(503);
    await publish();
    forgetAll();
    expect((await ask("/articles/one")).status).toBe(410);
  });
});

describe("a request that fails", () => {
  it("for a picture leaves no name without bytes", async () => {
    const context = { PAGES: faultyKv(fails) };
    const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "image/png" };
    const path = "/api/images/a.png?width=1&height=1";
    const response = await ask(path, { method: "PUT", headers, body: "x" }, context);
    expect(response.status).toBe(503);
    expect(await send("GET", "/manifest")).toMatchObject({ images: {} });
  });

  it("for a poll, between its object and D1, does when it is sent again", async () => {
    await send("PUT", "/site", site());
    const noPolls = { DB: faultyD1(onlyFor('into "polls"', fails)) };
    expect((await api("PUT", "/polls/halfway", poll("halfway"), noPolls)).status).toBe(503);
    expect(await send("GET", "/manifest")).toMatchObject({ polls: {} });
    await send("PUT", "/polls/halfway", poll("halfway"));
    await publish();
    expect(await page("/polls")).toContain("/polls/halfway");
  });

  it("for articles stores none of them", async () => {
    await send("PUT", "/site", site());
    const articles = [article("one"), article("two")];
    const noRevisions = { DB: faultyD1(onlyFor('into "revisions"', fails)) };
    expect((await api("POST", "/articles", { articles }, noRevisions)).status).toBe(503);
    expect(await send("GET", "/manifest")).toMatchObject({ articles: {} });
  });
});

describe("two publishes at the same time", () => {
  it("end in the state in which one ends", async () => {
    await runAll();
    const expected = await pagesInKv();
    await startAnew();
    for (const request of REQUESTS.slice(0, -3)) await request();
    await Promise.all([publish(), publish()]);
    expect(changed(await pagesInKv(), expected)).toEqual([]);
    expect((await publishNoting()).put).toEqual([]);
  });
});
