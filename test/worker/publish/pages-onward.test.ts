import { beforeEach, describe, expect, it } from "vitest";
import { select } from "../web/site/read-markup.ts";
import { startAnew } from "./publish-state.ts";
import { fresh, hrefs, listed, publishAll, put } from "./pages-support.ts";
import { article, embed, poll, publish, send, site } from "../support/site.ts";

const TWO = ["business", "students"];

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
});

/** The articles that an article's page leads to. */
async function onward(slug: string) {
  const html = await fresh(`/articles/${slug}`);
  const slugs = async (selector: string): Promise<string[]> =>
    (await hrefs(html, `.onward ${selector}`)).map((href) => href.replace("/articles/", ""));
  return {
    previous: await slugs("a[rel=prev]"),
    next: await slugs("a[rel=next]"),
    related: await slugs("li > a"),
  };
}

describe("the previous and the next article", () => {
  it("are those beside it in the lists, also where dates are equal", async () => {
    await publishAll([
      article("m", { date: "2026-03-01" }),
      article("c", { date: "2026-03-02" }),
      article("a", { date: "2026-03-02" }),
      article("b", { date: "2026-03-02T00:00:00Z" }),
      article("d", { date: "2026-03-02T03:00:00+03:00" }),
      article("z", { date: "2026-03-02T00:00:00.001Z" }),
      article("0", { date: "2026-03-01T23:59:59.999Z" }),
    ]);
    const order = await listed("/archive/2026");
    expect(order).toEqual(["z", "a", "b", "c", "d", "0", "m"]);
    for (const [i, slug] of order.entries()) {
      const { previous, next } = await onward(slug);
      expect(next, slug).toEqual(order.slice(Math.max(0, i - 1), i));
      expect(previous, slug).toEqual(order.slice(i + 1, i + 2));
    }
  });

  it("are none of a single article", async () => {
    await publishAll([article("alone", { tags: ["trade"], audiences: TWO })]);
    expect(await onward("alone")).toEqual({ previous: [], next: [], related: [] });
  });

  it("are no drafts, none that are to be seen later and none that were removed", async () => {
    await publishAll([
      article("a", { date: "2026-03-01" }),
      article("draft", { date: "2026-03-02", draft: true }),
      article("b", { date: "2026-03-03" }),
      article("later", { date: "2026-03-04", publishAt: "2090-01-01" }),
      article("gone", { date: "2026-03-05" }),
      article("c", { date: "2026-03-06" }),
    ]);
    await publish({ articles: ["gone"] });
    expect(await onward("b")).toMatchObject({ previous: ["a"], next: ["c"] });
    expect(await onward("a")).toMatchObject({ previous: [], next: ["b"] });
    expect(await onward("c")).toMatchObject({ previous: ["b"], next: [] });
  });

  it("are named by their titles, and told apart in words", async () => {
    await publishAll([
      article("a", { date: "2026-03-01" }),
      article("b", { date: "2026-03-02" }),
      article("c", { date: "2026-03-03" }),
    ]);
    const found = await select(await fresh("/articles/b"), ".onward nav a");
    expect(found.map(({ text }) => text)).toEqual(["PreviousTitle of a", "NextTitle of c"]);
  });
});

describe("related articles", () => {
  it("are three at most: the more tags in common the better, then the more audiences", async () => {
    await publishAll([
      article("self", { tags: ["a", "b"], audiences: TWO, date: "2026-10-01" }),
      article("nothing", { tags: ["c"], date: "2026-09-09" }),
      article("one-tag", { tags: ["a"], date: "2026-01-06" }),
      article("tag-and-audience", { tags: ["b"], audiences: ["business"], date: "2026-01-05" }),
      article("tag-and-audiences", { tags: ["a"], audiences: TWO, date: "2026-01-04" }),
      article("two-tags", { tags: ["b", "a", "c"], date: "2026-01-03" }),
    ]);
    expect((await onward("self")).related).toEqual([
      "two-tags",
      "tag-and-audiences",
      "tag-and-audience",
    ]);
    await publish({ articles: ["two-tags"] });
    expect((await onward("self")).related).toEqual([
      "tag-and-audiences",
      "tag-and-audience",
      "one-tag",
    ]);
    await publish({ articles: ["tag-and-audiences", "one-tag"] });
    expect((await onward("self")).related).toEqual(["tag-and-audience"]);
    expect((await onward("nothing")).related).toEqual([]);
  });

  it("are none for an audience in common alone", async () => {
    await publishAll([
      article("self", { tags: ["a"], audiences: TWO, date: "2026-10-01" }),
      article("both-audiences", { audiences: TWO, date: "2026-08-08" }),
      article("one-audience", { audiences: ["business"], tags: ["b"], date: "2026-09-08" }),
    ]);
    expect((await onward("self")).related).toEqual([]);
  });

  it("are older, or of the same moment", async () => {
    await publishAll([
      article("oldest", { tags: ["a"], date: "2026-01-01" }),
      article("same", { tags: ["a"], date: "2026-01-02T00:00:00Z" }),
      article("self", { tags: ["a"], date: "2026-01-02" }),
      article("newer", { tags: ["a"], date: "2026-01-02T00:00:00.001Z" }),
    ]);
    expect((await onward("newer")).related).toEqual(["same", "self", "oldest"]);
    expect((await onward("self")).related).toEqual(["same", "oldest"]);
    expect((await onward("same")).related).toEqual(["self", "oldest"]);
    expect((await onward("oldest")).related).toEqual([]);
  });

  it("are the newest of those that have as much in common, and of one day by slug", async () => {
    await publishAll([
      article("self", { tags: ["a"], date: "2026-01-05" }),
      article("old", { tags: ["a"], date: "2026-01-02" }),
      article("y", { tags: ["a"], date: "2026-01-03" }),
      article("x", { tags: ["a"], date: "2026-01-03" }),
      article("new", { tags: ["a"], date: "2026-01-04" }),
    ]);
    expect((await onward("self")).related).toEqual(["new", "x", "y"]);
  });

  it("are no drafts, none that are to be seen later and not the article itself", async () => {
    await publishAll([
      article("self", { tags: ["a"] }),
      article("draft", { tags: ["a"], draft: true }),
      article("later", { tags: ["a"], publishAt: "2090-01-01" }),
      article("other", { tags: ["a"] }),
    ]);
    expect((await onward("self")).related).toEqual(["other"]);
  });

  it("share a whole tag, not a part of one", async () => {
    await publishAll([
      article("self", { tags: ["sea"] }),
      article("longer", { tags: ["sea-law"] }),
      article("shorter", { tags: ["se"] }),
    ]);
    expect((await onward("self")).related).toEqual([]);
  });
});

describe("the minutes of an article", () => {
  it("are those of its text, without the addresses of its links and its polls", async () => {
    await send("POST", "/polls", { polls: [poll("asked")] });
    const words = (n: number): string => "word ".repeat(n);
    const address = `https://example.org/${"many-words/".repeat(50)}`;
    await put([
      article("short", {}, "Five words are in it."),
      article("one", {}, `${words(231)}[link](${address})\n\n${embed("asked")}`),
      article("two", {}, words(239)),
    ]);
    await publish();
    const minutes = async (slug: string): Promise<string | undefined> =>
      (await select(await fresh(`/articles/${slug}`), ".article header .meta > span"))
        .map(({ text }) => text)
        .find((text) => text.includes("minute"));
    expect(await minutes("short")).toBe("1 minute");
    expect(await minutes("one")).toBe("1 minute");
    expect(await minutes("two")).toBe("2 minutes");
  });
});
