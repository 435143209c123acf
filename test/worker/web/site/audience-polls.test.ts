import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fresh, hrefs } from "../../publish/pages-support.ts";
import { select } from "./read-markup.ts";
import {
  article,
  ask,
  embed,
  fails,
  faultyD1,
  faultyPolls,
  forgetAll,
  hangs,
  modelPoll,
  noting,
  page,
  poll,
  publish,
  putArticle,
  putSite,
  question,
  quiet,
  send,
} from "../../support/site.ts";

const AUDIENCES = [
  { id: "business", name: "For business", show: "summary" },
  { id: "researchers", name: "For researchers", show: "data" },
  { id: "students", name: "For students", show: "method" },
  { id: "plain", name: "For all others" },
];

let voters = 0;

/** So many voters of an audience choose one option. */
async function vote(id: string, audience: string | null, option: string, times: number) {
  for (let i = 0; i < times; i += 1) {
    voters += 1;
    const answers = { q: [option] };
    const response = await ask(`/polls/${id}/votes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": `voter-key-${voters}` },
      body: JSON.stringify(audience === null ? { answers } : { answers, audience }),
    });
    if (response.status !== 201) throw new Error(await response.text());
  }
}

async function texts(html: string, selector: string): Promise<string[]> {
  return (await select(html, selector)).map(({ text }) => text.replace(/\s+/g, " ").trim());
}

/** The polls on the page of an audience, each as the text of its part. */
async function shown(audience: string): Promise<Record<string, string>> {
  const html = await fresh(`/for/${audience}`);
  const ids = (await hrefs(html, ".audience-poll h3 a")).map((href) => href.slice(7));
  const parts = await texts(html, ".audience-poll");
  return Object.fromEntries(ids.map((id, i) => [id, parts[i] ?? ""]));
}

/** The rows of the table of the one poll of an audience. */
async function rows(audience: string, id: string): Promise<string[][]> {
  const html = await fresh(`/for/${audience}`);
  const ids = (await hrefs(html, ".audience-poll h3 a")).map((href) => href.slice(7));
  const part = html.split('<article class="audience-poll">')[ids.indexOf(id) + 1] ?? "";
  const cells = await texts(part, "tbody th, tbody td");
  const width = (await texts(part, "thead th")).length;
  return Array.from({ length: cells.length / width }, (_, i) =>
    cells.slice(i * width, (i + 1) * width),
  );
}

/** An article for an audience with a poll in it. */
function about(audience: string, id: string, date: string) {
  return article(`on-${id}-for-${audience}`, { audiences: [audience], date }, embed(id));
}

beforeAll(async () => {
  await putSite({ audiences: AUDIENCES });
  await send("POST", "/polls", {
    polls: [
      poll("told"),
      poll("small"),
      poll("none"),
      poll("together"),
      modelPoll("before"),
      poll("voters-only", { results: "after-vote" }),
      poll("at-the-end", { results: "after-close", closesAt: "2999-01-31" }),
      poll("to-come", { opensAt: "2999-01-01", results: "after-close" }),
      poll("several", { questions: [question({ kind: "multiple" }), question({ id: "q2" })] }),
    ],
  });
  await vote("told", "business", "a", 5);
  await vote("told", "business", "b", 10);
  await vote("told", "students", "a", 20);
  await vote("told", "students", "b", 5);
  await vote("small", "business", "a", 2);
  await vote("small", "students", "a", 9);
  await vote("small", null, "b", 8);
  await vote("together", "business", "a", 9);
});

beforeEach(async () => {
  forgetAll();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Publishes articles with these polls for an audience, the first the newest; every other article is taken out. */
async function withPolls(audience: string, ...ids: string[]): Promise<void> {
  const articles = ids.map((id, i) => about(audience, id, `2026-10-${20 - i}`));
  const manifest = await send<{ articles: Record<string, string> }>("GET", "/manifest");
  const kept = new Set(articles.map(({ slug }) => slug));
  await send("POST", "/articles", { articles });
  await publish({ articles: Object.keys(manifest.articles).filter((slug) => !kept.has(slug)) });
  forgetAll();
}

describe("the page of an audience", () => {
  it("shows how its readers voted beside all, with the numbers of results.json", async () => {
    await withPolls("plain", "told");
    expect(await shown("plain")).toEqual({
      told: expect.stringContaining("Nobody who chose “For all others” has answered"),
    });
    await withPolls("students", "told");
    expect(await rows("students", "told")).toEqual([
      ["Option a", "20 (80%)", "25 (63%)"],
      ["Option b", "5 (20%)", "15 (38%)"],
      ["Option c", "0 (0%)", "0 (0%)"],
      ["Voters", "25", "40"],
    ]);
    // 63, 38 and 0 per cent are 101.
    expect(await shown("students")).toEqual({
      told: expect.stringContaining("they do not add up to 100"),
    });
    const results = await (
      await ask("/polls/told/results.json")
    ).json<{
      questions: { audiences: { audience: string; options: object; voters: number }[] }[];
    }>();
    const row = results.questions[0]?.audiences.find(({ audience }) => audience === "students");
    expect(row).toEqual({ audience: "students", voters: 25, options: { a: 20, b: 5, c: 0 } });
  });

  it("withholds what results.json withholds, and says so", async () => {
    await withPolls("business", "small");
    const results = await (
      await ask("/polls/small/results.json")
    ).json<{
      questions: { audiences: { audience: string; options: Record<string, number | null> }[] }[];
    }>();
    const row = results.questions[0]?.audiences.find(({ audience }) => audience === "business");
    expect(row?.options["a"] ?? null).toBeNull();
    const part = (await shown("business"))["small"] ?? "";
    expect(part).toMatch(/withheld|not told apart/);
    expect(part).not.toContain("2 (");
    // Nor what its readers chose most.
    expect(await texts(await fresh("/for/business"), ".headline dt")).toEqual(["All voters"]);
  });

  it("says why there are no numbers: none yet, one group alone, the end, a vote first", async () => {
    await withPolls("students", "none", "together", "voters-only", "at-the-end", "to-come");
    expect(await shown("students")).toEqual({
      none: expect.stringContaining("Nobody has voted here yet."),
      together: expect.stringContaining("Readers are not told apart in this poll"),
      "voters-only": expect.stringContaining("shown to those who have voted"),
      "at-the-end": expect.stringContaining("after the close, on January 31, 2999"),
      "to-come": expect.stringContaining("Voting opens on January 1, 2999"),
    });
  });

  it("says of counts from before that they are without audience", async () => {
    await withPolls("students", "before");
    expect((await shown("students"))["before"]).toContain("108 were counted before");
    expect((await rows("students", "before")).at(-1)).toEqual(["Voters", "108"]);
  });

  it("shows the first of several questions, and says that there are more", async () => {
    await withPolls("students", "several");
    expect((await shown("students"))["several"]).toContain("the first of 2 questions");
  });

  it("has the polls of its newest articles, each once, five at most, on its first page alone", async () => {
    await withPolls("students", "none", "told", "small", "before", "several", "together");
    await putArticle("again", { audiences: ["students"] }, embed("told"));
    await putArticle("other", { audiences: ["business"] }, embed("together"));
    await publish();
    expect(Object.keys(await shown("students"))).toEqual([
      "none",
      "told",
      "small",
      "before",
      "several",
    ]);
    expect(Object.keys(await shown("business"))).toEqual(["together"]);
    expect(Object.keys(await shown("researchers"))).toEqual([]);
    expect(await texts(await fresh("/for/researchers"), "h2")).not.toContain(
      "How these readers voted",
    );
  });

  it("begins with what its readers need: a headline, the data, or how to read the numbers", async () => {
    const has = async (audience: string) => {
      await withPolls(audience, "told");
      const html = await fresh(`/for/${audience}`);
      return {
        headline: await texts(html, ".headline div"),
        data: await hrefs(html, ".data-links a"),
        method: (await texts(html, ".how-to-read h3")).length,
      };
    };
    const nothing = { headline: [], data: [], method: 0 };
    const files = ["results.json", "results.csv", "votes.csv", "codebook.txt"];
    expect(await has("plain")).toEqual(nothing);
    expect(await has("students")).toEqual({ ...nothing, method: 1 });
    const data = files.map((file) => `/polls/told/${file}`);
    expect(await has("researchers")).toEqual({ ...nothing, data });
    for (const file of data) expect((await ask(file)).status, file).toBe(200);
    expect(await has("business")).toEqual({
      ...nothing,
      headline: ["For business67% Option b", "All voters63% Option a"],
    });
  });
});

describe("the slots of an audience's page", () => {
  it("ask each poll once for all readers of a moment, and no database", async () => {
    await withPolls("students", "told", "small", "none");
    const calls: string[] = [];
    vi.useFakeTimers({ toFake: ["Date"] });
    const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
    await page("/for/students", stores);
    await page("/for/students", stores);
    expect(calls.toSorted()).toEqual(["view none", "view small", "view told"]);
  });

  it.each([
    ["fail", fails],
    ["are silent", hangs],
  ])("leave the questions with links to the polls where the objects %s", async (_, fault) => {
    quiet();
    await withPolls("students", "told", "small");
    const started = Date.now();
    const html = await page("/for/students", { POLL: faultyPolls(fault) });
    expect(Date.now() - started).toBeLessThan(2000);
    expect(await hrefs(html, ".audience-poll h3 a")).toEqual(["/polls/told", "/polls/small"]);
    expect(await texts(html, ".audience-poll td")).toEqual([]);
    expect(await hrefs(html, ".teaser h2 a")).toHaveLength(2);
  });

  it("are the same for one who has voted, and renewed by a vote", async () => {
    await withPolls("business", "told");
    const plain = await ask("/for/business", { headers: { "If-None-Match": "none" } });
    const etag = plain.headers.get("ETag") ?? "";
    const own = await ask("/for/business", {
      headers: { Cookie: "__Host-voter=CCCCCCCCCCCCCCCCCCCCCC" },
    });
    expect(await own.text()).toBe(await plain.text());
    expect((await ask("/for/business", { headers: { "If-None-Match": etag } })).status).toBe(304);
    await vote("told", "business", "b", 1);
    expect((await ask("/for/business", { headers: { "If-None-Match": etag } })).status).toBe(200);
    expect((await rows("business", "told"))[1]?.[1]).toBe("11 (69%)");
  });

  it("are nothing where a poll is hidden", async () => {
    await withPolls("students", "told", "small");
    await send("POST", "/polls/small/acts", { act: "hide" });
    expect(Object.keys(await shown("students"))).toEqual(["told"]);
    await send("POST", "/polls/small/acts", { act: "show" });
  });
});
