import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FULL, runs } from "../support/campaign.ts";
import { writeContent } from "../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { ARTICLE_PAGES, isWhole, PAGES, POLLS, publication, writeEdition } from "./kill-content.ts";

/** Memory says something after a minute or more: the sample looks at all the rest. */
const SECONDS = runs(10, 90);
/** After the warm-up a voter and a reader wait so long between two requests. */
const PAUSE_MS = 10;
/**
 * For this part of the time everybody goes on without a pause. workerd takes about a gigabyte before it begins to give
 * anything back, with a Worker that answers with one file as with this one: what grows after that is a leak.
 */
const WARM_UP = 1 / 3;
const VOTERS = 8;
const READERS = 8;
const PUBLISH_EVERY_MS = runs(2000, 5000);
const SAMPLE_EVERY_MS = 1000;
/** What the memory of the end may be, compared with that after the warm-up: it comes and goes between collections. */
const MOST_GROWTH = 1.25;
/** Where it is more, it goes on to see whether that ends, to so many times the time: a slow machine is not warm by then. */
const LONGEST = 3;

let home: Home;
let content: string;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  content = await writeContent(home.folder, publication(0));
  site = await startSite(home, ["--content", content]);
}, 60_000);
afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

/** What happened. */
interface Story {
  /** Poll → votes that were acknowledged. */
  votes: Record<string, number>;
  repeats: number;
  reads: number;
  unchanged: number;
  edition: number;
  /** Whatever was not answered as it should be. */
  failures: string[];
}

it(
  `goes on for ${SECONDS} seconds of everything at once: ${FULL ? "memory is flat, " : ""}nothing fails, all is exact at the end`,
  async () => {
    const story: Story = {
      votes: {},
      repeats: 0,
      reads: 0,
      unchanged: 0,
      edition: 0,
      failures: [],
    };
    const memory: number[] = [];
    const began = Date.now();
    const warm = began + SECONDS * 1000 * WARM_UP;
    // Of as long at the end as there is after the warm-up.
    const thirds = (): number[] => thirdsOf(memory.slice(-SECONDS * (1 - WARM_UP)));
    let found: number[] = [];
    /** Once it is over it stays so. */
    const isOver = (): boolean => {
      if (found.length > 0) return true;
      const seconds = (Date.now() - began) / 1000;
      const failed = story.failures.length > 20;
      if (seconds < SECONDS && !failed) return false;
      const now = thirds();
      const enough = !FULL || seconds >= SECONDS * LONGEST || growthOf(now) < MOST_GROWTH;
      if (failed || enough) found = now;
      return found.length > 0;
    };
    const forever = async (work: (n: number) => Promise<void>, pause: number): Promise<void> => {
      for (let n = 0; !isOver(); n += 1) {
        await work(n).catch((error: unknown) => story.failures.push(String(error)));
        if (pause !== PAUSE_MS || Date.now() > warm) await sleep(pause);
      }
    };
    const sample = async (): Promise<void> => {
      if (Date.now() > warm) memory.push(await workerdMemory(site.pid));
    };
    await Promise.all([
      ...Array.from({ length: VOTERS }, async () => forever((n) => vote(story, n), PAUSE_MS)),
      ...Array.from({ length: READERS }, async () => forever((n) => read(story, n), PAUSE_MS)),
      forever(async () => {
        story.edition += 1;
        await writeEdition(content, story.edition);
      }, PUBLISH_EVERY_MS),
      forever(sample, SAMPLE_EVERY_MS),
    ]);
    expect(story.failures).toEqual([]);

    const total = Object.values(story.votes).reduce((sum, n) => sum + n, 0);
    console.log(
      `${Math.round((Date.now() - began) / 1000)} s: ${total} votes, ${story.repeats} repeats, ${story.reads} pages (${story.unchanged} unchanged), ${story.edition} publishes, 0 failures; memory of workerd at the end, by thirds: ${found.join(", ")} MB`,
    );
    expect(found[0]).toBeGreaterThan(100);
    expect(growthOf(found)).toBeLessThan(FULL ? MOST_GROWTH : Infinity);

    const { code, out } = await hustings(home, ["verify", "--to", site.url]);
    expect(code, out).toBe(0);
    for (const poll of POLLS) {
      expect(out).toContain(`${poll}: ${story.votes[poll] ?? 0} votes, ledger = tally = D1`);
    }
  },
  (SECONDS * LONGEST + 120) * 1000,
);

/** A new voter votes; every eighth sends the same ballot once more. */
async function vote(story: Story, n: number): Promise<void> {
  const poll = POLLS[n % POLLS.length] ?? "anybody";
  const key = randomUUID();
  const cast = async (): Promise<number> => {
    const response = await fetch(`${site.url}/polls/${poll}/votes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ answers: { q: [["a", "b", "c"][n % 3]] } }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const status = await cast();
  if (status === 201) story.votes[poll] = (story.votes[poll] ?? 0) + 1;
  else story.failures.push(`a ballot: ${status}`);
  if (n % 8 !== 0) return;
  const again = await cast();
  story.repeats += 1;
  if (again !== 200) story.failures.push(`the same ballot: ${again}`);
}

const OTHERS = [
  ...PAGES,
  "/polls",
  "/search?q=paragraph",
  ...POLLS.flatMap((poll) => [
    `/polls/${poll}`,
    `/polls/${poll}/results.json`,
    `/embed/polls/${poll}`,
    `/polls/${poll}/results.svg`,
  ]),
  "/sitemap.xml",
  "/health",
];

/** A reader reads an article, then something else, then asks whether the article has changed. */
async function read(story: Story, n: number): Promise<void> {
  const path = ARTICLE_PAGES[n % ARTICLE_PAGES.length] ?? "/";
  const article = await get(story, path, 200);
  // A publish that is under way has written the edition before its pages are there.
  if (!isWhole(await article.text(), story.edition)) story.failures.push(`${path} is torn`);
  const etag = article.headers.get("ETag");
  const other = await get(story, OTHERS[n % OTHERS.length] ?? "/", 200);
  await other.arrayBuffer();
  await (await get(story, `/nowhere-${n}`, 404)).arrayBuffer();
  if (etag === null) return;
  const again = await fetch(site.url + path, { headers: { "If-None-Match": etag } });
  await again.arrayBuffer();
  story.reads += 1;
  if (again.status === 304) story.unchanged += 1;
  else if (again.status !== 200) story.failures.push(`${path} again: ${again.status}`);
}

async function get(story: Story, path: string, status: number): Promise<Response> {
  const response = await fetch(site.url + path);
  story.reads += 1;
  if (response.status !== status) story.failures.push(`${path}: ${response.status}`);
  return response;
}

/** Megabytes that the workerd of a process group has in memory (Linux: /proc). */
async function workerdMemory(group: number): Promise<number> {
  let kilobytes = 0;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [, , pgrp] = stat.split(") ")[1]?.split(" ") ?? [];
    if (!stat.includes("(workerd)") || pgrp !== String(group)) continue;
    const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return Math.round(kilobytes / 1024);
}

function thirdsOf(values: readonly number[]): number[] {
  return [0, 1, 2].map((n) =>
    median(values.slice((n * values.length) / 3, ((n + 1) * values.length) / 3)),
  );
}

function growthOf([first = 0, , last = 0]: readonly number[]): number {
  return last / first;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
