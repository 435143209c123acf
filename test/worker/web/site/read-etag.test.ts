import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  article,
  ask,
  castVote,
  embed,
  fails,
  faultyD1,
  faultyPolls,
  forgetAll,
  hangs,
  modelPoll,
  poll,
  publish,
  quiet,
  send,
  site,
} from "../../support/site.ts";

const PAGES = [
  "/",
  "/articles/plain",
  "/articles/polled",
  "/for/business",
  "/authors/ann",
  "/archive",
  "/archive/2026",
  "/polls",
  "/feed.xml",
  "/sitemap.xml",
  "/robots.txt",
];

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("POST", "/polls", { polls: [modelPoll("one"), poll("two"), poll("three")] });
  await send("POST", "/articles", {
    articles: [
      article("plain", { audiences: ["business"] }),
      article("polled", {}, embed("one")),
      article("two-polls", {}, '::poll{id="two"}\n\n::poll{id="three"}'),
    ],
  });
  await publish();
});

beforeEach(forgetAll);

async function etagOf(path: string, replaced: Partial<Env> = {}): Promise<string> {
  const etag = (await ask(path, {}, replaced)).headers.get("ETag");
  if (etag === null) throw new Error(`${path} has no ETag`);
  return etag;
}

async function conditional(path: string, tags: string, method = "GET"): Promise<Response> {
  return ask(path, { method, headers: { "If-None-Match": tags } });
}

describe("a conditional request", () => {
  it.each(PAGES)("for %s is answered with 304: ETag, Cache-Control, no body", async (path) => {
    const full = await ask(path);
    const etag = full.headers.get("ETag") ?? "";
    expect(etag).toMatch(/^(?:W\/)?"[\x21\x23-\x7E]+"$/);
    const response = await conditional(path, etag);
    expect(response.status).toBe(304);
    expect(response.headers.get("ETag")).toBe(etag);
    expect(response.headers.get("Cache-Control")).toBe(full.headers.get("Cache-Control"));
    expect(response.body === null || (await response.text()) === "").toBe(true);
  });

  it.each([
    ["in a list", (tag: string) => `"other", ${tag} , W/"another"`],
    ["last in a list without spaces", (tag: string) => `"other",${tag}`],
    ["in its strong form", (tag: string) => tag.replace("W/", "")],
    ["in its weak form", (tag: string) => `W/${tag.replace("W/", "")}`],
    ["with any tag", () => "*"],
  ])("is answered with 304 where the tag stands %s", async (_, tags) => {
    for (const path of ["/articles/plain", "/articles/polled"]) {
      expect((await conditional(path, tags(await etagOf(path)))).status).toBe(304);
    }
  });

  it.each([
    ["another tag", () => '"other"'],
    ["a part of the tag", (tag: string) => `${tag.slice(0, -3)}"`],
    ["the tag without its quotes", (tag: string) => tag.replace("W/", "").replaceAll('"', "")],
    ["nothing", () => ""],
  ])("is answered in full where it has %s", async (_, tags) => {
    const response = await conditional("/articles/plain", tags(await etagOf("/articles/plain")));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("A paragraph.");
  });

  it("is answered with 304 to HEAD too", async () => {
    const etag = await etagOf("/articles/polled");
    const response = await conditional("/articles/polled", etag, "HEAD");
    expect(response.status).toBe(304);
    expect(response.headers.get("ETag")).toBe(etag);
  });

  it("is a 404 where there is no page, whatever the tag", async () => {
    expect((await conditional("/articles/nothing", "*")).status).toBe(404);
  });

  it("is answered with 304 for a poll's numbers", async () => {
    const etag = await etagOf("/polls/two/results.json");
    expect((await conditional("/polls/two/results.json", etag)).status).toBe(304);
    await castVote("two", "asks-for-numbers", "a");
    const response = await conditional("/polls/two/results.json", etag);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ counted: 1 });
  });
});

describe("an ETag", () => {
  it("stays while nothing changes, in another isolate too", async () => {
    for (const path of PAGES) {
      const first = await etagOf(path);
      forgetAll();
      expect(await etagOf(path)).toBe(first);
    }
  });

  it("differs from article to article", async () => {
    expect(await etagOf("/articles/plain")).not.toBe(await etagOf("/articles/polled"));
  });

  it("changes with each vote that is counted, and the old one brings the new numbers", async () => {
    const etags = [await etagOf("/articles/polled")];
    for (const [index, option] of ["o1", "o1", "o2"].entries()) {
      await castVote("one", `voter-${index}`, option);
      const response = await conditional("/articles/polled", etags.join(", "));
      expect(response.status).toBe(200);
      etags.push(response.headers.get("ETag") ?? "");
      expect(await response.text()).toContain(option === "o1" ? `${34 + index} (` : "31 (");
    }
    expect(new Set(etags).size).toBe(4);
  });

  it("changes with a vote in either of two polls", async () => {
    const etags = [await etagOf("/articles/two-polls")];
    await castVote("two", "in-either", "b");
    etags.push(await etagOf("/articles/two-polls"));
    await castVote("three", "in-either", "b");
    etags.push(await etagOf("/articles/two-polls"));
    expect(new Set(etags).size).toBe(3);
  });

  it("changes with the article", async () => {
    const before = await etagOf("/articles/plain");
    await send("PUT", "/articles/plain", article("plain", { audiences: ["business"] }, "New."));
    await publish();
    const response = await conditional("/articles/plain", before);
    expect(response.status).toBe(200);
    expect(response.headers.get("ETag")).not.toBe(before);
    expect(await response.text()).toContain("New.");
  });

  it("changes when the poll closes", async () => {
    const closesAt = "2098-06-01T00:00:00Z";
    await send("PUT", "/polls/closing", poll("closing", { closesAt }));
    await send("PUT", "/articles/closing", article("closing", {}, embed("closing")));
    await publish();
    const before = await etagOf("/articles/closing");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(closesAt) });
    const response = await conditional("/articles/closing", before);
    vi.useRealTimers();
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain("<form");
  });

  it("never stands for two different texts: numbers, more numbers, no numbers, another text", async () => {
    quiet();
    const texts = new Map<string, Set<string>>();
    const path = "/articles/states";
    const look = async (replaced: Partial<Env> = {}): Promise<void> => {
      forgetAll();
      for (const headers of [{}, { "If-None-Match": '"other"' }]) {
        const response = await ask(path, { headers }, replaced);
        const text = await response.text();
        const etag = response.headers.get("ETag") ?? `none: ${text}`;
        texts.set(etag, (texts.get(etag) ?? new Set()).add(text));
      }
    };
    await send("PUT", "/polls/states", poll("states"));
    for (const text of ["One text.", "Another text."]) {
      await send("PUT", "/articles/states", article("states", {}, `${text}\n\n${embed("states")}`));
      await publish();
      await look();
      await look({ POLL: faultyPolls(fails) });
      await look({ POLL: faultyPolls(hangs) });
      await castVote("states", text.replaceAll(/\W/g, ""), "a");
      await look();
    }
    await send("PUT", "/polls/states", poll("states", { title: "Another title" }));
    await look();
    await publish();
    await look();
    await publish({ polls: ["states"] });
    await look();
    for (const [etag, found] of texts) expect(found.size, etag).toBe(1);
    expect(texts.size).toBeGreaterThan(6);
  });

  it("of the list of polls changes with a vote that D1 has been told of", async () => {
    const before = await etagOf("/polls");
    await castVote("three", "told-to-d1", "c");
    await send("GET", "/polls/three/audit");
    forgetAll();
    expect(await etagOf("/polls")).not.toBe(before);
  });

  it("of the list of polls is another one while D1 fails", async () => {
    quiet();
    const before = await etagOf("/polls");
    forgetAll();
    const response = await ask("/polls", {}, { DB: faultyD1(fails) });
    expect(response.status).toBe(200);
    expect(response.headers.get("ETag")).not.toBe(before);
  });
});
