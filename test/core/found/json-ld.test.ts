import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openGraphScraper from "open-graph-scraper";
import { describe, expect, it } from "vitest";
import { datasetJsonLd } from "../../../src/core/results/dataset.ts";
import { dataBlock } from "../../../src/views/page/json-ld.ts";
import { Layout } from "../../../src/views/page/layout.tsx";
import { articlePage, meta, ODD, ORIGIN, publication } from "./support.ts";
import { asked } from "../results/sample-results.ts";
import { poll as pollOf } from "../samples.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

type Thing = Record<string, unknown> & { "@type": string };

/** A page's JSON-LD by type. */
async function jsonLd(html: string): Promise<Record<string, Thing>> {
  const { result } = await openGraphScraper({ html });
  const things = (result.jsonLD ?? []) as unknown as Thing[];
  return Object.fromEntries(things.map((thing) => [thing["@type"], thing]));
}

/**
 * The errors that TypeScript finds by the types of schema.org's vocabulary (schema-dts): unknown properties, values of a
 * wrong type.
 */
function mistakes(things: readonly Thing[]): string[] {
  const lines = things.map(({ potentialAction, ...thing }, i) => {
    const json = JSON.stringify(thing);
    // `query-input` is no property: it is made of one (schema.org/docs/actions).
    const action = `, potentialAction: search(${JSON.stringify(potentialAction)}) }`;
    const whole = potentialAction === undefined ? json : json.replace(/\}$/, () => action);
    return `export const thing${i}: WithContext<${thing["@type"]}> = ${whole};`;
  });
  const types = [...new Set(things.map((thing) => thing["@type"]))].join(", ");
  const text = `import type { SearchAction, WithActionConstraints, WithContext, ${types} } from "schema-dts";
const search = (action: WithActionConstraints<SearchAction>) => action;
${lines.join("\n")}
`;
  // Within the project, where the types are found.
  const folder = mkdtempSync(join(ROOT, "node_modules", ".found-"));
  try {
    const file = join(folder, "things.ts");
    writeFileSync(file, text);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig"];
    const module = [
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "",
      "--pretty",
      "false",
    ];
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(ROOT, "node_modules/typescript/bin/tsc"), ...options, ...module, file],
      { encoding: "utf8" },
    );
    const found = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("error"));
    if (status !== 0 && found.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}`);
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [article, bare] = await Promise.all([
  jsonLd(articlePage()),
  jsonLd(articlePage({ image: undefined, summary: undefined, tags: [], audiences: [] })),
]);
const home = await jsonLd(String(Layout({ publication: publication(), path: "/" })));
const all = [article, bare, home].flatMap((things) => Object.values(things));

describe("JSON-LD", () => {
  it("is of schema.org's vocabulary", () => {
    const results = { votes: 1234, opensAt: "2026-10-01T00:00:00.000Z", closesAt: null };
    const dataset = datasetJsonLd(pollOf([asked("q", ["a", "b"])]), results, {
      site: ODD,
      origin: ORIGIN,
    });
    const articleTypes = "OpinionNewsArticle BreadcrumbList";
    const types = all.map((thing) => thing["@type"]).join(" ");
    expect(types).toBe(`${articleTypes} ${articleTypes} WebSite Organization`);
    expect(mistakes([...all, dataset])).toEqual([]);
  });

  it("of another vocabulary is refused by the check", () => {
    const thing = article.OpinionNewsArticle;
    if (!thing) throw new Error("no article");
    for (const changes of [
      { headLine: "x" },
      { wordCount: "many" },
      { author: { "@type": "X" } },
    ]) {
      expect(mistakes([{ ...thing, ...changes }]), JSON.stringify(changes)).not.toEqual([]);
    }
    const action = { ...Object(home.WebSite?.potentialAction), query: 1, "queries-input": "" };
    const site = home.WebSite ?? thing;
    expect(mistakes([{ ...site, potentialAction: action }])).not.toEqual([]);
  });

  it("can't end its script element", () => {
    const value = { text: "</script><script>alert(1)</script><!--" };
    expect(dataBlock(value)).not.toContain("<");
    expect(JSON.parse(dataBlock(value))).toEqual(value);
  });
});

describe("the JSON-LD of an article", () => {
  it("says what Google asks of an article", () => {
    const organization = {
      "@type": "Organization",
      "@id": `${ORIGIN}/#publisher`,
      name: publication().site.name,
      url: `${ORIGIN}/`,
      logo: `${ORIGIN}/icon.svg`,
    };
    expect(article.OpinionNewsArticle).toEqual({
      "@context": "https://schema.org",
      "@type": "OpinionNewsArticle",
      "@id": `${ORIGIN}/articles/one#article`,
      headline: ODD,
      description: ODD,
      image: {
        "@type": "ImageObject",
        url: `${ORIGIN}/images/d/a.jpg`,
        width: { "@type": "QuantitativeValue", value: 1200, unitCode: "E37" },
        height: { "@type": "QuantitativeValue", value: 630, unitCode: "E37" },
      },
      datePublished: "2026-10-06T09:30:00+03:00",
      dateModified: "2026-10-08T10:00:00.000Z",
      author: [
        ["ann", `Ann "A" <Author> & Sons`],
        ["ben", "Ben Büttner"],
      ].map(([id, name]) => {
        const url = `${ORIGIN}/authors/${id}`;
        return { "@type": "Person", "@id": url, name, url };
      }),
      publisher: organization,
      mainEntityOfPage: `${ORIGIN}/articles/one`,
      url: `${ORIGIN}/articles/one`,
      isAccessibleForFree: true,
      wordCount: article.OpinionNewsArticle?.wordCount,
      keywords: ["foreign trade", "sea"],
      articleSection: ["For <business> & trade"],
      inLanguage: "en-GB",
    });
    expect(home.Organization).toEqual({ "@context": "https://schema.org", ...organization });
  });

  it.each([
    ["One *two*th [three](https://example.org/four).[^n]\n\n[^n]: Five.", 4],
    ['Don’t well-known 1,5 & <b>\n\n::poll{id="next"}\n\n- so', 6],
    ["हिन्दी كِتَاب", 2],
    ["", 0],
  ])("counts the words of %j: %i", async (body, count) => {
    const { OpinionNewsArticle: counted } = await jsonLd(articlePage({}, {}, body));
    expect(counted?.wordCount).toBe(count);
  });

  it("cuts a headline at 110 characters, between words", async () => {
    const title = "Twelve words and some more of them ".repeat(8).trim();
    const { OpinionNewsArticle: cut } = await jsonLd(articlePage(meta({ title })));
    const headline = String(cut?.headline);
    expect(headline.length).toBeLessThanOrEqual(110);
    expect(title.startsWith(`${headline.slice(0, -1)} `)).toBe(true);
  });

  it("leads from the front page by the audience to the article", () => {
    const steps = (thing: Thing | undefined) => {
      const items = Object(thing?.itemListElement) as Record<string, unknown>[];
      return items.map(({ position, name, item }) => [position, name, item]);
    };
    const { name } = publication().site;
    expect(steps(article.BreadcrumbList)).toEqual([
      [1, name, `${ORIGIN}/`],
      [2, "For <business> & trade", `${ORIGIN}/for/business`],
      [3, ODD, `${ORIGIN}/articles/one`],
    ]);
    expect(steps(bare.BreadcrumbList)).toEqual([
      [1, name, `${ORIGIN}/`],
      [2, ODD, `${ORIGIN}/articles/one`],
    ]);
  });
});

it("the front page says where the site is searched", () => {
  expect(home.WebSite?.potentialAction).toEqual({
    "@type": "SearchAction",
    target: {
      "@type": "EntryPoint",
      urlTemplate: `${ORIGIN}/search?q={search_term_string}`,
    },
    "query-input": "required name=search_term_string",
  });
});
