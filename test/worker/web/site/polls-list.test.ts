import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fresh, hrefs, statusOf } from "../../publish/pages-support.ts";
import { startAnew } from "../../publish/publish-state.ts";
import { select } from "./read-markup.ts";
import { fails, putSite } from "../../support/site.ts";
import {
  ask,
  castVote,
  faultyD1,
  faultyPolls,
  forgetAll,
  modelPoll,
  noting,
  page,
  poll,
  publish,
  question,
  quiet,
  send,
} from "../../support/site.ts";

const PAST = "2020-01-01";
const LATER = "2999-01-01";

beforeEach(async () => {
  await startAnew();
  await putSite();
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function publishPolls(...polls: object[]): Promise<void> {
  for (let at = 0; at < polls.length; at += 25) {
    await send("POST", "/polls", { polls: polls.slice(at, at + 25) });
  }
  await publish();
}

/** The polls that a page lists, in its order. */
async function listed(path: string): Promise<string[]> {
  return (await hrefs(await fresh(path), ".poll-list li > a")).map((href) => href.slice(7));
}

async function texts(html: string, selector: string): Promise<string[]> {
  return (await select(html, selector)).map(({ text }) => text.replace(/\s+/g, " ").trim());
}

/** D1 is told of votes half a second after them. */
async function untilProjected(id: string): Promise<void> {
  await send("GET", `/polls/${id}/audit`);
}

describe("the list of all polls", () => {
  it("has the open ones first, then those to come, then the closed ones, the latest first", async () => {
    await publishPolls(
      poll("closed-long", { closesAt: PAST }),
      poll("closed-lately", { closesAt: "2024-01-01" }),
      poll("coming-late", { opensAt: "2999-05-01" }),
      poll("coming-soon", { opensAt: LATER }),
      poll("open-old", { opensAt: "2019-01-01" }),
      poll("open-new", { opensAt: "2023-01-01" }),
      poll("open-always"),
    );
    expect(await listed("/polls")).toEqual([
      "open-new",
      "open-old",
      "open-always",
      "coming-soon",
      "coming-late",
      "closed-lately",
      "closed-long",
    ]);
    expect(await texts(await fresh("/polls"), ".poll-list h2")).toEqual(["Open", "Soon", "Closed"]);
  });

  it("goes by what was decided of a poll since, and leaves out what is hidden", async () => {
    await publishPolls(poll("list-a"), poll("list-b"), poll("list-c"));
    await castVote("list-b", "ann", "a");
    await send("POST", "/polls/list-b/acts", { act: "close" });
    await send("POST", "/polls/list-c/acts", { act: "hide" });
    await Promise.all(["list-b", "list-c"].map(untilProjected));
    expect(await listed("/polls")).toEqual(["list-a", "list-b"]);
    expect(await texts(await fresh("/polls"), ".poll-list h2")).toEqual(["Open", "Closed"]);
  });

  it("says of each what may be shown: votes, and what leads with its percentage", async () => {
    await publishPolls(
      modelPoll("figures"),
      poll("secret", { results: "after-vote" }),
      poll("level"),
      poll("level-closed"),
      poll("level-ranked", { questions: [question({ kind: "ranked" })] }),
      poll("none"),
      poll("several", { questions: [question({ kind: "multiple" })] }),
    );
    await castVote("secret", "ann", "a");
    await castVote("level", "ann", "a");
    await castVote("level", "ben", "b");
    for (const id of ["level-closed", "level-ranked"]) {
      await castVote(id, "ann", "a");
      await castVote(id, "ben", "b");
    }
    await publishPolls(poll("level-closed", { closesAt: new Date().toISOString() }));
    await castVote("several", "ann", "c");
    await castVote("several", "ben", "a");
    await castVote("several", "cid", "c");
    const voted = ["secret", "level", "level-closed", "level-ranked", "several"];
    await Promise.all(voted.map(untilProjected));
    const html = await fresh("/polls");
    const lines = await texts(html, ".poll-list li");
    expect(lines.toSorted()).toEqual([
      "Poll figures108 votes, 108 of them counted beforeLeading: Answer 1 31%",
      expect.stringMatching(
        /^Poll level-closedClosed .*2 votesA tie: Option a and Option b$/,
      ) as string,
      "Poll level-ranked2 votesLevel in first preferences so far: Option a and Option b",
      "Poll level2 votesLevel so far: Option a and Option b",
      "Poll none",
      "Poll secret",
      "Poll several3 votesChosen most often: Option c 67%",
    ]);
  });

  it("goes on, fifty a page, and says where; a page after the last is not there", async () => {
    const many = Array.from({ length: 103 }, (_, i) =>
      poll(`many-${String(i).padStart(3, "0")}`, i < 20 ? {} : { closesAt: PAST }),
    );
    await publishPolls(...many);
    const ids = many.map(({ id }) => id);
    expect(await listed("/polls")).toEqual(ids.slice(0, 50));
    expect(await listed("/polls/page/2")).toEqual(ids.slice(50, 100));
    expect(await listed("/polls/page/3")).toEqual(ids.slice(100));
    expect(await hrefs(await fresh("/polls/page/2"), ".pager a")).toEqual([
      "/polls",
      "/polls/page/3",
    ]);
    expect(await statusOf("/polls/page/4")).toBe(404);
    expect(await statusOf("/polls/page/1")).toBe(404);
    expect(await fresh("/sitemap.xml")).not.toContain("/polls/page/");
    expect(await fresh("/sitemap.xml")).toContain("/polls/many-102<");
  });

  it("costs one query to D1 and no poll's object, for all readers of a moment", async () => {
    await publishPolls(...Array.from({ length: 60 }, (_, i) => poll(`cost-${i}`)));
    for (const path of ["/", "/polls", "/polls/page/2"]) {
      // The first reader has the page rendered.
      await fresh(path);
      forgetAll();
      vi.useFakeTimers({ toFake: ["Date"] });
      const calls: string[] = [];
      const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
      await page(path, stores);
      await page(path, stores);
      vi.useRealTimers();
      expect(calls, path).toHaveLength(1);
    }
  });

  it("is there without numbers where D1 fails", async () => {
    quiet();
    await publishPolls(modelPoll("figures"));
    forgetAll();
    const html = await page("/polls", { DB: faultyD1(fails) });
    expect(await texts(html, ".poll-list li")).toEqual(["Poll figures"]);
    expect(html).not.toContain("108");
  });

  it("has another ETag once a vote was counted", async () => {
    await publishPolls(poll("tagged"));
    const etag = async () => {
      forgetAll();
      return (await ask("/polls", { headers: { "If-None-Match": "none" } })).headers.get("ETag");
    };
    const before = await etag();
    await castVote("tagged", "ann", "a");
    await untilProjected("tagged");
    expect(before).not.toBeNull();
    expect(await etag()).not.toBe(before);
  });
});

describe("the front page", () => {
  it("has four open polls at most, each with its question, its votes and what leads", async () => {
    await publishPolls(
      ...Array.from({ length: 6 }, (_, i) => poll(`front-${i}`)),
      poll("over", { closesAt: PAST }),
      poll("to-come", { opensAt: LATER }),
    );
    await castVote("front-0", "ann", "b");
    await untilProjected("front-0");
    const html = await fresh("/");
    expect(await hrefs(html, ".open-polls li > a")).toEqual(
      [0, 1, 2, 3].map((i) => `/polls/front-${i}`),
    );
    const [first] = await texts(html, ".open-polls li");
    expect(first).toBe("Which one?1 voteLeading: Option b 100%");
  });
});
