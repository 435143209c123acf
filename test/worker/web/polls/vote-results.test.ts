import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ResultsPolicy } from "../../../../src/core/polls/poll.ts";
import type { Results } from "../../../../src/core/results/results.ts";
import { ask } from "../../support/site.ts";
import {
  cast,
  castMany,
  checkBooks,
  entriesOf,
  evict,
  publishPoll,
  question,
} from "../../support/poll.ts";
import {
  expectProblem,
  formVote,
  jsonVote,
  pageOf,
  program,
  reader,
  receiptsIn,
  send,
  texts,
} from "../../support/voters.ts";

const NOW = Date.UTC(2040, 0, 1);
const OPENS = NOW + 1000;
const CLOSES = NOW + 2000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

function json(poll: string, headers: Record<string, string> = {}): Promise<Response> {
  return send(`/polls/${poll}/results.json`, { headers });
}

/** A poll in which reader 1 and four more have voted, at a moment of its life. */
async function pollAt(results: ResultsPolicy, moment: "upcoming" | "open" | "closed") {
  const poll = await publishPoll({ results, opensAt: OPENS, closesAt: CLOSES });
  if (moment === "upcoming") return poll;
  vi.setSystemTime(OPENS);
  expect((await formVote(poll, "a", reader(1))).status).toBe(303);
  await castMany(poll, 4);
  if (moment === "closed") vi.setSystemTime(CLOSES);
  await evict(poll);
  return poll;
}

const FIGURES = {
  upcoming: ["0 (0%)", "0 (0%)", "0 (0%)"],
  later: ["3 (60%)", "1 (20%)", "1 (20%)"],
};

// Who sees the numbers: everybody (and programs), who has voted, nobody.
const RULES: [ResultsPolicy, "upcoming" | "open" | "closed", "all" | "voters" | "nobody"][] = [
  ["always", "upcoming", "all"],
  ["always", "open", "all"],
  ["always", "closed", "all"],
  ["after-vote", "upcoming", "nobody"],
  ["after-vote", "open", "voters"],
  ["after-vote", "closed", "all"],
  ["after-close", "upcoming", "nobody"],
  ["after-close", "open", "nobody"],
  ["after-close", "closed", "all"],
];

describe("a results policy", () => {
  it.each(RULES)("%s, while a poll is %s, shows its numbers to %s", async (policy, moment, who) => {
    const poll = await pollAt(policy, moment);
    const figures = moment === "upcoming" ? FIGURES.upcoming : FIGURES.later;
    const own = await pageOf(poll, reader(1));
    const other = await pageOf(poll, reader(2));
    const nobody = await pageOf(poll);
    expect(await texts(own, ".figure")).toEqual(who === "nobody" ? [] : figures);
    expect(await texts(other, ".figure")).toEqual(who === "all" ? figures : []);
    expect(await texts(nobody, ".figure")).toEqual(who === "all" ? figures : []);
    // Whatever is shown of the numbers, a voter is shown the receipt.
    expect(await receiptsIn(own)).toHaveLength(moment === "upcoming" ? 0 : 1);
    expect(await receiptsIn(other + nobody)).toEqual([]);
    await checkBooks(poll);
  });

  it.each(RULES)(
    "%s, while a poll is %s, shows no more to whoever has a voter's receipt",
    async (policy, moment, who) => {
      const poll = await pollAt(policy, moment);
      const [vote] = await entriesOf(poll);
      if (!vote) return;
      const link = `/polls/${poll}?vote=${vote.seq}&receipt=${vote.receipt}`;
      const figures = moment === "upcoming" ? FIGURES.upcoming : FIGURES.later;
      for (const path of [link, `/embed${link}`]) {
        const html = await (await ask(path)).text();
        expect(await texts(html, ".figure")).toEqual(who === "all" ? figures : []);
        expect(await receiptsIn(html)).toEqual([vote.receipt]);
      }
      // Whose it is sees what a voter may see.
      const own = await (await send(link, { headers: reader(1) })).text();
      expect(await texts(own, ".figure")).toEqual(who === "nobody" ? [] : figures);
    },
  );

  it.each(RULES.filter(([, , who]) => who === "all"))(
    "%s, while a poll is %s, has results.json for %s",
    async (policy, moment) => {
      const response = await json(await pollAt(policy, moment));
      expect(response.status).toBe(200);
      const { status, counted, questions } = await response.json<Results>();
      const shown = questions[0]?.options.map((o) => `${o.total} (${o.shown}%)`);
      const figures = moment === "upcoming" ? FIGURES.upcoming : FIGURES.later;
      expect([status, counted, shown]).toEqual([moment, moment === "upcoming" ? 0 : 5, figures]);
    },
  );

  it.each(RULES.filter(([, , who]) => who !== "all"))(
    "%s, while a poll is %s, has results.json for nobody",
    async (policy, moment) => {
      const poll = await pollAt(policy, moment);
      for (const headers of [{}, reader(1), program(1)]) {
        const response = await json(poll, headers);
        const problem = await expectProblem(response, 403, "results-not-public");
        expect(Object.keys(problem).toSorted()).toEqual(["detail", "status", "title", "type"]);
        expect(response.headers.get("ETag")).toBeNull();
      }
    },
  );

  it.each([
    ["always", 6],
    ["after-vote", 6],
    ["after-close", null],
  ] as const)("%s tells a voter's program %j votes in the answer", async (policy, counted) => {
    const poll = await pollAt(policy, "open");
    for (const status of [201, 200]) {
      const response = await jsonVote(poll, "a", program(1));
      expect(response.status).toBe(status);
      const { results } = await response.json<{ results: Results | null }>();
      expect(results?.counted ?? null).toBe(counted);
    }
  });

  it.each(["after-vote", "after-close"] as const)(
    "%s tells no numbers in a refusal",
    async (policy) => {
      const poll = await pollAt(policy, "open");
      const refused = await formVote(poll, "x", reader(2));
      expect(refused.status).toBe(422);
      expect(await texts(await refused.text(), ".figure, .total")).toEqual([]);
      const other = await jsonVote(poll, "b", reader(1));
      expect(await expectProblem(other, 409, "already-voted")).not.toHaveProperty("results");
    },
  );
});

describe("results.json", () => {
  it("is open data: any page may read it, and a cache may keep it for seconds", async () => {
    const poll = await pollAt("always", "open");
    const { status, headers } = await json(poll, { Origin: "https://elsewhere.test" });
    expect(status).toBe(200);
    expect(headers.get("Content-Type")).toMatch(/^application\/json\b/);
    expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
    expect(headers.get("Cache-Control")).toMatch(/^public, max-age=\d, stale-while-revalidate=\d/);
    expect(headers.get("Vary")).toBeNull();
  });

  it("is the same for every reader", async () => {
    const poll = await pollAt("after-vote", "closed");
    const [own, nobody] = [await json(poll, reader(1)), await json(poll)];
    expect(await own.text()).toBe(await nobody.text());
    expect([...own.headers]).toEqual([...nobody.headers]);
  });

  it("answers 304 to who has it, and 200 after each ballot and at the close", async () => {
    const poll = await pollAt("always", "open");
    const seen = new Set<string>();
    const steps = [
      async () => undefined,
      () => cast(poll, "new", { q: ["a"] }),
      () => cast(poll, "new", { q: ["b"] }),
      () => cast(poll, "new", { q: ["a"] }),
      async () => vi.setSystemTime(CLOSES),
    ];
    let etag = "";
    for (const step of steps) {
      await step();
      const changed = await json(poll, { "If-None-Match": etag });
      expect(changed.status).toBe(200);
      etag = changed.headers.get("ETag") ?? "";
      expect(etag).toMatch(/^(?:W\/)?"[^"]+"$/);
      seen.add(etag);
      await evict(poll);
      const same = await json(poll, { "If-None-Match": etag });
      expect([same.status, await same.text()]).toEqual([304, ""]);
      expect(same.headers.get("ETag")).toBe(etag);
      expect(same.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
    expect(seen.size).toBe(steps.length);
  });

  it("answers HEAD with the headers of GET", async () => {
    const poll = await pollAt("always", "open");
    const head = await send(`/polls/${poll}/results.json`, { method: "HEAD" });
    expect([...head.headers]).toEqual([...(await json(poll)).headers]);
    expect(await head.text()).toBe("");
  });

  it("keeps counts that were brought from another system apart from votes counted here", async () => {
    const options = [33, 30, 24, 21].map((opening, i) => {
      const id = ["a", "b", "c", "d"][i] ?? "";
      return { id, text: `Option ${id}`, opening, other: false };
    });
    const poll = await publishPoll({
      questions: [question("q", [], { options })],
      openingSource: "An earlier poll.",
    });
    const read = async () => (await (await json(poll)).json<Results>()).questions[0];
    expect(await read()).toMatchObject({ voters: 0, selections: 0, opening: 108, total: 108 });
    expect((await read())?.options.map((o) => o.percent)).toEqual([30.6, 27.8, 22.2, 19.4]);
    await castMany(poll, 3);
    expect(await read()).toMatchObject({ voters: 3, selections: 3, opening: 108, total: 111 });
    expect((await read())?.options.map((o) => [o.votes, o.opening, o.total])).toEqual([
      [1, 33, 34],
      [1, 30, 31],
      [1, 24, 25],
      [0, 21, 21],
    ]);
    const html = await pageOf(poll);
    expect(await texts(html, ".total")).toEqual(["111 in all: 108 counted before, 3 here."]);
    expect(html).toContain("An earlier poll.");
  });
});
