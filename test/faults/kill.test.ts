import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { writeContent } from "../support/content.ts";

const KILLS = 6;
const VOTERS_AT_ONCE = 32;
/** A kill comes at a random moment of this time after the first vote of its round. */
const ROUND_MS = 1500;

/** A voter: the same key and the same ballot until the site has acknowledged it. */
interface Voter {
  key: string;
  option: "a" | "b" | "c";
  /** The sequence number it was told. */
  seq?: number;
}

let home: Home;
let content: string;

beforeAll(async () => {
  home = await makeHome();
  content = await writeContent(home.folder);
});
afterAll(() => home.remove());

it("counts every acknowledged vote once through six kills in the middle of voting", async () => {
  const voters: Voter[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const site = await startSite(home, ["--content", content]);
    await voteUntilKilled(site, voters);
    // Shown again after each restart: what is there is whole, and no acknowledged vote is missing.
    await checkBooks(voters);
  }
  const site = await startSite(home, ["--content", content]);
  try {
    const sure = acknowledged(voters);
    // Who was not answered tries again, as a browser or a program would. Who was answered tries again too.
    for (const voter of voters) {
      const known = voter.seq;
      await cast(site, voter);
      expect(voter.seq).toBe(known ?? voter.seq);
    }
    const verified = await hustings(home, ["verify", "--to", site.url]);
    expect(verified.out).toContain(`kill: ${voters.length} votes, ledger = tally = D1`);
    expect(verified.code).toBe(0);

    const results = await readResults(site);
    expect(results.counted).toBe(voters.length);
    for (const option of results.questions[0]?.options ?? []) {
      expect(option.votes).toBe(voters.filter((v) => v.option === option.id).length);
    }
    expect(new Set(voters.map((v) => v.seq)).size).toBe(voters.length);
    console.log(
      `${KILLS} kills: ${voters.length} ballots, ${sure} acknowledged before their site was killed, 0 lost, 0 counted twice`,
    );
  } finally {
    await site.interrupt();
  }
});

/** Starts the site again and holds its books against what the voters were told. Nobody votes meanwhile. */
async function checkBooks(voters: readonly Voter[]): Promise<void> {
  const site = await startSite(home, ["--content", content]);
  try {
    const verified = await hustings(home, ["verify", "--to", site.url]);
    expect(verified).toMatchObject({ code: 0 });
    const counted = (await readResults(site)).counted;
    expect(counted).toBeGreaterThanOrEqual(acknowledged(voters));
    expect(counted).toBeLessThanOrEqual(voters.length);
  } finally {
    await site.interrupt();
  }
}

function acknowledged(voters: readonly Voter[]): number {
  return voters.filter((v) => v.seq !== undefined).length;
}

/** Many voters at once, without a pause, until the site is killed under them. */
async function voteUntilKilled(site: RunningSite, voters: Voter[]): Promise<void> {
  const killed = new AbortController();
  const one = async (): Promise<void> => {
    while (!killed.signal.aborted) {
      const option = (["a", "b", "c"] as const)[voters.length % 3] ?? "a";
      const voter: Voter = { key: randomUUID(), option };
      voters.push(voter);
      await cast(site, voter).catch(() => undefined);
    }
  };
  const all = Array.from({ length: VOTERS_AT_ONCE }, one);
  const before = acknowledged(voters);
  while (acknowledged(voters) === before) await sleep(5);
  await sleep(Math.random() * ROUND_MS);
  const dead = site.kill();
  killed.abort();
  await Promise.all([dead, ...all]);
  // Each of them was under way when the site died, or acknowledged before.
}

interface KillResults {
  counted: number;
  questions: { options: { id: string; votes: number }[] }[];
}

async function readResults(site: RunningSite): Promise<KillResults> {
  const response = await fetch(`${site.url}/polls/kill/results.json`);
  return (await response.json()) as KillResults;
}

async function cast(site: RunningSite, voter: Voter): Promise<void> {
  const response = await fetch(`${site.url}/polls/kill/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": voter.key },
    body: JSON.stringify({ answers: { q: [voter.option] } }),
  });
  const body = (await response.json()) as { seq: number };
  if (response.status !== 201 && response.status !== 200) {
    throw new Error(`answered ${response.status}: ${JSON.stringify(body)}`);
  }
  voter.seq = body.seq;
}
