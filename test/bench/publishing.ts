import { type Bench, median, type Row } from "./bench.ts";
import { articleOf, publish } from "./content.ts";
import { type Site, startSite } from "./sites.ts";

/** How publishing scales with the size of the publication. */
export const publishingBench: Bench = {
  name: "publishing",
  shows: "publishing from nothing, and one changed article among few and among many",
  async run({ quick }) {
    const [few, many] = quick ? [50, 100] : [100, 10_000];
    const [half, whole] = quick ? [25, 50] : [500, 1000];
    const small = await startSite();
    const large = await startSite();
    try {
      await publish(small, { articles: articles(few) });
      await publish(large, { articles: articles(half) });
      const fromNothing = await freshly(half, whole);
      await publish(large, { articles: articles(many).slice(half) });
      return [...fromNothing, ...(await changed(small, large, few, many, quick ? 1 : 7))];
    } finally {
      await Promise.all([small.stop(), large.stop()]);
    }
  },
};

function articles(n: number): ReturnType<typeof articleOf>[] {
  return Array.from({ length: n }, (_, i) => article(i));
}

/** Every subject has 25 articles, whatever the total: the number of subjects grows, not their size. */
function article(i: number): ReturnType<typeof articleOf> {
  return articleOf(`article-${i}`, null, 200, `subject-${Math.floor(i / 25)}`);
}

async function freshly(half: number, whole: number): Promise<Row[]> {
  const take = async (n: number): Promise<number> => {
    const site = await startSite();
    try {
      const since = performance.now();
      await publish(site, { articles: articles(n) });
      return performance.now() - since;
    } finally {
      await site.stop();
    }
  };
  const [first, second] = [await take(half), await take(whole)];
  return [
    {
      name: `publishing ${whole} articles from nothing / ${half}`,
      value: `${(second / first).toFixed(2)} ×`,
      unit: `· ${(second / 1000).toFixed(1)} and ${(first / 1000).toFixed(1)} s`,
      limit: "about 2 ×: linear",
    },
  ];
}

/** Changes and publishes one article, alternating between the two sites. */
async function changed(
  small: Site,
  large: Site,
  few: number,
  many: number,
  rounds: number,
): Promise<Row[]> {
  const take = async (site: Site, round: number): Promise<{ ms: number; written: number }> => {
    const since = performance.now();
    const seventh = article(7);
    const body = `${seventh.body}\n\nChanged for the ${round}th time.`;
    await site.api("PUT", "/api/articles/article-7", { ...seventh, body });
    let written = 0;
    for (let done = false; !done;) {
      const step = await site.api<{ done: boolean; written: number }>("POST", "/api/publish", {});
      ({ done } = step);
      written += step.written;
    }
    return { ms: performance.now() - since, written };
  };
  const found: { small: number; large: number; written: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const here = await take(small, round);
    const there = await take(large, round);
    // The first round of each includes one-time work.
    if (round > 0) found.push({ small: here.ms, large: there.ms, written: there.written });
  }
  const ratios = found.map((one) => one.large / one.small);
  const pages = Math.max(...found.map(({ written }) => written));
  return [
    {
      name: `one changed article among ${many} / among ${few}`,
      value: `${median(ratios).toFixed(2)} × (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      unit: `· ${median(found.map((one) => one.large)).toFixed(0)} and ${median(found.map((one) => one.small)).toFixed(0)} ms`,
      limit: "at most 2 ×",
    },
    {
      name: "pages written for it",
      value: pages,
      unit: "",
      limit: "at most 30",
      ok: pages <= 30,
    },
  ];
}
