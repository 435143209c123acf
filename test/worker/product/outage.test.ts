import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fetch } from "../../../src/web/fetch.ts";
import {
  broken,
  type Cell,
  CELLS,
  hasSilence,
  heal,
  hurry,
  isWaitedFor,
  keepOldPages,
} from "./outage-support.ts";
import { checkCopy, entriesOf } from "../support/poll.ts";
import {
  api,
  article,
  embed,
  forgetAll,
  ORIGIN,
  page,
  poll,
  publish,
  quiet,
  SECRET,
  send,
  site,
} from "../support/site.ts";

// Every state of D1 with every state of KV with every state of the poll's object, put in at the bindings. In each:
// a reader reads, a voter votes, an editor publishes. Then all is well again, and nothing may be missing.

const POLL = "one";
const realTimeout = globalThis.setTimeout;
let voters = 0;
let edition = 1;

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", `/polls/${POLL}`, poll(POLL));
  await send("PUT", "/articles/one", article("one", {}, `The text, edition 1.\n\n${embed(POLL)}`));
  await send("PUT", "/articles/two", article("two", {}, "Edition 1."));
  await publish();
  await keepOldPages();
});
beforeEach(() => void quiet());
afterEach(() => void vi.restoreAllMocks());

/** Asks the Worker, and does not wait for what it leaves for after its answer. */
async function ask(
  path: string,
  init: RequestInit = {},
  replaced: Partial<Env> = {},
): Promise<Response> {
  const request = new Request(ORIGIN + path, init);
  return fetch(request, { ...env, ...replaced }, createExecutionContext());
}

function ballot(key: string): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ answers: { q: ["a"] } }),
  };
}

/** What a reader gets: a page, or what tells to come again. Never what is inside. */
async function readers(response: Response): Promise<"page" | "later"> {
  const text = await response.text();
  expect(text).not.toContain(SECRET);
  expect(text).not.toMatch(/\bat \S+:\d+:\d+/);
  expect(response.headers.get("Content-Type")).toMatch(/^text\/html/);
  if (response.status === 200) return "page";
  expect(response.status).toBe(503);
  expect(response.headers.get("Retry-After")).toMatch(/^\d+$/);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  return "later";
}

/** The status of an answer, where it comes soon. */
async function soon(answer: Promise<Response>, ms: number): Promise<number | "given up"> {
  const late = new Promise<"given up">((done) => {
    realTimeout(() => done("given up"), ms);
  });
  return Promise.race([answer.then(({ status }) => status), late]);
}

const KV_HAS = ["well", "slow", "stale"];
const ANSWERS = ["well", "slow"];

describe.each(CELLS)("D1 $d1, KV $kv, polls $poll", (cell: Cell) => {
  const canRead = KV_HAS.includes(cell.kv) || ANSWERS.includes(cell.d1);
  const canVote = ANSWERS.includes(cell.poll);

  it(
    "serves what can be served, counts what is acknowledged, and loses nothing",
    { timeout: 60_000 },
    async () => {
      const before = (await entriesOf(POLL)).length;
      const bindings = await broken(cell, POLL);
      forgetAll();
      if (isWaitedFor(cell)) hurry();
      voters += 1;
      const key = `voter-of-the-outage-${voters}`;
      const [read, front, ofPoll, voted] = await Promise.all([
        ask("/articles/one", {}, bindings).then(readers),
        ask("/", {}, bindings).then(readers),
        ask(`/polls/${POLL}`, {}, bindings).then(readers),
        ask(`/polls/${POLL}/votes`, ballot(key), bindings),
      ]);
      expect({ read, front }).toEqual({
        read: canRead ? "page" : "later",
        front: canRead ? "page" : "later",
      });
      expect(ofPoll).toBe(canVote ? "page" : "later");

      // Acknowledged when it is durable, and only then.
      expect(voted.status).toBe(canVote ? 201 : 503);
      const said = await voted.text();
      expect(said).not.toContain(SECRET);
      const counted = (await entriesOf(POLL)).length - before;
      expect(counted).toBe(canVote || cell.poll === "lost" ? 1 : 0);

      // An editor meanwhile: all of it, or an error that may be repeated. What never answers, the sender gives up.
      edition += 1;
      const changed = article("two", {}, `Edition ${edition}.`);
      const patience = hasSilence(cell) ? 250 : 20_000;
      const possible = [200, 503, ...(hasSilence(cell) ? ["given up"] : [])];
      const saved = await soon(api("PUT", "/articles/two", changed, bindings), patience);
      expect(possible).toContain(saved);
      const rendered =
        saved === 200 ? await soon(api("POST", "/publish", {}, bindings), patience) : "given up";
      expect([...possible, "given up"]).toContain(rendered);
      vi.restoreAllMocks();
      quiet();

      // Well again. The same ballot has the same receipt, and counts once.
      await heal(POLL);
      forgetAll();
      const again = await ask(`/polls/${POLL}/votes`, ballot(key));
      expect(again.status).toBe(counted === 1 ? 200 : 201);
      const receipt = await again.json<{ receipt: string; seq: number }>();
      const told = voted.ok ? said : JSON.stringify(receipt);
      expect(JSON.parse(told)).toMatchObject({ receipt: receipt.receipt, seq: receipt.seq });
      await heal(POLL);
      const { tally } = await checkCopy(POLL);
      expect(tally.votes).toBe(before + 1);
      await send("PUT", "/articles/two", changed);
      await publish();
      forgetAll();
      expect(await page("/articles/two")).toContain(`Edition ${edition}.`);
      expect(await page("/articles/one")).toContain("The text, edition 1.");
    },
  );
});
