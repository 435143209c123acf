import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  api,
  article,
  ask,
  embed,
  page,
  poll,
  problemsOf,
  publish,
  putImage,
  send,
  site,
} from "../../support/site.ts";

interface Manifest {
  site: { digest: string; origin: string } | null;
  articles: Record<string, string>;
  polls: Record<string, string>;
  images: Record<string, string>;
}

async function manifest(): Promise<Manifest> {
  return send<Manifest>("GET", "/manifest");
}

/** What `content` has in D1: every row of every table but the counter of changes. */
async function stored(): Promise<string> {
  const tables = ["articles", "revisions", "polls", "images", "article_groups"];
  const rows = await env.DB.batch(
    tables.map((table) => env.DB.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`)),
  );
  const sites = await env.DB.prepare("SELECT id, digest, site, origin FROM sites").all();
  return JSON.stringify([rows.map(({ results }) => results), sites.results]);
}

/** Refused with problems at these places, each `what at`, and nothing of it is stored. */
async function refused(method: string, path: string, body: unknown): Promise<string[]> {
  const before = await stored();
  const problems = await problemsOf(await api(method, path, body));
  expect(await stored()).toBe(before);
  for (const { message } of problems) expect(message).not.toBe("");
  return [...new Set(problems.map(({ what, at }) => `${what} ${at}`.trim()))];
}

it("takes nothing before the publication itself is there", async () => {
  expect(await refused("PUT", "/articles/one", article("one"))).toEqual(["site"]);
  expect(await refused("POST", "/publish", {})).toEqual(["site"]);
  expect((await manifest()).site).toBeNull();
  expect((await ask("/")).status).toBe(503);
});

describe("with a publication", () => {
  beforeAll(async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/polls/one", poll("one"));
    await putImage("harbour.jpg");
    await publish();
  });

  describe("an article", () => {
    it.each<[string, string[], Record<string, unknown>, string?]>([
      ["no title", ["x meta.title"], { title: undefined }],
      ["an empty title", ["x meta.title"], { title: "  " }],
      ["a title of 301 characters", ["x meta.title"], { title: "x".repeat(301) }],
      ["a control character in its title", ["x meta.title"], { title: "a\u0007b" }],
      ["no date", ["x meta.date"], { date: undefined }],
      ["a day that is none", ["x meta.date"], { date: "2026-02-30" }],
      ["a time without its zone", ["x meta.date"], { date: "2026-10-05T09:00" }],
      ["no authors", ["x meta.authors"], { authors: [] }],
      ["an author who is none", ["x authors.1"], { authors: ["ann", "zed"] }],
      ["an author twice", ["x meta.authors"], { authors: ["ann", "ann"] }],
      ["an audience that is none", ["x audiences.0"], { audiences: ["nobody"] }],
      ["a tag that is no id", ["x meta.tags.0"], { tags: ["Not An Id"] }],
      ["too long a summary", ["x meta.summary"], { summary: "x".repeat(601) }],
      ["a picture that is none", ["x image.src"], { image: { src: "images/no.jpg", alt: "No" } }],
      [
        "a picture without description",
        ["x meta.image.alt"],
        { image: { src: "images/harbour.jpg", alt: "" } },
      ],
      [
        "a picture outside of images",
        ["x meta.image.src"],
        { image: { src: "images/../site.yaml", alt: "No" } },
      ],
      [
        "a credit of too many characters",
        ["x meta.image.credit"],
        { image: { src: "images/harbour.jpg", alt: "A", credit: "a".repeat(301) } },
      ],
      ["a field that is unknown", ["x meta.subtitle"], { subtitle: "No" }],
      ["a draft that is neither true nor false", ["x meta.draft"], { draft: "yes" }],
      ["a poll that is none", ["x line 3 of the text"], {}, embed("none")],
      ["a picture in its text that is none", ["x line 1 of the text"], {}, "![No](images/no.jpg)"],
      ["a poll in a list", ["x line 1 of the text"], {}, '- ::poll{id="one"}'],
      ["a poll twice", ["x line 3 of the text"], {}, '::poll{id="one"}\n\n::poll{id="one"}'],
      ["half a character in its text", ["x body"], {}, "a\uD800b"],
    ])("with %s is refused", async (_, places, meta, body) => {
      expect(await refused("PUT", "/articles/x", article("x", meta, body))).toEqual(places);
      expect((await ask("/articles/x")).status).toBe(404);
    });

    it("with a member that is unknown is refused", async () => {
      const body = { ...article("x"), html: "<p>" };
      expect(await refused("PUT", "/articles/x", body)).toEqual(["x html"]);
    });

    it("under another slug than its address is refused", async () => {
      expect(await refused("PUT", "/articles/x", article("y"))).toEqual(["x"]);
      expect(await refused("PUT", "/articles/x", { ...article("x"), slug: undefined })).toEqual([
        "x",
      ]);
    });

    it("under a slug that is none is refused", async () => {
      for (const slug of ["Upper", "-x", "a_b", "a.b", "x".repeat(65)]) {
        expect(await refused("PUT", `/articles/${slug}`, article(slug))).toEqual([`${slug} slug`]);
      }
    });

    it.each([
      ["malformed JSON", '{"slug":"x"'],
      ["no body", undefined],
      ["null", "null"],
      ["a list", "[]"],
      ["text", '"x"'],
    ])("that is %s is refused", async (_, body) => {
      expect(await refused("PUT", "/articles/x", body)).not.toEqual([]);
    });

    it("that is good is told of in the manifest, as one that was saved", async () => {
      expect(await send("PUT", "/articles/good", article("good", {}, embed("one")))).toEqual({
        saved: 1,
      });
      expect(Object.keys((await manifest()).articles)).toContain("good");
    });

    it("has a digest of what it says, and not of how its JSON is written", async () => {
      const digest = async (): Promise<string | undefined> => (await manifest()).articles["same"];
      await send("PUT", "/articles/same", article("same"));
      const first = await digest();
      const { slug, meta, body } = article("same");
      const reordered = { body, meta: Object.fromEntries(Object.entries(meta).toReversed()), slug };
      await send("PUT", "/articles/same", JSON.stringify(reordered, null, 4));
      expect(await digest()).toBe(first);
      await send("PUT", "/articles/same", article("same", {}, "Another text."));
      expect(await digest()).not.toBe(first);
    });
  });

  describe("a batch", () => {
    it("with anything wrong is refused whole, with every problem of every entry", async () => {
      const articles = [
        article("fine"),
        article("bad", { title: "", date: "yesterday", unknown: 1 }),
        article("worse", { authors: ["zed"], audiences: ["no"] }, embed("none")),
        17,
      ];
      expect(await refused("POST", "/articles", { articles })).toEqual([
        "bad meta.title",
        "bad meta.date",
        "bad meta.unknown",
        "worse authors.0",
        "worse audiences.0",
        "worse line 3 of the text",
        "entry 4",
      ]);
      expect((await ask("/articles/fine")).status).toBe(404);
    });

    it.each(["articles", "polls"])("of more than 25 %s is refused", async (kind) => {
      const make = (i: number): unknown => (kind === "polls" ? poll(`p${i}`) : article(`a${i}`));
      const list = Array.from({ length: 26 }, (_, i) => make(i));
      expect(await refused("POST", `/${kind}`, { [kind]: list })).toEqual([kind]);
      const known = Object.keys((await manifest())[kind === "polls" ? "polls" : "articles"]);
      expect(known).not.toContain("p0");
      expect(known).not.toContain("a0");
    });

    it("of 25 is taken", async () => {
      const articles = Array.from({ length: 25 }, (_, i) => article(`batch-${i}`));
      expect(await send("POST", "/articles", { articles })).toEqual({ saved: 25 });
    });

    it.each([
      ["malformed JSON", "{"],
      ["no list", "{}"],
      ["something else than a list", '{"articles":{"length":1}}'],
    ])("that is %s is refused", async (_, body) => {
      expect(await refused("POST", "/articles", body)).toEqual(["articles"]);
    });
  });

  describe("the publication", () => {
    it.each<[string, string, Record<string, unknown>]>([
      ["no name", "site name", { name: undefined }],
      ["a base URL with a path", "site baseUrl", { baseUrl: "https://www.example.org/blog" }],
      ["a base URL that is none", "site baseUrl", { baseUrl: "www.example.org" }],
      ["a language that is none", "site language", { language: "English!" }],
      ["an audience twice", "site audiences", { audiences: [named("a"), named("a")] }],
      ["an author without a name", "site authors.0.name", { authors: [{ id: "ann" }] }],
      ["a field that is unknown", "site theme", { theme: "dark" }],
    ])("with %s is refused", async (_, place, changes) => {
      expect(await refused("PUT", "/site", site(changes))).toEqual([place]);
      expect(await page("/")).toContain("The Test Review");
    });

    it.each([
      ["malformed JSON", '{"name":'],
      ["null", "null"],
      ["no body", undefined],
    ])("that is %s is refused", async (_, body) => {
      expect(await refused("PUT", "/site", body)).toEqual(["site"]);
    });

    it("has links that begin with its base URL, or else with the address it was sent to", async () => {
      expect((await manifest()).site?.origin).toBe("https://hustings.test");
      await send("PUT", "/site", site({ baseUrl: "https://www.example.org" }));
      expect((await manifest()).site?.origin).toBe("https://www.example.org");
      await send("PUT", "/site", site());
      expect((await manifest()).site?.origin).toBe("https://hustings.test");
    });
  });

  describe("a picture", () => {
    it.each([
      ["is text", "a.txt", "text/plain", "width=1&height=1"],
      ["is SVG, which can hold scripts", "a.svg", "image/svg+xml", "width=1&height=1"],
      ["is HTML", "a.jpg", "text/html", "width=1&height=1"],
      ["is of no size", "a.jpg", "image/jpeg", ""],
      ["is of no width", "a.jpg", "image/jpeg", "width=0&height=1"],
      ["is of half a pixel", "a.jpg", "image/jpeg", "width=1.5&height=1"],
      ["is of a size that is no number", "a.jpg", "image/jpeg", "width=1&height=x"],
      ["has a hidden name", ".hidden.jpg", "image/jpeg", "width=1&height=1"],
      ["has a name with spaces", "a%20b.jpg", "image/jpeg", "width=1&height=1"],
      ["is outside of its folder", "..%2Fsite.jpg", "image/jpeg", "width=1&height=1"],
    ])("that %s is refused", async (_, name, type, size) => {
      const before = await stored();
      const keys = async (): Promise<number> =>
        (await env.PAGES.list({ prefix: "image:" })).keys.length;
      const count = await keys();
      expect(await problemsOf(await putImage(name, "bytes", type, size))).toHaveLength(1);
      expect(await stored()).toBe(before);
      expect(await keys()).toBe(count);
    });

    it("is told of in the manifest by its name in the content folder", async () => {
      expect((await putImage("maps/north-sea.png", "png", "image/png")).status).toBe(200);
      const { images } = await manifest();
      expect(Object.keys(images).toSorted()).toEqual([
        "images/harbour.jpg",
        "images/maps/north-sea.png",
      ]);
      expect(images["images/harbour.jpg"]).toMatch(/^[0-9a-f]{64}$/);
    });
  });
});

function named(id: string) {
  return { id, name: id };
}
