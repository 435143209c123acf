import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { scheduled } from "../../../../src/web/scheduled.ts";
import { giveD1, objectOf, replacing } from "../../support/poll.ts";
import { article, ask, embed, poll, publishSite, send } from "../../support/site.ts";
import { fresh, statusOf } from "../../publish/pages-support.ts";

const CARD = { type: "image/png", width: 1200, height: 630, source: "c".repeat(64) };
const MAPS = ["/sitemap.xml", "/llms.txt"];
const PAGES = [
  "/articles/shows",
  "/articles/other",
  "/articles/shows.md",
  "/polls",
  "/",
  "/about",
  "/for/business",
];

/** What one poll's address or title is found in, of all that a reader or a robot may fetch. */
async function foundIn(id: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of [...MAPS, ...PAGES, "/feed.xml", "/feed.json"]) {
    const text = await fresh(path);
    if (text.includes(`/polls/${id}`) || text.includes(`Poll ${id}`)) found.push(path);
  }
  return found;
}

async function pictureOf(path: string): Promise<string | undefined> {
  return /<meta property="og:image" content="[^"]*?([0-9a-z.-]+\/share\.png)"/.exec(
    await fresh(path),
  )?.[1];
}

beforeAll(async () => {
  await publishSite({
    polls: [poll("secret"), poll("open-one")],
    articles: [
      article("shows", { audiences: ["business"] }, embed("secret")),
      article("other", {}, embed("open-one")),
    ],
  });
  await send("POST", "/pages", {
    pages: [{ slug: "about", meta: { title: "About" }, body: `See.\n\n::poll{id="secret"}` }],
  });
  const images = ["/", "/polls/secret", "/articles/shows", "/articles/other"].map((path, n) => ({
    ...CARD,
    path,
    digest: String(n).repeat(64),
  }));
  for (const { digest } of images) {
    await env.PAGES.put(`image:${digest}`, digest, { metadata: { t: CARD.type } });
  }
  await send("PUT", "/share-images", { images });
  await send("POST", "/publish", {});
  await send("POST", "/publish", {});
});

describe("a poll that is hidden", () => {
  it("is shown in all of these before", async () => {
    const found = await foundIn("secret");
    expect(found).toEqual(expect.arrayContaining([...MAPS, "/articles/shows", "/polls", "/about"]));
    expect(await pictureOf("/articles/shows")).toContain("2".repeat(64));
    expect(await (await ask("/polls/secret/share.png")).text()).toBe("1".repeat(64));
  });

  it("is in no list, no map, no article, and in no picture", async () => {
    await send("POST", "/polls/secret/acts", { act: "hide" });
    expect(await foundIn("secret")).toEqual([]);
    expect(await foundIn("open-one")).toEqual(expect.arrayContaining([...MAPS, "/articles/other"]));
    expect(await statusOf("/polls/secret")).toBe(404);
    expect(await statusOf("/polls/secret/share.png")).toBe(404);
    expect(await pictureOf("/articles/shows")).toBeUndefined();
    // The pictures of others stay.
    expect(await pictureOf("/articles/other")).toContain("3".repeat(64));
    const { shareImages } = await send<{ shareImages: object }>("GET", "/manifest");
    expect(Object.keys(shareImages)).toEqual(["/", "/articles/other"]);
    // Whoever verifies the books still finds it.
    expect(await send("GET", "/polls")).toEqual({ polls: ["open-one", "secret"] });
  });

  it("is back when it is shown", async () => {
    await send("POST", "/polls/secret/acts", { act: "show" });
    const found = await foundIn("secret");
    expect(found).toEqual(expect.arrayContaining([...MAPS, "/articles/shows", "/polls", "/about"]));
    expect(await statusOf("/polls/secret/share.png")).toBe(200);
  });

  it("leaves the maps a minute after D1 is back, if D1 was away", async () => {
    await giveD1(
      "secret",
      replacing(env.DB, { batch: () => Promise.reject(new Error("D1 is away")) }),
    );
    const answer = await send<{ failed: string | null }>("POST", "/polls/secret/acts", {
      act: "hide",
    });
    expect(answer.failed).toContain("D1 is away");
    await giveD1("secret", env.DB);
    expect(await objectOf("secret").flush()).toBeNull();
    await scheduled(null, env);
    expect(await foundIn("secret")).toEqual([]);
  });
});
