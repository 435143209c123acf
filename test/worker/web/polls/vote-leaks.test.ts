import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, vi } from "vitest";
import { cast, castMany, evict, inObject, publishPoll, ring, rowsOf } from "../../support/poll.ts";
import {
  formVote,
  it,
  jsonVote,
  pageOf,
  postForm,
  program,
  reader,
  send,
} from "../../support/voters.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

/** All that a response tells, as text. */
async function allOf(response: Response): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return [String(response.status), ...headers, "", await response.text()].join("\n");
}

/** What is told to who may not see the numbers of a poll before it closes. */
const OUTSIDE: [what: string, ask: (poll: string) => Promise<Response>][] = [
  ["the poll's page", (poll) => send(`/polls/${poll}`)],
  [
    "the poll's page to a reader with a cookie",
    (poll) => send(`/polls/${poll}`, { headers: reader(9) }),
  ],
  ["results.json", (poll) => send(`/polls/${poll}/results.json`)],
  [
    "results.json to who names an ETag",
    (poll) => send(`/polls/${poll}/results.json`, { headers: { "If-None-Match": "*" } }),
  ],
  ["a refused form", (poll) => postForm(poll, [], reader(9))],
  ["a refused JSON ballot", (poll) => jsonVote(poll, "x", program(9))],
  ["a ballot that is too large", (poll) => postForm(poll, [["x", "x".repeat(20_000)]], reader(9))],
];

describe.each(["after-vote", "after-close"] as const)("while results are %s", (results) => {
  it.each(OUTSIDE)("%s tells nothing of the votes of others", async (_, ask) => {
    const poll = await publishPoll({ results, closesAt: NOW + 1000 });
    const before = await allOf(await ask(poll));
    await castMany(poll, 7);
    await cast(poll, "one-more", { q: ["x"] });
    await cast(poll, "many-1", { q: ["c"] });
    await evict(poll);
    expect(await allOf(await ask(poll))).toBe(before);
    expect(before.toLowerCase()).not.toContain("\netag:");
  });
});

describe("while results are after-close", () => {
  it("a voter's own page tells nothing of the votes that follow", async () => {
    const poll = await publishPoll({ results: "after-close", closesAt: NOW + 1000 });
    await formVote(poll, "a", reader(1));
    const before = await pageOf(poll, reader(1));
    await castMany(poll, 7);
    expect(await pageOf(poll, reader(1))).toBe(before);
  });

  it("the answer to a voter's retry tells nothing of the votes that follow", async () => {
    const poll = await publishPoll({ results: "after-close", closesAt: NOW + 1000 });
    const vote = (option: string) => jsonVote(poll, option, program(1));
    await vote("a");
    const before = [await allOf(await vote("a")), await allOf(await vote("b"))];
    await castMany(poll, 7);
    expect([await allOf(await vote("a")), await allOf(await vote("b"))]).toEqual(before);
  });
});

/** All rows of all tables of D1 and of a poll's object, as text. */
async function stored(poll: string): Promise<{ d1: string; object: string }> {
  const all =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";
  const { results: tables } = await env.DB.prepare(all).all<{ name: string }>();
  const d1: unknown[] = [];
  for (const { name } of tables) {
    d1.push((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results);
  }
  const object: unknown[] = [];
  for (const { name } of await rowsOf(poll, all)) {
    object.push(await rowsOf(poll, `SELECT * FROM "${String(name)}"`));
  }
  return { d1: JSON.stringify(d1), object: JSON.stringify(object) };
}

describe("nothing personal", () => {
  const address = "203.0.113.77";
  const [cookie, key] = [reader(5).Cookie.split("=")[1] ?? "", program(5)["Idempotency-Key"]];

  it("is stored: no address, no cookie, no key, and in D1 no voter key", async ({ poll }) => {
    const headers = { "CF-Connecting-IP": address, "User-Agent": "Unusual/7.7" };
    await formVote(poll, "a", { ...headers, ...reader(5) });
    await jsonVote(poll, "b", { ...headers, ...program(5) });
    expect(await ring(poll)).toBe(true);
    const voters = (await rowsOf(poll, "SELECT key FROM voter")).map((row) => String(row["key"]));
    const { d1, object } = await stored(poll);
    for (const voter of voters) {
      expect(voter).toMatch(/^[0-9a-f]{32}$/);
      expect(object).toContain(voter);
      expect(d1).not.toContain(voter);
    }
    expect(voters).toHaveLength(2);
    expect(d1).toContain(poll);
    for (const personal of [address, cookie, key, "Unusual"]) {
      expect(d1).not.toContain(personal);
      expect(object).not.toContain(personal);
    }
  });

  it("joins a reader's votes in two polls: their voter keys differ", async () => {
    const voters = new Set<string>();
    for (const poll of [await publishPoll(), await publishPoll()]) {
      await formVote(poll, "a", reader(5));
      for (const row of await rowsOf(poll, "SELECT key FROM voter")) voters.add(String(row["key"]));
    }
    expect(voters.size).toBe(2);
  });

  it("is told: no answer has the cookie, the key or the voter key in it", async ({ poll }) => {
    const answers = [
      await formVote(poll, "a", reader(5)),
      await formVote(poll, "b", reader(5)),
      await formVote(poll, "a", { ...reader(5), Accept: "application/json" }),
      await jsonVote(poll, "a", program(5)),
      await jsonVote(poll, "b", program(5)),
      await send(`/polls/${poll}`, { headers: reader(5) }),
      await send(`/polls/${poll}/results.json`, { headers: reader(5) }),
    ];
    expect(answers.map((r) => r.status)).toEqual([303, 409, 200, 201, 409, 200, 200]);
    const voters = (await rowsOf(poll, "SELECT key FROM voter")).map((row) => String(row["key"]));
    for (const answer of answers) {
      const all = await allOf(answer);
      for (const personal of [cookie, key, ...voters]) expect(all).not.toContain(personal);
    }
  });

  it("may be kept by a cache: what depends on the reader is private or not stored", async ({
    poll,
  }) => {
    const own = { headers: reader(5) };
    expect(
      [
        await send(`/polls/${poll}`, own),
        await send(`/polls/${poll}`),
        await formVote(poll, "a"),
        await formVote(poll, "a", reader(5)),
        await formVote(poll, "b", reader(5)),
        await formVote(poll, "a", { ...reader(5), Accept: "application/json" }),
        await send(`/polls/${poll}/votes`, own),
        await send("/polls/nowhere", own),
      ].map((response) => [response.status, response.headers.get("Cache-Control")]),
    ).toEqual([
      [200, "private, no-store"],
      [200, "private, no-store"],
      [307, "no-store"],
      [303, "no-store"],
      [409, "no-store"],
      [200, "no-store"],
      [303, "no-store"],
      [404, "no-store"],
    ]);
  });
});

it("asking for a poll that does not exist stores nothing", async () => {
  await send("/polls/never-was");
  await send("/polls/never-was/results.json");
  await formVote("never-was", "a", reader(1));
  await jsonVote("never-was", "a", program(1));
  const stores = await inObject("never-was", async (_, { storage }) => [
    await storage.getAlarm(),
    (await storage.list()).size,
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
  ]);
  expect(stores).toEqual([null, 0, []]);
});
