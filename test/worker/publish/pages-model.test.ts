import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { randomOf, runs, seedOf } from "../../support/campaign.ts";
import { tick } from "../web/site/editorial-support.ts";
import { day, differing, plainPage } from "./pages-support.ts";
import { startAnew } from "./publish-state.ts";
import {
  api,
  article,
  ask,
  embed,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  poll,
  publish,
  putImage,
  quiet,
  send,
  site,
} from "../support/site.ts";

// Editors, readers and the scheduler do anything, stores fail at any of their operations, and publishes overlap. After one
// publish that comes to its end, every page that a reader gets is the page as it would be rendered from nothing.

const NOW = Date.parse("2026-06-01T12:00:00Z");
const HOUR = 3_600_000;
const OPERATIONS = 30;
const SLUGS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const TAGS = ["rail", "trade"];
const AUTHORS = ["ann", "ben"];
const ALWAYS =
  "/ /page/2 /archive /archive/2026 /polls /about /old /feed.xml /feed.json /rss.xml /sitemap.xml /llms.txt /robots.txt";
const LISTS = [
  ...ALWAYS.split(" "),
  "/for/business",
  "/for/students",
  "/for/students/feed.xml",
  ...TAGS.flatMap((tag) => [`/tags/${tag}`, `/tags/${tag}/feed.json`]),
  ...AUTHORS.map((author) => `/authors/${author}`),
];
const PATHS = [...LISTS, ...SLUGS.map((slug) => `/articles/${slug}`)];

beforeEach(() => {
  quiet();
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const wait = scheduler.wait.bind(scheduler);
  // Writes that KV refuses are tried again at once.
  vi.spyOn(scheduler, "wait").mockImplementation((ms) => wait(ms > 1000 ? 0 : ms));
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Stores = Pick<Env, "DB" | "PAGES">;

/** What anybody may do to the site, by a source of chance. */
function operationsOf(random: () => number) {
  const below = (n: number): number => Math.floor(random() * n);
  const among = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error("there is nothing to choose from");
    return one;
  };
  const some = (list: readonly string[]): string[] => list.filter(() => random() < 0.5);
  const edited = () => {
    const slug = among(SLUGS);
    const original = random() < 0.2 ? among(SLUGS) : slug;
    return article(
      slug,
      {
        title: among(["One title", "Another title"]),
        date: day(below(6)),
        tags: some(TAGS),
        audiences: some(["business", "students"]),
        authors: [among(AUTHORS)],
        ...(random() < 0.1 ? { draft: true } : {}),
        ...(random() < 0.3
          ? { publishAt: new Date(NOW + (below(5) - 2) * HOUR).toISOString() }
          : {}),
        ...(original === slug ? {} : { translationOf: original, language: "ru" }),
      },
      among(["A text.", "Another text.", embed("asked"), "![A harbour](images/harbour.jpg)"]),
    );
  };
  const edits: ((stores: Stores) => Promise<unknown>)[] = [
    async (stores) => api("PUT", "/articles/x", edited(), stores),
    async (stores) => api("POST", "/articles", { articles: [edited()] }, stores),
    async (stores) => api("POST", "/articles", { articles: [edited()] }, stores),
    async (stores) => api("POST", "/articles", { articles: [edited()] }, stores),
    async (stores) => api("POST", "/publish", { remove: { articles: [among(SLUGS)] } }, stores),
    async (stores) =>
      api("PUT", "/polls/asked", poll("asked", { title: `Poll ${below(3)}` }), stores),
    async () => putImage("harbour.jpg", `bytes ${below(3)}`),
    async (stores) => api("PUT", "/site", site({ name: `Name ${below(3)}` }), stores),
    async (stores) =>
      random() < 0.5
        ? api("PUT", "/pages/about", plainPage("about", {}, `Text ${below(3)}`), stores)
        : api("POST", "/publish", { remove: { pages: ["about"] } }, stores),
    async (stores) =>
      api("PUT", "/redirects", { redirects: [{ from: "/old", to: `/${below(2)}` }] }, stores),
    async () => vi.setSystemTime(Date.now() + (below(4) - 1) * HOUR),
  ];
  const work: ((stores: Stores) => Promise<unknown>)[] = [
    async (stores) => api("POST", "/publish", {}, stores),
    async (stores) => tick(stores).catch(() => undefined),
    async (stores) => ask(among(PATHS), {}, stores),
    async (stores) => ask(among(PATHS), {}, stores),
  ];
  return {
    edit: async (stores: Stores) => among(edits)(stores),
    any: async (stores: Stores) => among([...edits, ...work, ...work])(stores),
    work: async (stores: Stores) => among(work)(stores),
    below,
  };
}

/** Stores that fail at the nth operation, and from then on. */
function crashing(at: number): Stores {
  let calls = 0;
  const fault: Fault = async (call, proceed) => {
    calls += 1;
    return calls > at ? fails(call, proceed) : proceed();
  };
  return { DB: faultyD1(fault), PAGES: faultyKv(fault) };
}

/** Stores in which something else happens before the nth writing to KV. */
function interrupted(at: number, between: () => Promise<unknown>): Stores {
  let writes = 0;
  const fault: Fault = async (call, proceed) => {
    if (call.startsWith("put ")) {
      writes += 1;
      if (writes === at) await between();
    }
    return proceed();
  };
  return { DB: env.DB, PAGES: faultyKv(fault) };
}

/** The groups that articles should be in, by their front matter. */
const WANTED_GROUPS = `
  SELECT 'all' AS kind, '' AS id, date, slug, live_from FROM articles WHERE removed_at IS NULL AND live_from IS NOT NULL
  UNION SELECT 'years', strftime('%Y', date / 1000.0, 'unixepoch'), date, slug, live_from
    FROM articles WHERE removed_at IS NULL AND live_from IS NOT NULL
  ${["audiences", "tags", "authors"]
    .map(
      (kind) => `UNION SELECT '${kind}', value, date, slug, live_from
        FROM articles, json_each(meta, '$.${kind}') WHERE removed_at IS NULL AND live_from IS NOT NULL`,
    )
    .join("\n")}`;

it("every page is the one that would be rendered afresh, whatever happened before a publish", async () => {
  const seed = seedOf("pages");
  for (let run = 0; run < runs(2, 10); run += 1) {
    const { any, edit, work, below } = operationsOf(randomOf(seed + run));
    vi.setSystemTime(NOW);
    await startAnew();
    await send("PUT", "/site", site());
    await send("PUT", "/polls/asked", poll("asked"));
    await putImage("harbour.jpg");
    await send("POST", "/articles", { articles: SLUGS.map((slug) => article(slug)) });
    await publish();
    for (let n = 0; n < OPERATIONS; n += 1) {
      const chance = below(6);
      if (chance === 0) await any(crashing(below(12)));
      else if (chance === 1) {
        const between = async () => {
          await edit(env);
          await publish();
        };
        await work(interrupted(1 + below(6), between));
      } else await any(env);
    }
    await publish();
    expect(await differing(PATHS), `seed ${seed}, run ${run}`).toEqual([]);
    const { results } = await env.DB.prepare(
      "SELECT * FROM article_groups ORDER BY kind, id, slug",
    ).all();
    const wanted = await env.DB.prepare(
      `SELECT * FROM (${WANTED_GROUPS}) ORDER BY kind, id, slug`,
    ).all();
    expect(results, `seed ${seed}, run ${run}`).toEqual(wanted.results);
  }
}, 600_000);
