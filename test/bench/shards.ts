import type { Bench, Row } from "./bench.ts";
import { pollOf, publish } from "./content.ts";
import { failedRow, inTurns, ratioRow, send } from "./load.ts";
import { type Site, startSite } from "./sites.ts";
import { votersOf } from "./voters.ts";

const SHARDS = [1, 2, 4, 8];

/** Whether a split poll counts as exactly, and what splitting costs when all objects share one thread. */
export const shardsBench: Bench = {
  name: "shards",
  shows: "votes a second in a poll over 1, 2, 4, 8 objects, in turn with the same poll in one",
  async run({ quick }) {
    const site = await startSite();
    try {
      const connections = [64, 256] as const;
      const polls = SHARDS.flatMap((shards) =>
        connections.flatMap((n) => [
          pollOf(`s${shards}-${n}`, { guard: "open", ...(shards === 1 ? {} : { shards }) }),
          pollOf(`one-${shards}-${n}`, { guard: "open" }),
        ]),
      );
      await publish(site, { polls });
      const rows: Row[] = [];
      for (const n of quick ? connections.slice(0, 1) : connections) {
        for (const shards of quick ? [4] : SHARDS) {
          rows.push(...(await measure(site, shards, n, quick)));
        }
      }
      return rows;
    } finally {
      await site.stop();
    }
  },
};

async function measure(site: Site, shards: number, connections: number, quick: boolean) {
  const [seconds, rounds] = quick ? [1, 1] : [3, 3];
  const split = votersOf(`/polls/s${shards}-${connections}/votes`);
  const one = votersOf(`/polls/one-${shards}-${connections}/votes`);
  const load = { url: site.url, connections, seconds };
  const compared = await inTurns(
    rounds,
    () => send({ ...load, requests: split.requests }),
    () => send({ ...load, requests: one.requests }),
  );
  const distinct = new Set(split.seqs).size;
  return [
    ratioRow(`${shards} objects, ${connections} connections / one object`, compared, ""),
    {
      name: `numbers of ${split.seqs.length} votes in ${shards} objects`,
      value: distinct,
      unit: "different",
      limit: "all",
      ok: distinct === split.seqs.length && split.others() === 0,
    },
    failedRow(`failed, ${shards} objects`, compared.ours, compared.theirs),
  ];
}
