import autocannon from "autocannon";
import { launchBrowser } from "../support/browser.ts";
import { startConstant, startReader } from "./bare-workerd.ts";
import type { Bench, Row } from "./bench.ts";
import { articleOf, pollOf, publish } from "./content.ts";
import { firstView } from "./first-view.ts";
import { failedRow, type Measured, send } from "./load.ts";
import { type Running, type Site, startReference, startSite } from "./sites.ts";
import { votersOf } from "./voters.ts";

const CONNECTIONS = 16;
const VOTERS = 2000;
const COLD = 220;

/** Results of other systems at the same work, measured once on a machine like the one these benches are written on. */
const OTHERS = {
  pages: "WordPress 38 to 48, Ghost 128, EmDash on Node 171",
  votes: "WP-Polls 3.0.1: 64 a second, two thirds of the voters refused",
  view: "WordPress 114 KB, 10 requests, 31 KB script; EmDash 77 KB, 4 requests, 6 KB",
};

/** Our results at the work that other systems were measured at. */
export const besideBench: Bench = {
  name: "beside",
  shows: "ours at the work that WordPress, Ghost and EmDash were measured at",
  async run({ quick }) {
    const [site, bare] = [await startSite(), await startReference("bare")];
    try {
      const cold = Array.from({ length: COLD }, (_, n) => articleOf(`cold-${n}`, null));
      await publish(site, {
        polls: [pollOf("p", { guard: "open" })],
        articles: [articleOf("polled", "p"), articleOf("plain", null), ...cold],
      });
      const seconds = quick ? 1 : 6;
      return [
        ...(await pages(site, seconds)),
        await votes(site),
        ...(await views(site)),
        ...(await withoutMiniflare(site, bare, seconds)),
      ];
    } finally {
      await Promise.all([site.stop(), bare.stop()]);
    }
  },
};

async function pages(site: Site, seconds: number): Promise<Row[]> {
  const load = { url: site.url, connections: CONNECTIONS, seconds };
  const paths = Array.from({ length: COLD }, (_, n) => ({ path: `/articles/cold-${n}` }));
  const cold = await send({ ...load, requests: paths });
  const hot = await send({ ...load, requests: [{ path: "/articles/polled" }] });
  const row = (name: string, rate: number): Row => ({
    name,
    value: Math.round(rate),
    unit: "pages a second",
    limit: OTHERS.pages,
  });
  return [
    row("articles that are not in memory, each from KV", cold.rate),
    row("one article with an open poll", hot.rate),
  ];
}

/** Sends this many votes, each from a distinct voter. */
async function votes(site: Site): Promise<Row> {
  const voters = votersOf("/polls/p/votes");
  const { duration } = await autocannon({
    url: site.url.origin,
    connections: CONNECTIONS,
    amount: VOTERS,
    requests: voters.requests,
  });
  const results = await fetch(new URL("/polls/p/results.json", site.url));
  const { counted } = (await results.json()) as { counted: number };
  return {
    name: `of ${VOTERS} voters counted`,
    value: counted,
    unit: `· ${Math.round(VOTERS / duration)} a second`,
    limit: OTHERS.votes,
    ok: counted === VOTERS,
  };
}

async function views(site: Site): Promise<Row[]> {
  const browser = await launchBrowser();
  try {
    const view = await firstView(browser, new URL("/articles/polled", site.url).href);
    const { kilobytes, requests, scriptKilobytes, fcp, lcp, shift } = view;
    return [
      {
        name: "first view on slow 4G, CPU 4 ×",
        value: `${kilobytes.toFixed(1)} KB`,
        unit: `in ${requests} requests, ${scriptKilobytes.toFixed(1)} KB script`,
        limit: OTHERS.view,
      },
      {
        name: "its first and largest contentful paint",
        value: `${Math.round(fcp)} and ${Math.round(lcp)} ms`,
        unit: "",
      },
      { name: "its layout shift", value: shift, unit: "", limit: "0", ok: shift === 0 },
    ];
  } finally {
    await browser.close();
  }
}

/** The overhead of miniflare on this machine: the same answers with it and without. */
async function withoutMiniflare(site: Site, bare: Running, seconds: number): Promise<Row[]> {
  const [constant, reader] = [await startConstant(), await startReader(site, /plain|site/)];
  try {
    const rate = async (url: URL, path: string): Promise<Measured> => {
      const load = { connections: CONNECTIONS, url, requests: [{ path }] };
      if (seconds > 1) await send({ ...load, seconds: 1 });
      return send({ ...load, seconds });
    };
    const row = (name: string, alone: Measured, under: Measured): Row => ({
      name: `${name}, on workerd alone / under miniflare`,
      value: `${(alone.rate / under.rate).toFixed(2)} ×`,
      unit: `· ${Math.round(alone.rate)} and ${Math.round(under.rate)} a second`,
    });
    const own = await rate(reader.url, "/articles/plain");
    return [
      row("a constant answer", await rate(constant.url, "/"), await rate(bare.url, "/constant")),
      row("our article", own, await rate(site.url, "/articles/plain")),
      failedRow("failed there", [own]),
    ];
  } finally {
    await Promise.all([constant.stop(), reader.stop()]);
  }
}
