import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leadsTo, statusOf } from "./editorial-support.ts";
import { startAnew } from "../../publish/publish-state.ts";
import {
  api,
  article,
  ask,
  castVote,
  embed,
  fails,
  faultyD1,
  problemsOf,
  publish,
  publishSite,
  putArticle,
  putPoll,
  quiet,
  send,
} from "../../support/site.ts";

const LATER = "2090-01-01T12:00:00Z";
const LONG = "A paragraph of a text that nobody writes twice by chance. ".repeat(5);

beforeEach(async () => {
  await startAnew();
  await publishSite({ articles: [article("here")] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("an article that was published and is no more", () => {
  it("is gone (410), as a page for people and a problem document for programs", async () => {
    await publish({ articles: ["here"] });
    const person = await ask("/articles/here", { headers: { Accept: "text/html" } });
    expect(person.status).toBe(410);
    expect(person.headers.get("Cache-Control")).toBe("public, max-age=5, stale-if-error=0");
    expect(person.headers.get("Vary")).toBe("Accept, Content-Type");
    expect(await person.text()).toContain("The Test Review");
    const program = await ask("/articles/here", { headers: { Accept: "application/json" } });
    expect(program.status).toBe(410);
    expect(program.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await program.json()).toMatchObject({ type: "urn:hustings:problem:gone", status: 410 });
  });

  it("is gone where it was made a draft again", async () => {
    await putArticle("here", { draft: true });
    await publish();
    expect(await statusOf("/articles/here")).toBe(410);
    await publish({ articles: ["here"] });
    expect(await statusOf("/articles/here")).toBe(410);
  });

  it("is there again when it comes back", async () => {
    await publish({ articles: ["here"] });
    expect(await statusOf("/articles/here")).toBe(410);
    await putArticle("here");
    expect(await statusOf("/articles/here")).toBe(200);
  });

  it("is gone where its time had come before it was taken out", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2089-01-01") });
    await putArticle("later", { publishAt: LATER });
    await publish();
    vi.setSystemTime(Date.parse(LATER));
    await publish({ articles: ["later"] });
    expect(await statusOf("/articles/later")).toBe(410);
  });
});

describe("what readers never saw is not found", () => {
  it("where an article was only ever a draft", async () => {
    await putArticle("wip", { draft: true });
    expect(await statusOf("/articles/wip")).toBe(404);
    await publish({ articles: ["wip"] });
    expect(await statusOf("/articles/wip")).toBe(404);
  });

  it("where an article was taken out, or made a draft, before its time came", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2089-01-01") });
    for (const slug of ["one", "two"]) {
      await putArticle(slug, { publishAt: LATER });
    }
    await publish();
    await putArticle("two", { draft: true });
    await publish({ articles: ["one"] });
    vi.setSystemTime(Date.parse(LATER) + 1);
    expect(await statusOf("/articles/one")).toBe(404);
    expect(await statusOf("/articles/two")).toBe(404);
  });

  it("where an article waits for its time, also one that was there before", async () => {
    await putArticle("here", { publishAt: LATER });
    await publish();
    expect(await statusOf("/articles/here")).toBe(404);
  });

  it("where nothing was, and where a poll was taken out", async () => {
    expect(await statusOf("/articles/nothing")).toBe(404);
    await putPoll("one");
    await publish();
    await castVote("one", "a-voter-of-it", "a");
    await publish({ polls: ["one"] });
    expect(await statusOf("/polls/one")).toBe(404);
  });
});

describe("a former name in the front matter", () => {
  it("leads to the article, for GET and HEAD, and may be kept for a minute", async () => {
    await putArticle("new", { formerly: ["here", "older"] });
    await publish({ articles: ["here"] });
    for (const name of ["here", "older"]) {
      expect(await leadsTo(`/articles/${name}`)).toEqual([301, "/articles/new"]);
    }
    const head = await ask("/articles/here", { method: "HEAD" });
    expect([head.status, head.headers.get("Cache-Control")]).toEqual([
      301,
      "public, max-age=60, stale-if-error=0",
    ]);
    expect((await ask("/articles/here", { method: "POST" })).status).toBe(405);
  });

  it("does nothing while another article has that name", async () => {
    await putArticle("new", { formerly: ["here"] });
    await publish();
    expect(await statusOf("/articles/here")).toBe(200);
  });

  it("does nothing while the article may not be seen", async () => {
    await putArticle("new", { formerly: ["here"], draft: true });
    await publish({ articles: ["here"] });
    expect(await leadsTo("/articles/here")).toEqual([410, null]);
  });

  it("is given up with its line, and when the article is taken out", async () => {
    await putArticle("new", { formerly: ["older"] });
    await publish();
    expect(await leadsTo("/articles/older")).toEqual([301, "/articles/new"]);
    await putArticle("new");
    expect(await leadsTo("/articles/older")).toEqual([404, null]);
    await putArticle("new", { formerly: ["older"] });
    await publish({ articles: ["new"] });
    expect(await leadsTo("/articles/older")).toEqual([404, null]);
  });

  it("may not be the present name", async () => {
    const problems = await problemsOf(
      await api("PUT", "/articles/new", article("new", { formerly: ["new"] })),
    );
    expect(problems).toMatchObject([{ what: "new", at: "formerly.0" }]);
  });

  it("changes nothing of an article's digest where there is none", async () => {
    const { articles } = await send<{ articles: Record<string, string> }>("GET", "/manifest");
    // As it was before there were former names.
    expect(articles).toEqual({
      here: "103129d3d7dded92ddefa621e458e8a127f902249acafb58e6020688fd1cb0dc",
    });
  });
});

describe("an article whose file got another name", () => {
  it("is led to from the old one, without anybody having said so", async () => {
    await putArticle("old", {}, LONG);
    await publish();
    await putArticle("new", {}, LONG);
    await publish({ articles: ["old"] });
    expect(await leadsTo("/articles/old")).toEqual([301, "/articles/new"]);
    // And on from the next name.
    await putArticle("newer", {}, LONG);
    await publish({ articles: ["new"] });
    expect(await leadsTo("/articles/new")).toEqual([301, "/articles/newer"]);
  });

  it("is not guessed from a short text, nor where there are two", async () => {
    await putArticle("old", {}, LONG);
    await publish();
    for (const slug of ["a", "b"]) await putArticle(slug, {}, LONG);
    await putArticle("short");
    await publish({ articles: ["old", "here"] });
    expect(await leadsTo("/articles/old")).toEqual([410, null]);
    expect(await leadsTo("/articles/here")).toEqual([410, null]);
  });

  it("is noted again by the next publish where the one before was cut off", async () => {
    quiet();
    await putArticle("old", {}, LONG);
    await publish();
    await putArticle("new", {}, LONG);
    const cut = faultyD1((call, proceed) =>
      call.includes('update "articles"') ? fails(call, proceed) : proceed(),
    );
    const remove = { articles: ["old"] };
    expect((await api("POST", "/publish", { remove }, { DB: cut })).status).toBe(503);
    expect(await statusOf("/articles/old")).toBe(200);
    await publish(remove);
    expect(await leadsTo("/articles/old")).toEqual([301, "/articles/new"]);
  });
});

it("articles with polls are gone like others, and their polls are not", async () => {
  await putPoll("kept");
  await putArticle("polled", {}, embed("kept"));
  await publish();
  await publish({ articles: ["polled"] });
  expect(await statusOf("/articles/polled")).toBe(410);
  expect(await statusOf("/polls/kept")).toBe(200);
});
