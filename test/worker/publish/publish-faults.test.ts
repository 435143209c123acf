import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outdated } from "./pages-support.ts";
import { pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
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
  send,
  site,
  TOKEN,
} from "../support/site.ts";

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
];

describe("a page that a reader's request puts into KV", () => {
  it("is written once more where a publish has written a newer one meanwhile", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one", {}, "The first text."));
    await publish();
    await env.PAGES.delete("page:/articles/one");
    forgetAll();
    let between: Promise<unknown> | null = null;
    const slow = onlyFor("put page:/articles/one", async (_, proceed) => {
      between ??= send("PUT", "/articles/one", article("one", {}, "The second text.")).then(
        async () => publish(),
      );
      await between;
      return proceed();
    });
    expect(await page("/articles/one", { PAGES: faultyKv(slow) })).toContain("The first text.");
    expect((await pagesInKv()).get("/articles/one")).toContain("The second text.");
    expect((await publishNoting()).put).toEqual([]);
  });

  it("is taken out where a publish has deleted it meanwhile", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one"));
    await publish();
    await env.PAGES.delete("page:/articles/one");
    forgetAll();
    let between: Promise<unknown> | null = null;
    const slow = onlyFor("put page:/articles/one", async (_, proceed) => {
      between ??= publish({ articles: ["one"] });
      await between;
      return proceed();
    });
    await page("/articles/one", { PAGES: faultyKv(slow) });
    expect((await pagesInKv()).has("/articles/one")).toBe(false);
    forgetAll();
    expect((await ask("/articles/one")).status).toBe(410);
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
    expect([...refused].filter((call) => call.includes("page:"))).toHaveLength(11);
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
    for (const request of REQUESTS) await request();
    await Promise.all([publish(), publish()]);
    expect(await outdated()).toEqual([]);
    expect((await publishNoting()).put).toEqual([]);
  });
});
