import type { Request } from "autocannon";
import { type Bench, median, type Row } from "./bench.ts";
import { articleOf, pollOf, publish } from "./content.ts";
import { flood, inTurns, type Measured, ratioRow, send, type Side } from "./load.ts";
import { type Site, startSite } from "./sites.ts";

const CONNECTIONS = 16;
/** Hostile requests a second, from one client. */
const RATE = 200;
const VOTES = 20_000;
const GOAL = "at least 0.7 ×";

/** Whether one client can slow the site down for its readers. */
export const floodsBench: Bench = {
  name: "floods",
  shows: `a hot article while one client sends ${RATE} requests a second of each hostile kind, or of a hot page`,
  async run({ quick }) {
    const site = await startSite();
    try {
      await fill(site, quick ? 400 : 3000);
      return await measure(site, quick);
    } finally {
      await site.stop();
    }
  },
};

async function fill(site: Site, articles: number): Promise<void> {
  const old = Array.from({ length: articles }, (_, n) => articleOf(`old-${n}`, null, 150));
  await publish(site, { polls: [pollOf("many")], articles: [articleOf("hot", null), ...old] });
  // As the poll's object copies them.
  const db = await site.miniflare.getD1Database("DB");
  await db
    .prepare(
      `INSERT INTO votes (poll, seq, cast_at, receipt, audience, answers)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        SELECT 'many', i, 1793000000000 + i, 'ABCD-ABCD-ABCD-ABCD', NULL, '{"q1":["a"]}' FROM n`,
    )
    .bind(VOTES)
    .run();
  await db
    .prepare(
      "INSERT OR REPLACE INTO accounts (poll, received, counted, refused, seq, version) VALUES ('many', ?, ?, '{}', ?, ?)",
    )
    .bind(VOTES, VOTES, VOTES, VOTES)
    .run();
}

/** Each kind: the path of its nth request, none of which comes twice. */
const KINDS: Record<string, (n: number) => Request> = {
  "invented articles": (n) => ({ path: `/articles/invented-${n}` }),
  "invented addresses": (n) => ({ path: `/wp-content/${n}.php` }),
  "the same missing address": () => ({ path: "/wp-login.php" }),
  "pages beyond the end": (n) => ({ path: `/page/${2000 + (n % 7999)}` }),
  "pages of tags beyond the end": (n) => ({ path: `/tags/trade/page/${2000 + (n % 7999)}` }),
  "a hot article with queries": (n) => ({ path: `/articles/hot?utm=${n}` }),
  "the map with queries": (n) => ({ path: `/sitemap.xml?n=${n}` }),
  "searches for common words": (n) => ({ path: `/search?q=rails+${WORDS[n % WORDS.length]}${n}` }),
  "one search in many forms": (n) => ({ path: `/search?q=rails&n=${n}` }),
  "invented polls": (n) => ({ path: `/polls/invented-${n}` }),
  "invented polls' numbers": (n) => ({ path: `/polls/invented-${n}/results.json` }),
  "frames of invented polls": (n) => ({
    path: `/oembed?url=${encodeURIComponent(`http://localhost/polls/invented-${n}`)}`,
  }),
  "the votes of a large poll": (n) => ({ path: `/polls/many/votes.csv?n=${n}` }),
  "invented pictures": (n) => ({ path: `/images/${String(n).padStart(64, "0")}/x.jpg` }),
  "forms of very many fields": (n) => ({
    method: "POST",
    path: "/polls/many/votes",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: `n=${n}${"&q.q1=a".repeat(2000)}`,
  }),
};

const WORDS = ["trade", "follows", "century", "money", "figures", "public"];
/** Hostile requests come from one network, as Cloudflare says. */
const FROM = { "CF-Connecting-IP": "203.0.113.7" };

async function measure(site: Site, quick: boolean): Promise<Row[]> {
  const [seconds, rounds] = quick ? [2, 1] : [4, 3];
  const rows: Row[] = [];
  let sent = 0;
  let broken = 0;
  const hot = (during: (n: number) => Request): Side => {
    const requests: Request[] = [
      {
        setupRequest: (request) => {
          sent += 1;
          const { headers, ...own } = during(sent);
          return { ...request, ...own, headers: { ...headers, ...FROM } };
        },
        onResponse: (status) => {
          if (status >= 500) broken += 1;
        },
      },
    ];
    return async () => {
      const [measured] = await Promise.all([
        send({
          url: site.url,
          connections: CONNECTIONS,
          seconds,
          requests: [{ path: "/articles/hot" }],
        }),
        flood({ url: site.url, connections: CONNECTIONS, seconds, requests }, RATE),
      ]);
      return measured;
    };
  };
  const page = hot(() => ({ path: "/articles/old-1" }));
  await page();
  for (const [name, during] of Object.entries(KINDS)) {
    const { ours, theirs } = await inTurns(rounds, hot(during), page);
    const failed = [...ours, ...theirs].reduce((sum, one) => sum + one.failed, 0) + broken;
    broken = 0;
    const p99 = (of: Measured[]): number => Math.round(median(of.map((one) => one.p99)));
    rows.push(ratioRow(name, { ours, theirs }, GOAL), {
      name: "  99th percentile; failed requests",
      value: `${p99(ours)} and ${p99(theirs)} ms; ${failed}`,
      unit: "",
      limit: "0 failed",
      ok: failed === 0,
    });
  }
  return rows;
}
