import { readFile } from "node:fs/promises";
import type { Bench, Row } from "./bench.ts";
import { articleOf, pollOf, publish } from "./content.ts";
import { COUNTS } from "./counts.ts";
import { type Measured, send } from "./load.ts";
import { costTables, MONTHS, priceOf } from "./prices.ts";
import { type Site, startSite } from "./sites.ts";
import { votersOf } from "./voters.ts";
import { workerdCpu } from "./workerd.ts";

/** What a month costs, and whether docs/cost.md says so. */
export const costBench: Bench = {
  name: "cost",
  shows: "processor time of a view and a vote; what a month costs, as in docs/cost.md",
  async run({ quick }) {
    const site = await startSite();
    try {
      await publish(site, {
        polls: [pollOf("p", { guard: "open" })],
        articles: [articleOf("polled", "p")],
      });
      const seconds = quick ? 1 : 8;
      const view = await cpuOf(site, seconds, [{ path: "/articles/polled" }]);
      const vote = await cpuOf(site, seconds, votersOf("/polls/p/votes").requests);
      return [
        cpuRow("a view of an article with its poll", view, COUNTS.cpu.view),
        cpuRow("a vote, D1 and all", vote, COUNTS.cpu.vote),
        ...MONTHS.map((month): Row => ({
          name: `${month.views / 1e6} M views and ${month.votes / 1e6} M votes a month`,
          value: priceOf(month).toFixed(2),
          unit: "dollars, paid plan",
        })),
        await documented(),
      ];
    } finally {
      await site.stop();
    }
  },
};

/** Milliseconds of workerd's CPU time per answer: with HTTP, and with the local KV, D1 and objects. */
async function cpuOf(
  site: Site,
  seconds: number,
  requests: Parameters<typeof send>[0]["requests"],
): Promise<number> {
  const load = (): Promise<Measured> => send({ url: site.url, connections: 16, seconds, requests });
  await load();
  const before = await workerdCpu();
  const { answers } = await load();
  return ((await workerdCpu()) - before) / answers;
}

function cpuRow(name: string, measured: number, assumed: number): Row {
  return {
    name: `processor time of ${name}`,
    value: `${measured.toFixed(2)} ms`,
    unit: "",
    limit: `the arithmetic has ${assumed} ms`,
  };
}

async function documented(): Promise<Row> {
  const text = await readFile(new URL("../../docs/cost.md", import.meta.url), "utf8");
  const plain = (markdown: string): string => markdown.replace(/[ -]+/g, " ");
  const ok = plain(text).includes(plain(costTables()));
  return { name: "docs/cost.md has these tables", value: ok ? "yes" : "no", unit: "", ok };
}
