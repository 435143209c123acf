import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import { matchExpression } from "../../../src/core/text/query.ts";
import { database } from "../../../src/store/database.ts";
import { rankMatches } from "../../../src/store/content/search.ts";
import { find, statusOf, searchPath } from "../web/site/search-support.ts";
import { article, publish, publishSite, putSite, send } from "../support/site.ts";

beforeEach(async () => {
  await putSite();
});

afterEach(() => {
  vi.useRealTimers();
});

async function save(...articles: unknown[]): Promise<void> {
  await send("POST", "/articles", { articles });
}

/** How many rows the index has, and how many words of them it knows. */
async function rows() {
  return env.DB.prepare(
    "SELECT (SELECT count(*) FROM search_entries) AS entries, (SELECT count(*) FROM search_texts) AS texts",
  ).first();
}

describe("an article", () => {
  it("is found as soon as it is stored, before it is published", async () => {
    await save(article("new", {}, "A walrus."));
    expect(await find("walrus")).toEqual(["new"]);
  });

  it("is found by its new words after a change, and no more by its old ones", async () => {
    await save(article("changed", {}, "A marmot."));
    await save(article("changed", {}, "A badger."));
    expect([await find("marmot"), await find("badger")]).toEqual([[], ["changed"]]);
  });

  it("is not found once it is removed, and found again when it comes back", async () => {
    await save(article("gone", {}, "An otter."));
    await publish({ articles: ["gone"] });
    expect(await find("otter")).toEqual([]);
    const [left] = (
      await env.DB.prepare("SELECT count(*) AS n FROM search_entries WHERE slug = 'gone'").all()
    ).results;
    expect(left).toEqual({ n: 0 });
    await save(article("gone", {}, "An otter."));
    expect(await find("otter")).toEqual(["gone"]);
  });

  it("is not found as a draft, nor counted", async () => {
    await save(article("draft", { draft: true }, "A lemur."), article("out", {}, "A lemur."));
    expect(await find("lemur")).toEqual(["out"]);
    expect(await statusOf(searchPath("lemur", "&page=2"))).toBe(404);
  });

  it("is not found before its time, and from then on without a publish", async () => {
    const at = Date.now() + 60_000;
    await save(article("later", { publishAt: new Date(at).toISOString() }, "A tapir."));
    expect(await find("tapir")).toEqual([]);
    vi.useFakeTimers({ toFake: ["Date"], now: at });
    expect(await find("tapir")).toEqual(["later"]);
  });

  it("of 500,000 characters of Chinese can be stored, and is found", async () => {
    await save(article("book", {}, `甲乙丙。${"天地玄黃宇宙洪荒".repeat(62_000)}`));
    expect(await find("甲乙丙")).toEqual(["book"]);
  }, 300_000);
});

describe("a publish", () => {
  it("indexes the articles that were stored before there was an index", async () => {
    const old = Array.from({ length: 45 }, (_, i) => article(`old-${i}`, {}, "A *heron*."));
    await save(...old.slice(0, 25));
    await save(...old.slice(25));
    await env.DB.batch([
      env.DB.prepare("DELETE FROM search_texts"),
      env.DB.prepare("DELETE FROM search_entries"),
    ]);
    expect(await find("heron")).toEqual([]);
    await publish();
    expect(await find("heron", "&page=5")).toHaveLength(5);
    const after = await rows();
    await publish();
    expect(await rows()).toEqual(after);
  });

  it("indexes an article again that other code stored in between", async () => {
    await save(article("between", {}, "A stoat."));
    await env.DB.prepare(
      "UPDATE articles SET body = 'A ferret.', digest = 'other' WHERE slug = 'between'",
    ).run();
    await publish();
    expect([await find("stoat"), await find("ferret")]).toEqual([[], ["between"]]);
  });

  it("has articles found by an author's new name, and no more by the old one", async () => {
    await save(article("signed", { authors: ["ben"] }));
    expect(await find("buttner")).toEqual(["signed"]);
    await publishSite({
      site: {
        authors: [
          { id: "ann", name: "Ann Author" },
          { id: "ben", name: "Ben Quux" },
        ],
      },
    });
    expect([await find("buttner"), await find("quux")]).toEqual([[], ["signed"]]);
  });
});

const RUNS = runs(300, 2000);

describe("D1", () => {
  it("takes the expression of any string", async () => {
    await save(article("any", {}, "a b c and near not or 1 2 é 東京"));
    const db = database(env.DB);
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom(
        '"',
        '""',
        "-",
        " ",
        "*",
        "(",
        ")",
        ":",
        "^",
        "+",
        "{",
        "}",
        ",",
        "'",
        ";",
        "\\",
      ),
      fc.constantFrom(" AND ", " OR ", " NOT ", "NEAR(", "title:", "search_texts", "--", "/*"),
      fc.constantFrom(
        "a",
        "b",
        "é",
        "東",
        "ب\u064B",
        "\uD800",
        "\uDFFF",
        "\0",
        "😀",
        "\u200B",
        "\uFFFF",
      ),
    );
    const typed = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        const match = matchExpression(text);
        if (match === null) return;
        asked += 1;
        const { ids } = await rankMatches(db, match, Date.now());
        expect(Array.isArray(ids)).toBe(true);
      }),
      { numRuns: RUNS, seed: seedOf("search expressions") },
    );
    expect(asked).toBeGreaterThan(RUNS / 2);
  }, 300_000);

  it("is asked nothing that it refuses, whatever stands in the address", async () => {
    for (const query of [
      "%",
      "%zz",
      "%00",
      "%ED%A0%80",
      "%FF",
      "a%00b",
      "%22",
      "a".repeat(10_000),
      "%F0%9F%98%80".repeat(1000),
      "NEAR(",
      "*",
      "^a",
      "a:b",
      "(a",
      "a)",
      "東".repeat(3000),
    ]) {
      expect(await statusOf(`/search?q=${query}`), query.slice(0, 40)).toBe(200);
    }
  });
});
