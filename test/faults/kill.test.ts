import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { randomOf, runs, seedOf } from "../support/campaign.ts";
import { writeContent } from "../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../support/site.ts";
import {
  ARTICLE_PAGES,
  editionsIn,
  isWhole,
  PAGES,
  POLLS,
  publication,
  writeEdition,
} from "./kill-content.ts";

const KILLS = runs(2, 10);
const VOTERS_AT_ONCE = 32;
const READERS = 4;
/** A kill comes at a random moment of this time after the first vote of its round. */
const ROUND_MS = 1500;

/** A voter: the same key and the same ballot until the site has acknowledged it. */
interface Voter {
  poll: (typeof POLLS)[number];
  key: string;
  option: "a" | "b" | "c";
  /** The sequence number it was told. */
  seq?: number;
}

/** What happened in all rounds. */
interface Story {
  voters: Voter[];
  edition: number;
  pages: number;
  /** Pages that were neither wholly of one edition nor of another. */
  torn: string[];
}

let home: Home;
let content: string;

beforeAll(async () => {
  home = await makeHome();
  content = await writeContent(home.folder, publication(0));
});
afterAll(() => home.remove());

it(
  `loses no vote and tears no page through ${KILLS} kills in the middle of voting and publishing`,
  async () => {
    const random = randomOf(seedOf("kills"));
    const story: Story = { voters: [], edition: 0, pages: 0, torn: [] };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const site = await startSite(home, ["--content", content]);
      await liveUntilKilled(site, story, random);
      // Shown again after each restart: what is there is whole, and no acknowledged vote is missing.
      await checkBooks(story);
    }
    await checkEnd(story);
    const { voters, pages, torn } = story;
    expect(torn).toEqual([]);
    console.log(
      `${KILLS} kills: ${voters.length} ballots in ${POLLS.length} polls, 0 acknowledged and lost, 0 counted twice; ${pages} pages read, ${torn.length} torn; edition ${story.edition} is published`,
    );
  },
  KILLS * 60_000 + 120_000,
);

/** In the end: who was not answered tries again, as a browser or a program would. Who was answered tries again too. */
async function checkEnd({ voters, edition }: Story): Promise<void> {
  const site = await startSite(home, ["--content", content]);
  try {
    for (const voter of voters) {
      const known = voter.seq;
      await cast(site, voter);
      expect(voter.seq).toBe(known ?? voter.seq);
    }
    const verified = await hustings(home, ["verify", "--to", site.url]);
    expect(verified.code).toBe(0);
    for (const poll of POLLS) {
      const own = voters.filter((voter) => voter.poll === poll);
      expect(verified.out).toContain(`${poll}: ${own.length} votes, ledger = tally = D1`);
      const results = await readResults(site, poll);
      expect(results.counted).toBe(own.length);
      for (const option of results.questions[0]?.options ?? []) {
        expect(option.votes).toBe(own.filter((voter) => voter.option === option.id).length);
      }
      expect(new Set(own.map((voter) => voter.seq)).size).toBe(own.length);
    }
    // Publishing again, as the start has done, repairs all that a publish left half done.
    for (const path of PAGES) {
      expect([path, editionsIn(await read(site, path))]).toEqual([path, [edition]]);
    }
  } finally {
    await site.interrupt();
  }
}

/** Starts the site again and holds its books against what the voters were told. Nobody votes meanwhile. */
async function checkBooks({ voters }: Story): Promise<void> {
  const site = await startSite(home, ["--content", content]);
  try {
    const verified = await hustings(home, ["verify", "--to", site.url]);
    expect(verified).toMatchObject({ code: 0 });
    for (const poll of POLLS) {
      const own = voters.filter((voter) => voter.poll === poll);
      const { counted } = await readResults(site, poll);
      expect(counted).toBeGreaterThanOrEqual(own.filter(({ seq }) => seq !== undefined).length);
      expect(counted).toBeLessThanOrEqual(own.length);
    }
  } finally {
    await site.interrupt();
  }
}

/** Voters, readers and an editor at once, without a pause, until the site is killed under them. */
async function liveUntilKilled(
  site: RunningSite,
  story: Story,
  random: () => number,
): Promise<void> {
  const { voters } = story;
  const killed = new AbortController();
  const isOver = (): boolean => killed.signal.aborted;
  const vote = async (): Promise<void> => {
    while (!isOver()) {
      const n = voters.length;
      const option = (["a", "b", "c"] as const)[n % 3] ?? "a";
      const poll = POLLS[Math.floor(n / 3) % POLLS.length] ?? "anybody";
      const voter: Voter = { poll, key: randomUUID(), option };
      voters.push(voter);
      await cast(site, voter).catch(() => undefined);
    }
  };
  const look = async (): Promise<void> => {
    for (let n = 0; !isOver(); n += 1) {
      const path = ARTICLE_PAGES[n % ARTICLE_PAGES.length] ?? "/";
      const text = await read(site, path).catch(() => null);
      if (text === null) continue;
      story.pages += 1;
      if (!isWhole(text, story.edition)) {
        story.torn.push(`${path}: ${editionsIn(text).join(", ")} of ${story.edition}`);
      }
    }
  };
  const write = async (): Promise<void> => {
    while (!isOver()) {
      await sleep(300 + random() * 700);
      if (isOver()) return;
      story.edition += 1;
      await writeEdition(content, story.edition);
    }
  };
  const all = [
    ...Array.from({ length: VOTERS_AT_ONCE }, vote),
    ...Array.from({ length: READERS }, look),
    write(),
  ];
  const acknowledged = (): number => voters.filter((voter) => voter.seq !== undefined).length;
  const before = acknowledged();
  while (acknowledged() === before) await sleep(5);
  await sleep(random() * ROUND_MS);
  const dead = site.kill();
  killed.abort();
  // Each ballot was under way when the site died, or acknowledged before.
  await Promise.all([dead, ...all]);
}

interface KillResults {
  counted: number;
  questions: { options: { id: string; votes: number }[] }[];
}

async function readResults(site: RunningSite, poll: string): Promise<KillResults> {
  const results = async (): Promise<KillResults> =>
    (await (await fetch(`${site.url}/polls/${poll}/results.json`)).json()) as KillResults;
  await results();
  // Of a poll over several objects the others' numbers may be a quarter of a second old.
  await sleep(400);
  return results();
}

async function read(site: RunningSite, path: string): Promise<string> {
  const response = await fetch(site.url + path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.text();
}

async function cast(site: RunningSite, voter: Voter): Promise<void> {
  const response = await fetch(`${site.url}/polls/${voter.poll}/votes`, {
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
