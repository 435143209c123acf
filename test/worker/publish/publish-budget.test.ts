import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { Operations } from "../../../src/platform/operations.ts";
import { pollStub } from "../../../src/platform/poll-stub.ts";
import { PAGE_COST } from "../../../src/publish/publish.ts";
import { publishedPaths } from "../../../src/publish/render/paths.ts";
import { renderPath } from "../../../src/publish/render/render-path.ts";
import { loadSite } from "../../../src/store/content/content.ts";
import { gatheringDatabase } from "../../../src/store/database.ts";
import { pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import { article, embed, poll, publish, putImage, send, site, type Step } from "../support/site.ts";

beforeEach(async () => {
  await startAnew();
  await send("PUT", "/site", site());
  await send("PUT", "/polls/asked", poll("asked"));
  await putImage("harbour.jpg");
  const tags = ["trade"];
  const audiences = ["business"];
  const text = `![The harbour](images/harbour.jpg)\n\n${embed("asked")}`;
  const articles = Array.from({ length: 12 }, (_, i) =>
    article(`n${i}`, { tags, audiences, date: `2026-09-${10 + i}` }, text),
  );
  await send("POST", "/articles", { articles });
});

/** Publishes in small steps, as for the free plan. */
async function publishSmall(between: (step: number) => Promise<unknown> = async () => undefined) {
  const steps: Step[] = [];
  while (steps.at(-1)?.done !== true) {
    expect(steps.length).toBeLessThan(40);
    steps.push(await send<Step>("POST", "/publish", { operations: 45 }));
    await between(steps.length);
  }
  return steps;
}

it("takes no more operations for a page than a step reserves for one", async () => {
  await publish();
  const found = await loadSite(gatheringDatabase(env.DB));
  if (!found) throw new Error("there is no site");
  for (const path of [...publishedPaths(found), "/articles/n5"]) {
    const operations = new Operations(1000);
    const db = gatheringDatabase(env.DB, operations);
    expect(await renderPath({ db, site: found, now: Date.now() }, path), path).not.toBeNull();
    // And one to write it.
    expect(operations.used + 1, path).toBeLessThanOrEqual(PAGE_COST);
  }
});

it("writes the same pages in small steps as in large ones, each once", async () => {
  const { put } = await publishNoting();
  const whole = await pagesInKv();
  await startAnewWithSamePages();
  const steps = await publishSmall();
  expect(steps.reduce((sum, step) => sum + step.written, 0)).toBe(put.length);
  expect(Math.max(...steps.map(({ written }) => written))).toBeLessThan(8);
  expect([...(await pagesInKv()).keys()]).toEqual([...whole.keys()]);
  expect((await publishNoting()).put).toEqual([]);
});

/** All pages are to be written again. */
async function startAnewWithSamePages(): Promise<void> {
  await env.DB.batch([
    env.DB.prepare("UPDATE articles SET page_state = 'stale'"),
    env.DB.prepare("UPDATE sites SET published = ''"),
  ]);
}

it("begins the lists again where content changes between small steps", async () => {
  let isChanged = false;
  await publishSmall(async () => {
    const [row] = (await env.DB.prepare("SELECT published FROM sites").all()).results;
    // Some lists are written, and some are not.
    if (isChanged || !/ \d+$/.test(String(row?.["published"]))) return;
    isChanged = true;
    await send("PUT", "/articles/n0", article("n0", { title: "A new title" }));
  });
  expect(isChanged).toBe(true);
  const pages = await pagesInKv();
  for (const path of ["/", "/feed.xml", "/articles/n0"]) {
    expect(pages.get(path), path).toContain("A new title");
  }
  expect((await publishNoting()).put).toEqual([]);
});

it("names the location to an object where one is chosen", () => {
  const named: unknown[] = [];
  const POLL = { getByName: (...args: unknown[]) => named.push(args) };
  const withLocation = (LOCATION: string) => ({ ...env, POLL, LOCATION }) as unknown as Env;
  pollStub(withLocation("weur"), "asked");
  pollStub(withLocation(""), "asked");
  expect(named).toEqual([
    ["asked", { locationHint: "weur" }],
    ["asked", {}],
  ]);
});
