import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "autocannon";
import type { Bench, Row } from "./bench.ts";
import { articleOf, ballotFor, pollOf, publish } from "./content.ts";
import { failedRow, inTurns, type Measured, ratioRow, send } from "./load.ts";
import { type Running, type Site, startReference, startSite } from "./sites.ts";
import { votersOf } from "./voters.ts";

const LIMITS = { 16: "at least 1.4 ×", 64: "at least 1.6 ×" } as const;
/** D1 must have all votes this long after the last one. */
const CATCH_UP_MS = 5000;

/** How fast ballots are counted, compared with a bare object that writes one row for each. */
export const voteBench: Bench = {
  name: "vote",
  shows: "acknowledged votes a second in one poll, ours and a bare object's in turn",
  async run({ quick }) {
    const [site, bare] = [await startSite(), await startReference("bare")];
    try {
      await publish(site, {
        polls: [pollOf("p16", OPEN), pollOf("p64", OPEN), pollOf("busy", OPEN)],
        articles: [articleOf("beside", null)],
      });
      const [seconds, rounds] = quick ? [1, 1] : [2, 10];
      return [
        ...(await compare(site, bare, 16, seconds, rounds)),
        ...(await compare(site, bare, 64, seconds, rounds)),
        ...(await beside(site, bare, quick ? 1 : 10)),
      ];
    } finally {
      await Promise.all([site.stop(), bare.stop()]);
    }
  },
};

const OPEN = { guard: "open" };

async function compare(
  site: Site,
  bare: Running,
  connections: 16 | 64,
  seconds: number,
  rounds: number,
): Promise<Row[]> {
  const poll = `p${connections}`;
  const voters = votersOf(`/polls/${poll}/votes`);
  const insert = {
    method: "POST",
    path: "/votes",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "somebody-or-other" },
    body: ballotFor(1),
  };
  const compared = await inTurns(
    rounds,
    () => send({ url: site.url, connections, seconds, requests: voters.requests }),
    () => send({ url: bare.url, connections, seconds, requests: [insert] }),
  );
  const { acknowledged, row } = await exactness(site, poll, voters.seqs);
  return [
    ratioRow(`votes, ${connections} connections / one INSERT each`, compared, LIMITS[connections]),
    ratioRow(
      `its 99th percentile in ms, ${connections} connections`,
      compared,
      "at most 1 ×",
      ({ p99 }) => p99,
    ),
    { ...row, name: `${acknowledged} acknowledged votes: ${row.name}` },
    failedRow(`failed, ${connections} connections`, compared.ours, compared.theirs),
  ];
}

/** Whether exactly the acknowledged votes are counted, and whether D1 has them all once it has caught up. */
async function exactness(
  site: Site,
  poll: string,
  seqs: readonly number[],
): Promise<{ acknowledged: number; row: Row }> {
  const since = Date.now();
  const distinct = new Set(seqs).size;
  let copied = -1;
  while (Date.now() - since < CATCH_UP_MS) {
    copied = await inD1(site, poll);
    if (copied === (await counted(site, poll))) break;
    await sleep(50);
  }
  const took = Date.now() - since;
  const all = await counted(site, poll);
  // A ballot in flight when the load ends may be counted without an answer.
  const ok =
    distinct === seqs.length && all >= distinct && all - distinct <= 64 * 12 && copied === all;
  return {
    acknowledged: seqs.length,
    row: {
      name: "with numbers of their own, counted, in D1",
      value: `${distinct}, ${all}, ${copied}`,
      unit: `after ${took} ms`,
      limit: "exact within 5 s",
      ok,
    },
  };
}

async function counted(site: Site, poll: string): Promise<number> {
  const results = await fetch(new URL(`/polls/${poll}/results.json`, site.url));
  return ((await results.json()) as { counted: number }).counted;
}

async function inD1(site: Site, poll: string): Promise<number> {
  const db = await site.miniflare.getD1Database("DB", "hustings");
  const row = await db
    .prepare("SELECT count(*) AS n FROM votes WHERE poll = ? OR poll LIKE ?")
    .bind(poll, `${poll}.%`)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

/** Article views while a poll of the same site receives votes, and how far D1 lags behind meanwhile. */
async function beside(site: Site, bare: Running, seconds: number): Promise<Row[]> {
  const lags: number[] = [];
  const sample = (): Promise<void> => sampleLag(site, "busy", Date.now() + seconds * 1000, lags);
  const requests = votersOf("/polls/busy/votes").requests;
  const ours = await readWhile(site, "/articles/beside", requests, seconds, sample);
  const insert = { method: "POST", path: "/votes", body: ballotFor(1) };
  const headers = { "Idempotency-Key": "somebody-or-other" };
  const kv = await bare.miniflare.getKVNamespace("KV");
  await kv.put("/kv/page", await (await fetch(new URL("/articles/beside", site.url))).text());
  const theirs = await readWhile(
    bare,
    "/memory",
    [{ ...insert, headers }],
    seconds,
    async () => undefined,
  );
  const lag = lags.toSorted((a, b) => a - b)[Math.floor(lags.length * 0.99)] ?? 0;
  return [
    {
      name: "articles while as many connections vote / alone",
      value: `${share(ours)} ×`,
      unit: `· ${Math.round(ours.busy.rate)} and ${Math.round(ours.alone.rate)}`,
      limit: "at least 0.7 ×",
    },
    { name: "the same of the bare Worker", value: `${share(theirs)} ×`, unit: "" },
    {
      name: "D1 behind meanwhile, 99th percentile",
      value: `${lag} ms`,
      unit: `of ${lags.length} looks`,
      limit: "at most 3 s",
    },
    failedRow("failed meanwhile", [ours.alone, ours.busy, ours.voting]),
  ];
}

interface Beside {
  alone: Measured;
  busy: Measured;
  voting: Measured;
}

function share({ alone, busy }: Beside): string {
  return (busy.rate / alone.rate).toFixed(2);
}

/** A page on its own, and while ballots arrive over the same number of connections. */
async function readWhile(
  of: Running,
  path: string,
  ballots: Request[],
  seconds: number,
  meanwhile: () => Promise<void>,
): Promise<Beside> {
  const load = { url: of.url, connections: 8 };
  const read = (): Promise<Measured> => send({ ...load, seconds, requests: [{ path }] });
  await read();
  const alone = await read();
  const voting = send({ ...load, seconds: seconds + 1, requests: ballots });
  const other = meanwhile();
  const busy = await read();
  await other;
  return { alone, busy, voting: await voting };
}

/** Samples the age of the oldest vote that D1 lacks. */
async function sampleLag(site: Site, poll: string, until: number, lags: number[]): Promise<void> {
  const objects = await site.miniflare.getDurableObjectNamespace("POLL", "hustings");
  const stub = objects.get(objects.idFromName(poll)) as unknown as {
    progress(): Promise<{ oldest: number | null } | null>;
  };
  while (Date.now() < until) {
    const { oldest } = (await stub.progress()) ?? { oldest: null };
    lags.push(oldest === null ? 0 : Math.max(0, Date.now() - oldest));
    await sleep(50);
  }
}
