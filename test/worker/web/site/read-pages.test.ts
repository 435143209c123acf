import { beforeAll, describe, expect, it } from "vitest";
import { links, select } from "./read-markup.ts";
import {
  article,
  ask,
  castVote,
  embed,
  modelPoll,
  ORIGIN,
  page,
  poll,
  publish,
  question,
  send,
  site,
} from "../../support/site.ts";

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("POST", "/polls", {
    polls: [
      modelPoll("world"),
      poll("later", { opensAt: "2099-01-01", title: "The poll of tomorrow" }),
      poll("secret", { closesAt: "2099-01-01", results: "after-close" }),
      poll("over", {
        title: "The poll of yesterday",
        opensAt: "2025-03-03",
        closesAt: "2025-03-17",
        questions: [
          question({
            options: [
              { id: "a", text: "A", opening: 3 },
              { id: "b", text: "B", opening: 1 },
            ],
          }),
        ],
      }),
    ],
  });
  await send("POST", "/articles", {
    articles: [
      article("plain", { audiences: ["students"], summary: "A lead in one sentence." }),
      article("polled", { audiences: ["business"], authors: ["ann", "ben"] }, embed("world")),
      article("odd", { title: `Bread & <b>butter</b> "today"`, date: "2026-10-07" }, "<script>1"),
      article("two-polls", {}, `${embed("later")}\n\n::poll{id="over"}`),
      article("elder", { date: "2020-01-01" }),
    ],
  });
  await publish();
});

describe("an article's page", () => {
  it("has title, authors, date, lead and text", async () => {
    const html = await page("/articles/plain");
    const [title] = await select(html, "title");
    expect(title?.text).toContain("Title of plain");
    expect(title?.text).toContain("The Test Review");
    expect((await select(html, "h1")).map((h) => h.text)).toEqual(["Title of plain"]);
    expect((await select(html, "time")).map((t) => t.attributes["datetime"])).toContain(
      "2026-10-05",
    );
    const [main] = await select(html, "main");
    for (const text of ["Ann Author", "A lead in one sentence.", "A paragraph.", "Share"]) {
      expect(main?.text).toContain(text);
    }
  });

  it("names every author, and leads to the pages of its audiences", async () => {
    const html = await page("/articles/polled");
    const [main] = await select(html, "main");
    expect(main?.text).toContain("Ann Author");
    expect(main?.text).toContain("Ben Büttner");
    expect(await links(html)).toContain("/for/business");
  });

  it("shows a title's markup as text, and a text's HTML as text", async () => {
    const html = await page("/articles/odd");
    const [heading] = await select(html, "h1");
    expect(heading?.text).toBe(`Bread & <b>butter</b> "today"`);
    expect(await select(html, "h1 b")).toEqual([]);
    expect(await select(html, "main script")).toEqual([]);
  });

  it("gives its canonical address", async () => {
    const [canonical] = await select(
      await page("/articles/plain?from=mail"),
      "link[rel=canonical]",
    );
    expect(canonical?.attributes["href"]).toBe(`${ORIGIN}/articles/plain`);
  });

  it("has the poll in its place, with form and numbers", async () => {
    const html = await page("/articles/polled");
    const places = ["Before the poll.", 'data-poll="world"', "After the poll."];
    expect(places.map((text) => html.indexOf(text)).toSorted((a, b) => a - b)).toEqual(
      places.map((text) => html.indexOf(text)),
    );
    const forms = await select(html, "[data-poll=world] form");
    expect(forms.map((form) => form.attributes)).toMatchObject([
      { action: "/polls/world/votes", method: "post" },
    ]);
    const inputs = await select(html, "[data-poll=world] input");
    expect(inputs.map(({ attributes }) => [attributes["name"], attributes["value"]])).toEqual(
      ["o1", "o2", "o3", "o4"].map((option) => ["q.q", option]),
    );
    const [section] = await select(html, "[data-poll=world]");
    for (const figure of ["33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)", "108"]) {
      expect(section?.text).toContain(figure);
    }
  });

  it("has two polls, each as it stands: one to come, one over", async () => {
    const html = await page("/articles/two-polls");
    expect((await select(html, "[data-poll]")).map((e) => e.attributes["data-poll"])).toEqual([
      "later",
      "over",
    ]);
    expect(await select(html, "form[action^='/polls/']")).toEqual([]);
    const [over] = await select(html, "[data-poll=over]");
    expect(over?.text).toContain("3 (75%)");
    expect(over?.text).toContain("1 (25%)");
    const [later] = await select(html, "[data-poll=later]");
    expect(later?.text).toContain("2099");
  });
});

describe("lists", () => {
  it("the home page leads to the articles, the newest first, and to the audiences", async () => {
    const found = await links(await page("/"));
    const articles = [...new Set(found.filter((href) => href.startsWith("/articles/")))];
    expect(articles).toEqual([
      "/articles/odd",
      "/articles/plain",
      "/articles/polled",
      "/articles/two-polls",
      "/articles/elder",
    ]);
    expect(found).toEqual(
      expect.arrayContaining(["/for/business", "/for/students", "/polls", "/feed.xml"]),
    );
  });

  it("an audience's page has the articles for it and no others", async () => {
    const html = await page("/for/students");
    const found = (await links(html)).filter((href) => href.startsWith("/articles/"));
    expect([...new Set(found)]).toEqual(["/articles/plain"]);
    expect((await select(html, "h1")).map((h) => h.text)).toEqual(["For students"]);
  });

  it("an audience that the site has not got has no page", async () => {
    expect((await ask("/for/nobody")).status).toBe(404);
  });

  it("the list of polls leads to every poll, with the numbers that may be told", async () => {
    const html = await page("/polls");
    const found = (await links(html)).filter((href) => href.startsWith("/polls/"));
    expect(found.toSorted()).toEqual([
      "/polls/later",
      "/polls/over",
      "/polls/secret",
      "/polls/world",
    ]);
    const [main] = await select(html, "main");
    expect(main?.text).toContain("108 votes");
    expect(main?.text).toContain("4 votes");
  });
});

describe("a poll's page", () => {
  it("has form, numbers and method, for this reader alone", async () => {
    const response = await ask("/polls/world");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
    const html = await response.text();
    expect((await select(html, "h1")).map((h) => h.text)).toEqual(["Poll world"]);
    expect(await select(html, "form[action='/polls/world/votes']")).toHaveLength(1);
    const [main] = await select(html, "main");
    for (const text of ["33 (31%)", "An earlier site", "does not represent"]) {
      expect(main?.text).toContain(text);
    }
  });

  it("has no number of a poll that tells them after its close", async () => {
    await castVote("secret", "a-reader", "a");
    expect(await page("/polls/secret")).not.toMatch(/\d \(\d+%\)/);
    expect(await page("/polls")).not.toContain("1 vote");
  });

  it("has no form before the opening and after the close", async () => {
    expect(await select(await page("/polls/later"), "form")).toEqual([]);
    expect(await select(await page("/polls/over"), "form")).toEqual([]);
  });

  it("is not found where there is no such poll, and where no poll can have that id", async () => {
    for (const path of ["/polls/nope", "/polls/NOT-AN-ID", "/polls/%E0%A4"]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});
