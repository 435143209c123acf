import { beforeAll, describe, expect, it } from "vitest";
import { api, ask, publish, putArticle, putSite, send } from "../../support/site.ts";

interface Revisions {
  slug: string;
  revisions: { revision: number; at: string; title: string; draft: boolean; size: number }[];
}

beforeAll(async () => {
  await putSite();
  await putArticle("one", { title: "First", draft: true }, "Ä.");
  await putArticle("one", { title: "Second" }, "Two.");
  await putArticle("one", { title: "Second" }, "Three.");
  await publish();
});

describe("the revisions of an article", () => {
  it("are listed, the newest first", async () => {
    const { slug, revisions } = await send<Revisions>("GET", "/articles/one/revisions");
    expect(slug).toBe("one");
    expect(revisions).toMatchObject([
      { revision: 3, title: "Second", draft: false, size: 6 },
      { revision: 2, title: "Second", draft: false, size: 4 },
      { revision: 1, title: "First", draft: true, size: 2 },
    ]);
    const times = revisions.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("can be had each, with the digest that the content folder would have", async () => {
    const { articles } = await send<{ articles: Record<string, string> }>("GET", "/manifest");
    const last = await send<{ digest: string }>("GET", "/articles/one/revisions/3");
    expect(last.digest).toBe(articles["one"]);
    expect(await send("GET", "/articles/one/revisions/1")).toMatchObject({
      slug: "one",
      revision: 1,
      meta: { title: "First", draft: true },
      body: "Ä.",
    });
  });

  it("stay when the article is taken out", async () => {
    await publish({ articles: ["one"] });
    const { revisions } = await send<Revisions>("GET", "/articles/one/revisions");
    expect(revisions).toHaveLength(3);
  });

  it.each([
    ["/articles/nothing/revisions", "no-such-article"],
    ["/articles/nothing/revisions/1", "no-such-revision"],
    ["/articles/one/revisions/4", "no-such-revision"],
    ["/articles/one/revisions/0", "no-such-revision"],
    ["/articles/one/revisions/01", "no-such-revision"],
    ["/articles/one/revisions/1.5", "no-such-revision"],
    ["/articles/one/revisions/x", "no-such-revision"],
  ])("%s is not there (%s)", async (path, kind) => {
    const response = await api("GET", path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: `urn:hustings:problem:${kind}` });
  });

  it.each(["/api/articles/one/revisions", "/api/articles/one/revisions/1"])(
    "%s is for who has the publishing token",
    async (path) => {
      expect((await ask(path)).status).toBe(401);
    },
  );
});
