import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pagesInKv, startAnew } from "./publish-state.ts";
import {
  day,
  fresh,
  manyArticles,
  outdated,
  publishAll,
  put,
  type SentArticle,
  statusOf,
} from "./pages-support.ts";
import { article, publish, send, site } from "../support/site.ts";

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Paths of articles whose page has a text in it, as KV has it. */
async function articlesWith(text: string): Promise<string[]> {
  return [...(await pagesInKv())]
    .filter(([path, page]) => path.startsWith("/articles/") && page.includes(text))
    .map(([path]) => path.slice("/articles/".length));
}

/**
 * Ten articles, a day apart. The first, the fifth and the last but one have a tag and an audience in common, the last but
 * two has the audience alone.
 */
function ten(): SentArticle[] {
  const metas: Record<string, Record<string, unknown>> = {
    a0: { tags: ["shared"], audiences: ["students"] },
    a4: { tags: ["shared"], audiences: ["students"], title: "The old title" },
    a7: { audiences: ["students"] },
    a8: { tags: ["shared"], audiences: ["students"] },
  };
  return Array.from({ length: 10 }, (_, n) =>
    article(`a${n}`, { date: day(n), ...metas[`a${n}`] }),
  );
}

function fifth(changes: Record<string, unknown>): SentArticle {
  const meta = { date: day(4), tags: ["shared"], audiences: ["students"], title: "The old title" };
  return article("a4", { ...meta, ...changes });
}

describe("a changed title", () => {
  beforeEach(async () => {
    await publishAll(ten());
  });

  it("is changed after the publish wherever the article is named", async () => {
    const naming = await articlesWith("The old title");
    // Itself, its neighbours, the newer one with the same tag; not the older one, nor the one with the same audience.
    expect(naming).toEqual(["a3", "a4", "a5", "a8"]);
    await publishAll([fifth({ title: "The new title" })]);
    expect(await articlesWith("The new title")).toEqual(naming);
    for (const [path, text] of await pagesInKv()) expect(text, path).not.toContain("The old title");
  });

  it("is changed beside it, also where what is between them is not to be seen", async () => {
    await publish({ articles: ["a3"] });
    await publishAll([article("a5", { date: day(5), draft: true })]);
    const naming = await articlesWith("The old title");
    expect(naming).toEqual(["a2", "a4", "a6", "a8"]);
    await publishAll([fifth({ title: "The new title" })]);
    expect(await articlesWith("The new title")).toEqual(naming);
  });

  it("is old until the publish, and not for who asks for a page that KV has", async () => {
    const paths = ["/articles/a3", "/articles/a4", "/tags/shared", "/"];
    // KV has them from now on.
    for (const path of paths) await fresh(path);
    await put([fifth({ title: "The new title" })]);
    for (const path of paths) expect(await fresh(path), path).toContain("The old title");
  });
});

it("a changed title is changed in its relatives, though more articles than may be marked have one of its tags", async () => {
  const two = { tags: ["common", "rare"] };
  await publishAll([
    // Newer than all the others: they come before it where the oldest are marked first.
    article("relative", { date: "2027-01-01", ...two }),
    ...manyArticles(210, { tags: ["common"], title: "A newer one" }),
    article("soon-after", { date: "2019-01-03", tags: ["common"] }),
    article("between", { date: "2019-01-02" }),
    article("old", { date: "2019-01-01", ...two, title: "The old title" }),
  ]);
  const naming = await articlesWith("The old title");
  expect(naming).toEqual(["between", "n000", "n001", "old", "relative", "soon-after"]);
  await publishAll([article("old", { date: "2019-01-01", ...two, title: "The new title" })]);
  expect(await articlesWith("The old title")).toEqual([]);
  expect(await articlesWith("The new title")).toEqual(naming);
}, 60_000);

describe("an article that is removed", () => {
  it("is named nowhere after the publish, and no page leads to it", async () => {
    await publishAll(ten());
    await publish({ articles: ["a4"] });
    expect(await statusOf("/articles/a4")).toBe(410);
    expect(await statusOf("/articles/never")).toBe(404);
    for (const [path, text] of await pagesInKv()) {
      expect(text, path).not.toContain("The old title");
      expect(text, path).not.toContain("/articles/a4");
    }
  });
});

describe("a publish of a change leaves what a publish of everything would:", () => {
  const later = "2090-01-01T12:00:00Z";
  const changes: [what: string, change: () => Promise<unknown>][] = [
    ["a title", async () => publishAll([fifth({ title: "The new title" })])],
    ["a text", async () => publishAll([{ ...fifth({}), body: "Another text." }])],
    ["an author", async () => publishAll([fifth({ authors: ["ben"] })])],
    ["a later date", async () => publishAll([fifth({ date: day(30) })])],
    ["an earlier date", async () => publishAll([fifth({ date: "1999-01-01" })])],
    ["the date of another", async () => publishAll([fifth({ date: day(7) })])],
    ["a tag less", async () => publishAll([fifth({ tags: [] })])],
    ["another tag", async () => publishAll([fifth({ tags: ["fresh"] })])],
    ["an audience less", async () => publishAll([fifth({ audiences: [] })])],
    ["another audience", async () => publishAll([fifth({ audiences: ["business"] })])],
    ["a draft", async () => publishAll([fifth({ draft: true })])],
    ["an article put off", async () => publishAll([fifth({ publishAt: later })])],
    ["a removal", async () => publish({ articles: ["a4"] })],
    ["two removals in a row", async () => publish({ articles: ["a4", "a5"] })],
    ["the newest removed", async () => publish({ articles: ["a9"] })],
    ["a new one in between", async () => publishAll([article("new", { date: day(4) })])],
    ["a new one with the tag", async () => publishAll([article("new", { tags: ["shared"] })])],
    [
      "an old one with the tag",
      async () => publishAll([article("new", { date: day(1), tags: ["shared"] })]),
    ],
    ["the oldest with the tag removed", async () => publish({ articles: ["a0"] })],
    [
      "the audiences of an old one with the tag",
      async () => publishAll([article("a0", { date: day(0), tags: ["shared"] })]),
    ],
    [
      "a new one for the audience",
      async () => publishAll([article("new", { audiences: ["students"] })]),
    ],
    [
      "a removed one that comes back",
      async () => {
        await publish({ articles: ["a4"] });
        await publishAll([fifth({})]);
      },
    ],
    [
      "a draft that is none any more",
      async () => {
        await publishAll([fifth({ draft: true })]);
        await publishAll([fifth({})]);
      },
    ],
    ...(
      [
        ["a draft", { draft: true }, "a3", {}],
        ["of another day", { date: day(30) }, "a3", {}],
        ["without its tag", { tags: [] }, "a0", { tags: ["shared"] }],
      ] as const
    ).map(([what, meanwhile, slug, meta]): [string, () => Promise<unknown>] => [
      `one that was ${what} while another changed, with no publish in between`,
      async () => {
        await put([fifth(meanwhile)]);
        await put([article(slug, { date: day(Number(slug.slice(1))), ...meta, title: "Changed" })]);
        await publishAll([fifth({})]);
      },
    ]),
    [
      "an article whose time has come",
      async () => {
        await publishAll([fifth({ publishAt: later })]);
        vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(later) });
        await publish();
      },
    ],
  ];

  it.each(changes)("%s", async (_, change) => {
    await publishAll(ten());
    await change();
    expect(await outdated()).toEqual([]);
  });
});

it.each([20, 21, 23, 24])(
  "the second page of a list is up to date when its article %i changes",
  async (n) => {
    const all = manyArticles(25, { tags: ["shared"] });
    await publishAll(all);
    const changed = all.toSorted((one, two) => (one.meta.date < two.meta.date ? 1 : -1))[n];
    if (!changed) throw new Error("there is no such article");
    await publishAll([{ ...changed, meta: { ...changed.meta, title: "The new title" } }]);
    expect(await outdated()).toEqual([]);
  },
);
