import { COUNTS } from "./counts.ts";

/** A month of a publication. */
interface Month {
  views: number;
  votes: number;
}

/** The fraction of views that are not answered from an isolate's memory. */
const COLD = 0.1;
/** Votes that are sent to D1 together: those of half a second. Over a month, most votes come alone. */
const TOGETHER = 2;
/** A reader's first view also requests two scripts; those are static files, which are free. */

/**
 * Cloudflare's prices of 2026-11, in dollars: per million beyond what the paid plan's 5 dollars a month include
 * (developers.cloudflare.com: workers, kv, d1 and durable-objects, each under platform/pricing).
 */
const PRICES = {
  requests: { included: 10, each: 0.3 },
  cpuMs: { included: 30, each: 0.02 },
  kvReads: { included: 10, each: 0.5 },
  objectRequests: { included: 1, each: 0.15 },
  objectRowsRead: { included: 25_000, each: 0.001 },
  objectRowsWritten: { included: 50, each: 1 },
  d1RowsWritten: { included: 50, each: 1 },
} as const;
const PLAN = 5;

/** The free plan's daily limits. */
const FREE = {
  requests: 100_000,
  kvReads: 100_000,
  objectRequests: 100_000,
  objectRowsWritten: 100_000,
  d1RowsWritten: 100_000,
} as const;

type Used = Record<keyof typeof PRICES, number>;

/** What a month uses of each. */
function usedIn({ views, votes }: Month): Used {
  const { coldView, vote, cpu } = COUNTS;
  return {
    requests: views + votes * vote.requests,
    cpuMs: views * cpu.view + votes * cpu.vote,
    kvReads: views * COLD * coldView.kvReads,
    // Alarms count as requests, too.
    objectRequests:
      views * COLD * coldView.objectRequests + votes * (vote.objectRequests + 1 / TOGETHER),
    objectRowsRead: votes * vote.objectRowsRead,
    // Including the alarms that are set.
    objectRowsWritten: votes * (vote.objectRowsWritten + 2 / TOGETHER),
    d1RowsWritten: votes * (vote.d1RowsWritten + vote.d1RowsWrittenTogether / TOGETHER),
  };
}

/** Dollars per month on the paid plan. */
export function priceOf(month: Month): number {
  const used = usedIn(month);
  let sum = PLAN;
  for (const [name, { included, each }] of Object.entries(PRICES)) {
    sum += Math.max(0, used[name as keyof Used] / 1e6 - included) * each;
  }
  return sum;
}

/**
 * The limits of the free plan that a month would exceed if it were spread evenly over its days; empty if the plan
 * suffices.
 */
function freeLimits(month: Month): string[] {
  const used = usedIn(month);
  return Object.entries(FREE)
    .filter(([name, limit]) => used[name as keyof typeof FREE] / 30 > limit)
    .map(([name]) => NAMES[name as keyof typeof FREE]);
}

const NAMES = {
  requests: "requests",
  cpuMs: "CPU ms",
  kvReads: "KV reads",
  objectRequests: "object requests",
  objectRowsRead: "rows read in objects",
  objectRowsWritten: "rows written in objects",
  d1RowsWritten: "rows written in D1",
} as const;

export const MONTHS: readonly Month[] = [
  { views: 1e6, votes: 1e5 },
  { views: 1e8, votes: 1e7 },
];

/** The tables of docs/cost.md. */
export function costTables(): string {
  const millions = (n: number): string => `${(n / 1e6).toFixed(n < 1e6 ? 2 : 1)} M`;
  const heads = MONTHS.map(
    ({ views, votes }) => `${millions(views)} views, ${millions(votes)} votes`,
  );
  const used = MONTHS.map(usedIn);
  const rows = (Object.keys(PRICES) as (keyof Used)[]).map((name) => [
    NAMES[name],
    ...used.map((one) => millions(one[name])),
  ]);
  const free = MONTHS.map((month) => {
    const limits = freeLimits(month);
    return limits.length === 0 ? "suffices" : `not enough: ${limits.join(", ")}`;
  });
  const table = (all: string[][]): string =>
    [all[0] ?? [], (all[0] ?? []).map(() => "---"), ...all.slice(1)]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n");
  return [
    table([["taken in a month", ...heads], ...rows]),
    table([
      ["", ...heads],
      ["free plan", ...free],
      ["paid plan, dollars a month", ...MONTHS.map((month) => priceOf(month).toFixed(2))],
    ]),
  ].join("\n\n");
}
