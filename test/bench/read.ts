import type { Request } from "autocannon";
import type { Bench, Row } from "./bench.ts";
import { articleOf, pollOf, publish } from "./content.ts";
import { failedRow, inTurns, ratioRow, send, type Side } from "./load.ts";
import { type Running, type Site, startReference, startSite } from "./sites.ts";

const CONNECTIONS = 16;
/** More pages than the Worker keeps in memory, requested in turn: each is read from KV. */
const COLD_PAGES = 260;

/** How fast pages are served, compared with Workers that do nothing else. */
export const readBench: Bench = {
  name: "read",
  shows: `articles a second, ${CONNECTIONS} connections, ours and a bare Worker's in turn`,
  async run({ quick }) {
    const [site, bare] = [await startSite(), await startReference("bare")];
    try {
      return await measure(site, bare, quick);
    } finally {
      await Promise.all([site.stop(), bare.stop()]);
    }
  },
};

async function measure(site: Site, bare: Running, quick: boolean): Promise<Row[]> {
  const cold = Array.from({ length: quick ? 220 : COLD_PAGES }, (_, n) => `cold-${n}`);
  await publish(site, {
    polls: [pollOf("open")],
    articles: [
      articleOf("plain", null),
      articleOf("polled", "open"),
      ...cold.map((slug) => articleOf(slug, null)),
    ],
  });
  const plain = await bytesOf(site, "/articles/plain");
  const kv = await bare.miniflare.getKVNamespace("KV");
  // As long as ours, byte for byte.
  await kv.put("/kv/page", plain.body);
  for (const slug of cold) await kv.put(`/kv/${slug}`, plain.body);

  // Many short turns: whatever slows the machine for a while slows both.
  const [seconds, rounds] = quick ? [1, 1] : [2, 10];
  const load =
    (of: Running, requests: Request[]): Side =>
    () =>
      send({ url: of.url, connections: CONNECTIONS, seconds, requests });
  const one = (of: Running, path: string, headers: Record<string, string> = {}): Side =>
    load(of, [{ path, headers }]);

  // Both are warmed up before the first turn, so that the code of each is optimized.
  const warmUp = quick ? 1 : 5;
  for (let turn = 0; turn < warmUp; turn += 1) {
    await one(site, "/articles/polled")();
    await one(bare, "/memory")();
  }
  const fromKv = await inTurns(rounds, one(site, "/articles/plain"), one(bare, "/kv/page"));
  const fromMemory = await inTurns(rounds, one(site, "/articles/plain"), one(bare, "/memory"));
  const withPoll = await inTurns(rounds, one(site, "/articles/polled"), one(bare, "/kv/page"));
  const unmodified = await inTurns(
    rounds,
    one(site, "/articles/plain", { "If-None-Match": plain.etag }),
    one(bare, "/memory"),
  );
  const coldPages = await inTurns(
    rounds,
    load(
      site,
      cold.map((slug) => ({ path: `/articles/${slug}` })),
    ),
    load(
      bare,
      cold.map((slug) => ({ path: `/kv/${slug}` })),
    ),
  );
  return [
    ratioRow("hot article / the same bytes from KV", fromKv, "at least 2.0 ×"),
    ratioRow("hot article / the same bytes from memory", fromMemory, "at least 0.75 ×"),
    ratioRow("hot article with an open poll / from KV", withPoll, "at least 1.5 ×"),
    ratioRow("article not in memory / from KV", coldPages, "at least 0.85 ×"),
    ratioRow("304 / the same bytes from memory", unmodified, "at least 1 ×"),
    failedRow(
      "failed",
      ...[fromKv, fromMemory, withPoll, unmodified, coldPages].flatMap(({ ours, theirs }) => [
        ours,
        theirs,
      ]),
    ),
  ];
}

async function bytesOf(site: Site, path: string): Promise<{ body: ArrayBuffer; etag: string }> {
  const response = await fetch(new URL(path, site.url));
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return { body: await response.arrayBuffer(), etag: response.headers.get("ETag") ?? "" };
}
