import { setTimeout as sleep } from "node:timers/promises";
import { type Bench, median, type Row } from "./bench.ts";
import { pollOf, publish } from "./content.ts";
import { failedRow, inTurns, ratioRow, send, type Side } from "./load.ts";
import { objectFiles, seedVotes } from "./seed.ts";
import { restartSite, type Site, startSite } from "./sites.ts";
import { votersOf } from "./voters.ts";
import { workerdBytesRead } from "./workerd.ts";

const FEW = 1000;
/** What an object may read when it wakes, however many votes it has. */
const MOST_BYTES = 4 * 1024 * 1024;

const RANKED = {
  guard: "open",
  questions: [
    {
      id: "r",
      text: "In which order?",
      kind: "ranked",
      options: ["a", "b", "c", "d"].map((id) => ({ id, text: `Option ${id}` })),
    },
  ],
};

/** Whether a poll with many votes is as fast as one with few. */
export const growthBench: Bench = {
  name: "growth",
  shows: "a poll of many votes against one of few; each object just woken",
  async run({ quick }) {
    const many = quick ? 50_000 : 1_000_000;
    const empty = await startSite();
    await publish(empty, {
      polls: [
        pollOf("many", { guard: "open" }),
        pollOf("few", { guard: "open" }),
        pollOf("ranked", RANKED),
      ],
    });
    await empty.stop({ keep: true });
    const files = await objectFiles(empty.folder);
    const seed = (poll: string, votes: number): Promise<number> =>
      seedVotes(files.get(poll) ?? "", votes, poll === "ranked");
    const bytes = await seed("many", many);
    await seed("few", FEW);
    await seed("ranked", many);
    const site = await restartSite(empty.folder);
    try {
      return [
        { name: `storage of ${many} votes`, value: Math.round(bytes / many), unit: "bytes each" },
        ...(await wakes(site, many)),
        ...(await compare(site, quick)),
        ...(await beside(site, many, quick)),
      ];
    } finally {
      await site.stop();
    }
  },
};

/** Bytes that all objects together read from the start of their Worker until each has woken and answered. */
async function wakes(site: Site, many: number): Promise<Row[]> {
  const first = async (poll: string, votes: number): Promise<void> => {
    const response = await fetch(new URL(`/polls/${poll}/results.json`, site.url));
    const { counted } = (await response.json()) as { counted: number };
    if (counted !== votes) throw new Error(`${poll} counts ${counted}`);
  };
  await first("few", FEW);
  await first("many", many);
  const awake = await workerdBytesRead();
  // The control: bytes read when all votes are read. If it were nothing, this bench could not tell the difference.
  await site.api("GET", "/api/polls/many/audit", {});
  const all = (await workerdBytesRead()) - awake;
  return [
    {
      name: `read until the object of ${many} votes is awake, and all of the start`,
      value: kib(awake),
      unit: `KiB (all its votes: ${kib(all)} KiB)`,
      limit: `at most ${kib(MOST_BYTES)} KiB`,
      ok: awake <= MOST_BYTES && all > MOST_BYTES,
    },
  ];
}

async function compare(site: Site, quick: boolean): Promise<Row[]> {
  const [seconds, rounds] = quick ? [1, 1] : [3, 5];
  const load =
    (requests: Parameters<typeof send>[0]["requests"]): Side =>
    () =>
      send({ url: site.url, connections: 16, seconds, requests });
  const [many, few] = [votersOf("/polls/many/votes"), votersOf("/polls/few/votes")];
  const votes = await inTurns(rounds, load(many.requests), load(few.requests));
  const tallies = await inTurns(
    rounds,
    load([{ path: "/polls/many/results.json" }]),
    load([{ path: "/polls/few/results.json" }]),
  );
  // The inverse of a rate: the cost of a vote.
  const cost = ({ rate }: { rate: number }): number => 1000 / rate;
  return [
    ratioRow("ms for a vote, many / few", votes, "at most 1.2 ×", cost),
    ratioRow("ms for a tally, many / few", tallies, "at most 1.2 ×", cost),
    failedRow("failed", votes.ours, votes.theirs, tallies.ours, tallies.theirs),
  ];
}

/**
 * Single votes, one after the other, while the results of a ranked poll are requested: its object reads all of its
 * votes.
 */
async function beside(site: Site, many: number, quick: boolean): Promise<Row[]> {
  let sent = 0;
  const votes = async (ms: number): Promise<number[]> => {
    const took: number[] = [];
    for (const until = Date.now() + ms; Date.now() < until;) {
      const since = performance.now();
      sent += 1;
      const response = await fetch(new URL("/polls/ranked/votes", site.url), {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "text/html",
          "Idempotency-Key": `ranked-${sent}-${Date.now()}`,
        },
        body: JSON.stringify({ answers: { r: ["b", "a"] } }),
        redirect: "manual",
      });
      if (response.status >= 400) throw new Error(`a vote was answered with ${response.status}`);
      took.push(performance.now() - since);
      await sleep(5);
    }
    return took;
  };
  const alone = await votes(quick ? 500 : 3000);
  const enough = new AbortController();
  const asking = (async () => {
    while (!enough.signal.aborted) {
      await fetch(new URL("/polls/ranked/results.json", site.url));
    }
  })();
  const busy = await votes(quick ? 1500 : 15_000);
  const results = await fetch(new URL("/polls/ranked/results.json", site.url));
  const [question] = ((await results.json()) as { questions: { runoff: { seq: number } | null }[] })
    .questions;
  enough.abort();
  await asking;
  const longest = Math.max(...busy);
  return [
    {
      name: `votes in a ranked poll of ${many} while its runoff is counted / before`,
      value: `${(median(busy) / median(alone)).toFixed(2)} ×`,
      unit: `· longest ${longest.toFixed(0)} and ${Math.max(...alone).toFixed(0)} ms`,
    },
    {
      name: "its runoff is counted up to entry",
      value: question?.runoff?.seq ?? 0,
      unit: "",
      limit: `over ${many}`,
      ok: (question?.runoff?.seq ?? 0) > many,
    },
  ];
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024);
}
