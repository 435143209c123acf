import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import document from "../../../docs/security.md?raw";
import { PAGE_ROUTES, POLL_FILES, ROUTES, SECURITY_TXT } from "../../../src/core/routes.ts";
import { app } from "../../../src/web/app.ts";
import { signPreview } from "../../../src/web/site/preview-link.ts";
import { faultyKv, faultyPolls } from "../support/faults.ts";
import { ask, forgetAll, ORIGIN, quiet, TOKEN } from "../support/site.ts";
import { countingD1 } from "./cost-d1.ts";
import { picture, publishLargeSite, VOTES } from "./cost-site.ts";

/** A request: its address alone, or with what else it says. */
type Asked = string | { path: string; init: RequestInit };

/** For each route: a request for what is there, one for what must first be made, and what a stranger may think of. */
interface Requests {
  hit: Asked;
  /** A page whose copy in KV is gone, or a file that nobody has asked for since the last vote. */
  miss?: Asked;
  hostile: readonly Asked[];
}

/** A page that publish renders: it is made again where KV has none. */
const pageAt = (path: string, ...hostile: Asked[]): Requests => ({
  hit: path,
  miss: path,
  hostile: [`${path}?nobody=knows`, ...hostile],
});
const pollAt = (path: string, ...hostile: Asked[]): Requests => ({
  hit: path.replace(":poll", "big"),
  ...(path.endsWith("/votes.csv") ? { miss: path.replace(":poll", "big") } : {}),
  hostile: [
    path.replace(":poll", "invented-1"),
    path.replace(":poll", "%20"),
    `${path.replace(":poll", "big")}?nobody=knows`,
    ...hostile,
  ],
});
const cookie = { Cookie: "__Host-voter=reader-000000000000001" };
const form = (path: string, body: string, headers: Record<string, string> = cookie): Asked => ({
  path,
  init: {
    method: "POST",
    body,
    headers: {
      Origin: ORIGIN,
      "Content-Type": "application/x-www-form-urlencoded",
      Accept: "text/html",
      ...headers,
    },
  },
});
/** As many fields as a body has room for. */
const MANY_FIELDS = "q.q=a&".repeat(2700);
const formAt = (path: string, body: string): Requests => ({
  hit: form(path.replace(":poll", "big"), body),
  hostile: [
    form(path.replace(":poll", "invented-2"), body),
    form(path.replace(":poll", "invented-3"), body, {}),
    form(path.replace(":poll", "big"), MANY_FIELDS),
    form(path.replace(":poll", "big"), "x".repeat(20_000)),
    path.replace(":poll", "invented-4"),
  ],
});

const REQUESTS: Record<string, Requests> = {
  "/": pageAt("/"),
  "/page/:page": pageAt("/page/2", "/page/9999", "/page/0", "/page/x"),
  "/feed.xml": pageAt("/feed.xml"),
  "/rss.xml": pageAt("/rss.xml"),
  "/feed.json": pageAt("/feed.json"),
  "/polls": pageAt("/polls"),
  "/polls/page/:page": {
    hit: "/polls/page/2",
    hostile: ["/polls/page/9999", "/polls/page/2?nobody=knows"],
  },
  "/sitemap.xml": pageAt("/sitemap.xml"),
  "/sitemap-news.xml": pageAt("/sitemap-news.xml"),
  "/robots.txt": pageAt("/robots.txt"),
  "/llms.txt": pageAt("/llms.txt"),
  "/archive": pageAt("/archive"),
  "/articles/:slug.md": pageAt("/articles/a17.md", "/articles/invented.md"),
  "/articles/:slug": pageAt("/articles/polled", "/articles/invented"),
  ...listAt("/for/:audience", "business"),
  ...listAt("/tags/:tag", "trade"),
  ...listAt("/authors/:author", "ann"),
  "/archive/:year": pageAt("/archive/2026", "/archive/1999", "/archive/x"),
  "/archive/:year/page/:page": pageAt("/archive/2026/page/2", "/archive/2026/page/9999"),
  "/:page{[a-z0-9-]+}": pageAt("/about", "/invented"),
  [ROUTES.search]: {
    hit: "/search?q=wheat",
    hostile: [
      "/search?q=paragraph+wheat+number&page=300",
      "/search?q=wheat&page=999999",
      "/search",
    ],
  },
  [ROUTES.health]: { hit: "/health", hostile: ["/health?nobody=knows"] },
  [ROUTES.oembed]: {
    hit: `/oembed?url=${ORIGIN}/polls/big`,
    hostile: [`/oembed?url=${ORIGIN}/polls/invented-5`, "/oembed?url=https://elsewhere.example/"],
  },
  [ROUTES.resultsSchema]: { hit: ROUTES.resultsSchema, hostile: [`${ROUTES.resultsSchema}?x=1`] },
  [ROUTES.openApi]: { hit: ROUTES.openApi, hostile: [`${ROUTES.openApi}?x=1`] },
  [ROUTES.image]: {
    hit: "/images/:digest/harbour.jpg",
    hostile: [`/images/${"0".repeat(64)}/harbour.jpg`, "/images/x/harbour.jpg"],
  },
  [ROUTES.preview]: {
    hit: "/preview/a17?signed",
    hostile: ["/preview/a17", "/preview/a17?expires=99999999999&signature=x", "/preview/invented"],
  },
  [SECURITY_TXT]: { hit: SECURITY_TXT, hostile: [`${SECURITY_TXT}?nobody=knows`] },
  ...Object.fromEntries(
    [...POLL_FILES, "share.png"].map((file) => {
      const path = `${ROUTES.poll}/${file}`;
      return [path, pollAt(path)];
    }),
  ),
  ...Object.fromEntries(
    [ROUTES.poll, ROUTES.embeddedPoll].flatMap((path) => [
      [path, pollAt(path, `${path.replace(":poll", "big")}?vote=1&receipt=AAAA-AAAA-AAAA-AAAA`)],
      [`${path}/votes`, formAt(`${path}/votes`, "q.q=a")],
      [`${path}/withdraw`, formAt(`${path}/withdraw`, "vote=1")],
      [`${path}/look`, formAt(`${path}/look`, "look=1")],
    ]),
  ),
  "/api/*": {
    hit: "/api/manifest",
    hostile: ["/api/polls/invented-6/desk", form("/api/publish", "x")],
  },
  "*": {
    hit: "/nowhere/at/all",
    hostile: ["/wp-login.php", "/nowhere?nobody=knows", "/favicon.ico"],
  },
};

/** A list with pages and feeds. */
function listAt(route: string, name: string): Record<string, Requests> {
  const base = route.replace(/:[a-z]+/, name);
  const invented = route.replace(/:[a-z]+/, "invented");
  return {
    [route]: pageAt(base, invented),
    [`${route}/page/:page`]: pageAt(`${base}/page/2`, `${base}/page/9999`, `${invented}/page/2`),
    ...Object.fromEntries(
      ["feed.xml", "rss.xml", "feed.json"].map((file) => [
        `${route}/${file}`,
        pageAt(`${base}/${file}`, `${invented}/${file}`),
      ]),
    ),
  };
}

const COLUMNS = ["D1 statements", "D1 rows", "KV reads", "KV writes", "object calls"] as const;
type Cost = Record<(typeof COLUMNS)[number], number>;
const KINDS = ["hit", "miss", "hostile"] as const;
type Kind = (typeof KINDS)[number];

/** The table's rows: "| `/route`, `/other` | 0 · 0 · 2 · 0 · 0 | (miss, or –) | (hostile) |". */
const BUDGETS = document
  .slice(document.indexOf("## What a request may cost"))
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .flatMap((line) => {
    const [routes = "", ...cells] = line.split("|").slice(1, 5);
    const named = [...routes.matchAll(/`([^`]+)`/g)].map(([, route = ""]) => route);
    return named.flatMap((route) =>
      KINDS.flatMap((kind, i) => {
        const numbers = (cells[i] ?? "").split("·").map(Number);
        if (numbers.length !== COLUMNS.length) return [];
        const most = Object.fromEntries(COLUMNS.map((name, n) => [name, numbers[n]])) as Cost;
        return [{ route, kind, most }];
      }),
    );
  });

async function costOf(asked: Asked): Promise<Cost> {
  const kv: string[] = [];
  let objects = 0;
  const d1 = countingD1();
  const { path, init } = typeof asked === "string" ? { path: asked, init: {} } : asked;
  await ask(await actual(path), init, {
    DB: d1.binding,
    PAGES: faultyKv((call, proceed) => {
      kv.push(call);
      return proceed();
    }),
    POLL: faultyPolls((_, proceed) => {
      objects += 1;
      return proceed();
    }),
  });
  const writes = kv.filter((call) => /^(?:put|delete) /.test(call)).length;
  return {
    "D1 statements": d1.counts.statements,
    "D1 rows": d1.counts.rows,
    "KV reads": kv.length - writes,
    "KV writes": writes,
    "object calls": objects,
  };
}

/** An address with what is known only when the site is there. */
async function actual(path: string): Promise<string> {
  if (path.endsWith("?signed")) {
    const link = await signPreview(env, "a17", Math.floor(Date.now() / 1000) + 600);
    return path.replace("signed", `expires=${link?.expires}&signature=${link?.signature}`);
  }
  return path.replace(":digest", picture);
}

/** What requests of a kind cost in a new isolate: for each column, the most of them. */
async function measured({ hit, miss, hostile }: Requests, kind: Kind): Promise<Cost> {
  const costs: Cost[] = [];
  for (const asked of kind === "hostile" ? hostile : [kind === "miss" ? (miss ?? hit) : hit]) {
    const path = await actual(typeof asked === "string" ? asked : asked.path);
    // For once, so that KV has it.
    if (kind === "hit" && typeof asked === "string") await ask(path);
    if (kind === "miss") await forget(path);
    forgetAll();
    costs.push(await costOf(asked));
  }
  return Object.fromEntries(
    COLUMNS.map((column) => [column, Math.max(...costs.map((cost) => cost[column]))]),
  ) as Cost;
}

/** The stores have nothing of what was made for an address. */
async function forget(path: string): Promise<void> {
  await env.PAGES.delete(`page:${path}`);
  await env.DB.prepare("DELETE FROM state WHERE key LIKE 'votes-file:%'").run();
}

beforeAll(async () => {
  quiet();
  await publishLargeSite();
}, 300_000);

describe("docs/security.md has a budget for each route", () => {
  it("that the Worker has", () => {
    const registered = app.routes
      .filter(({ method, path }) => method !== "ALL" || path === "/api/*")
      .map(({ path }) => path);
    const named = [...PAGE_ROUTES.map(({ path }) => path), ...Object.values(ROUTES)];
    const routes = new Set([...registered, ...named, "*"]);
    expect(Object.keys(REQUESTS).toSorted()).toEqual([...routes].toSorted());
  });

  it("for what is there, what must be made, and what a stranger may ask", () => {
    const told = BUDGETS.map(({ route, kind }) => `${route} ${kind}`);
    const asked = Object.entries(REQUESTS).flatMap(([route, { miss }]) =>
      KINDS.filter((kind) => kind !== "miss" || miss !== undefined).map(
        (kind) => `${route} ${kind}`,
      ),
    );
    expect(told.toSorted()).toEqual(asked.toSorted());
  });
});

it("verify reads each of a poll's votes a few times, however many were replaced", async () => {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const cost = await costOf({ path: "/api/polls/big/audit", init: { headers } });
  expect(cost["D1 rows"]).toBeGreaterThan(VOTES);
  expect(cost["D1 rows"]).toBeLessThan(20 * VOTES);
});

describe("a request costs at most its budget, and not much less", () => {
  it.each(BUDGETS)("$route, $kind", async ({ route, kind, most }) => {
    const requests = REQUESTS[route];
    if (!requests) throw new Error(`nobody asks for ${route}`);
    const cost = await measured(requests, kind);
    const told = Object.values(cost).join(" · ");
    for (const column of COLUMNS) {
      expect(cost[column], `${column} of ${told}`).toBeLessThanOrEqual(most[column]);
      // So that the table tells the truth.
      expect(most[column], `${column} of ${told}`).toBeLessThanOrEqual(2 * cost[column] + 2);
    }
  });
});
