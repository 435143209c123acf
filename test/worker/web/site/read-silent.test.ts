import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { startAnew } from "../../publish/publish-state.ts";
import {
  api,
  article,
  ask,
  embed,
  faultyD1,
  faultyKv,
  forgetAll,
  hangs,
  modelPoll,
  onlyFor,
  page,
  poll,
  problemsOf,
  publish,
  quiet,
  send,
  site,
  TOKEN,
} from "../../support/site.ts";

beforeEach(async () => {
  await startAnew();
  quiet();
  await send("PUT", "/site", site());
  await send("PUT", "/articles/one", article("one", {}, "The text of one."));
  await publish();
  forgetAll();
});

describe("a store that never answers", () => {
  it("is told by /health as failing", async () => {
    const response = await ask("/health", {}, { DB: faultyD1(hangs) });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ ok: false, stores: { d1: "failing", kv: "ok" } });
  });

  it("is D1: an article in KV is served, also where KV does not know the site's name", async () => {
    await env.PAGES.delete("site");
    expect(await page("/articles/one", { DB: faultyD1(hangs) })).toContain("The text of one.");
  });

  it("is KV: an article is rendered from D1", async () => {
    expect(await page("/articles/one", { PAGES: faultyKv(onlyFor("get", hangs)) })).toContain(
      "The text of one.",
    );
  });

  it("is each of them: the reader is told to come again", async () => {
    const silent = { PAGES: faultyKv(hangs), DB: faultyD1(hangs) };
    const response = await ask("/articles/one", {}, silent);
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toMatch(/^\d+$/);
  }, 15_000);
});

it("tells by another ETag that the list of polls has other numbers", async () => {
  const [question] = modelPoll("model").questions;
  if (!question) throw new Error("the model poll has a question");
  await send("PUT", "/polls/model", modelPoll("model"));
  await publish();
  const before = await ask("/polls");
  const options = question.options.map((o) => ({ ...o, opening: 10 }));
  const changed = { ...modelPoll("model"), questions: [{ ...question, options }] };
  await send("PUT", "/polls/model", changed);
  await publish();
  forgetAll();
  const after = await ask("/polls");
  expect(await after.text()).not.toBe(await before.text());
  expect(after.headers.get("ETag")).not.toBe(before.headers.get("ETag"));
});

describe("the publishing API", () => {
  it.each(["{not json", "[1]", '{"remove":"x"}', '{"remove":["one"]}', '{"remov":{}}'])(
    "publishes nothing for the body %j",
    async (body) => {
      const headers = { Authorization: `Bearer ${TOKEN}` };
      const response = await ask("/api/publish", { method: "POST", headers, body });
      expect(response.status).toBe(422);
      expect(await page("/articles/one")).toContain("The text of one.");
    },
  );

  it("refuses two of the same name in one request", async () => {
    const articles = [article("two"), article("two", { title: "Another" })];
    const twoArticles = await api("POST", "/articles", { articles });
    expect((await problemsOf(twoArticles))[0]).toMatchObject({ what: "two" });
    const twoPolls = await api("POST", "/polls", { polls: [poll("p"), poll("p")] });
    expect((await problemsOf(twoPolls))[0]).toMatchObject({ what: "p" });
  });

  it("deletes nothing for a poll without a ledger", async () => {
    await env.DB.prepare(
      "INSERT INTO votes (poll, seq, cast_at, receipt, answers) VALUES ('lost', 1, 1, 'R', '{}')",
    ).run();
    expect((await api("POST", "/polls/lost/reproject")).status).toBe(404);
    const left = await env.DB.prepare(
      "SELECT count(*) AS n FROM votes WHERE poll = 'lost'",
    ).first();
    expect(left).toEqual({ n: 1 });
  });

  it("is told by /health as closed where its token is too short", async () => {
    const response = await ask("/health", {}, { PUBLISH_TOKEN: "short" });
    expect(await response.json()).toMatchObject({
      publishing: expect.stringMatching(/^closed/) as string,
    });
  });
});

it("looks for no picture whose address has no digest in it", async () => {
  expect((await ask(`/images/${"a".repeat(600)}/x.jpg`)).status).toBe(404);
});

it("says that voting has not begun in a poll whose numbers would be shown", async () => {
  await send("PUT", "/polls/soon", poll("soon", { opensAt: "2199-01-01" }));
  await send("PUT", "/articles/two", article("two", {}, embed("soon")));
  await publish();
  expect(await page("/articles/two")).toContain("Voting has not begun");
});
