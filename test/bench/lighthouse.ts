import { createServer } from "node:net";
import lighthouse, { desktopConfig, type Config, type Result } from "lighthouse";
import { launchBrowser } from "../support/browser.ts";
import { makeHome, startSite } from "../support/site.ts";
import { type Bench, median, type Row } from "./bench.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

/**
 * Pages of the sample publication. `runs`: the median performance of these is reported. A quick bench covers only the
 * first two pages.
 */
const PAGES: readonly { name: string; path: string; desktop?: true; runs: number }[] = [
  { name: "article, phone", path: "/articles/the-arctic-route-is-a-calendar", runs: 5 },
  { name: "front page, phone", path: "/", runs: 3 },
  {
    name: "article, desktop",
    path: "/articles/the-arctic-route-is-a-calendar",
    desktop: true,
    runs: 3,
  },
  { name: "poll, phone", path: "/polls/arctic-route", runs: 3 },
  { name: "audience, phone", path: "/for/business", runs: 3 },
];

/**
 * Runs Lighthouse over the sample publication, as `npm start` serves it, with Lighthouse's own settings for a phone (a
 * simulated slow 4G network and slow CPU) and for a desktop.
 */
export const lighthouseBench: Bench = {
  name: "lighthouse",
  shows: "scores of Lighthouse for pages of the sample publication",
  async run({ quick }) {
    const home = await makeHome();
    try {
      const site = await startSite(home);
      try {
        return await auditAll(site.url, quick);
      } finally {
        await site.interrupt();
      }
    } finally {
      await home.remove();
    }
  },
};

async function auditAll(origin: string, quick: boolean): Promise<Row[]> {
  const port = await freePort();
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    const rows: Row[] = [];
    for (const { name, path, desktop, runs } of quick ? PAGES.slice(0, 2) : PAGES) {
      const results: Result[] = [];
      for (let run = 0; run < (quick ? 1 : runs); run += 1) {
        results.push(await audit(origin + path, port, desktop ? desktopConfig : undefined));
      }
      rows.push(...rowsOf(name, results));
    }
    return rows;
  } finally {
    await browser.close();
  }
}

async function audit(url: string, port: number, config: Config | undefined): Promise<Result> {
  const ran = await lighthouse(
    url,
    { port, logLevel: "error", onlyCategories: CATEGORIES },
    config,
  );
  if (!ran) throw new Error(`Lighthouse says nothing of ${url}`);
  const { lhr } = ran;
  // A page that did not load would have no scores, or those of an error page.
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

function rowsOf(page: string, results: readonly Result[]): Row[] {
  const rows = CATEGORIES.map((category): Row => {
    const scores = results.map((lhr) => Math.round((lhr.categories[category]?.score ?? 0) * 100));
    if (category === "performance") {
      const range = `${Math.min(...scores)} to ${Math.max(...scores)} in ${scores.length}`;
      return {
        name: `${page}: performance`,
        value: median(scores),
        unit: `(${range})`,
        limit: "at least 99",
      };
    }
    const worst = Math.min(...scores);
    const missed = [...new Set(results.flatMap((lhr) => missedIn(lhr, category)))];
    return {
      name: `${page}: ${category}`,
      value: worst,
      unit: missed.length > 0 ? `(${missed.join(", ")})` : "",
      limit: "100",
      ok: worst === 100,
    };
  });
  return [...rows, ...METRICS.map((metric) => metricRow(page, metric, results))];
}

/** The audits that cost points. */
function missedIn({ categories, audits }: Result, category: string): string[] {
  return (categories[category]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
    .map(({ id }) => id);
}

const METRICS: readonly { audit: string; name: string; unit: string; limit?: string }[] = [
  { audit: "largest-contentful-paint", name: "largest contentful paint", unit: "ms" },
  { audit: "total-blocking-time", name: "total blocking time", unit: "ms" },
  { audit: "total-byte-weight", name: "everything fetched", unit: "bytes" },
  { audit: "cumulative-layout-shift", name: "layout shift", unit: "", limit: "0" },
];

function metricRow(
  page: string,
  metric: (typeof METRICS)[number],
  results: readonly Result[],
): Row {
  const value = median(results.map(({ audits }) => audits[metric.audit]?.numericValue ?? NaN));
  const rounded = metric.unit === "" ? Number(value.toFixed(4)) : Math.round(value);
  return {
    name: `${page}: ${metric.name}`,
    value: rounded,
    unit: metric.unit,
    ...(metric.limit === undefined ? {} : { limit: metric.limit, ok: value === 0 }),
  };
}

/** A port that nobody listens on: Chromium doesn't say which one it would choose. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
