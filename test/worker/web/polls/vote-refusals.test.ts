import { afterEach, describe, expect, vi } from "vitest";
import { cast, checkBooks, objectOf, plainAccounts, publishPoll } from "../../support/poll.ts";
import { ORIGIN } from "../../support/site.ts";
import {
  expectProblem,
  expectRefusalPage,
  formVote,
  it,
  jsonVote,
  program,
  reader,
  send,
  texts,
} from "../../support/voters.ts";

const YEAR = 365 * 86_400_000;
const FOREIGN: [what: string, headers: Record<string, string>][] = [
  ["Origin is another site's", { Origin: "https://elsewhere.test" }],
  ["Origin has another scheme", { Origin: ORIGIN.replace("https", "http") }],
  ["Origin has another port", { Origin: `${ORIGIN}:8443` }],
  ["Origin is null", { Origin: "null" }],
  ["Origin is null, in a sandboxed frame", { Origin: "null", "Sec-Fetch-Site": "cross-site" }],
  [
    "Origin is this site's, of another site's page",
    { Origin: ORIGIN, "Sec-Fetch-Site": "cross-site" },
  ],
  ["Origin is a subdomain's", { Origin: "https://a.hustings.test", "Sec-Fetch-Site": "same-site" }],
  [
    "Sec-Fetch-Site is none that there is",
    { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin, cross-site" },
  ],
];
afterEach(() => void vi.useRealTimers());

const FOREIGN_FETCH = ["cross-site", "same-site"];

describe("403 foreign-origin", () => {
  it.for(FOREIGN)("refuses a form whose %s", async ([, headers], { poll }) => {
    const response = await formVote(poll, "a", { ...reader(1), ...headers });
    const html = await expectRefusalPage(response, 403);
    expect(html).toContain(`href="/polls/${poll}"`);
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  });

  it.for(FOREIGN)("refuses JSON whose %s", async ([, headers], { poll }) => {
    for (const voter of [reader(1), program(1)]) {
      const sent = { ...voter, ...headers };
      const response = await jsonVote(poll, "a", sent);
      await expectProblem(response, 403, "foreign-origin");
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  });

  it.for(FOREIGN_FETCH)("refuses a ballot that a browser calls %s", async (site, { poll }) => {
    const headers = { ...reader(1), "Sec-Fetch-Site": site };
    const body = new URLSearchParams([["q.q", "a"]]);
    const path = `/polls/${poll}/votes`;
    await expectRefusalPage(await send(path, { method: "POST", headers, body }), 403);
    const json = await jsonVote(poll, "a", headers);
    await expectProblem(json, 403, "foreign-origin");
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  });

  it("gives another site's page no cookie", async ({ poll }) => {
    const response = await formVote(poll, "a", { Origin: "https://elsewhere.test" });
    expect([response.status, response.headers.get("Set-Cookie")]).toEqual([403, null]);
  });

  it.for<[what: string, headers: Record<string, string>]>([
    ["with the referrer policy no-referrer", { Origin: "null", "Sec-Fetch-Site": "same-origin" }],
    [
      "behind a proxy with another host",
      { Origin: "https://public.test", "Sec-Fetch-Site": "same-origin" },
    ],
    ["that the reader sent again", { Origin: "null", "Sec-Fetch-Site": "none" }],
  ])("takes a form of this site %s", async ([, headers], { poll }) => {
    expect((await formVote(poll, "a", { ...reader(1), ...headers })).status).toBe(303);
    expect((await checkBooks(poll)).accounts.counted).toBe(1);
  });

  it("takes a ballot that says it comes from this site, and one that says nothing", async ({
    poll,
  }) => {
    const own = { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" };
    expect((await jsonVote(poll, "a", { ...program(1), ...own })).status).toBe(201);
    expect((await jsonVote(poll, "a", program(2))).status).toBe(201);
  });
});

describe("404 no-such-poll", () => {
  it.each(["nowhere", "Not-An-Id", "-x", "a".repeat(65), "a_b"])("has no poll %s", async (poll) => {
    const page = await expectRefusalPage(await formVote(poll, "a", reader(1)), 404);
    expect(page).toContain("There is no poll at this address.");
    await expectProblem(await jsonVote(poll, "a", program(1)), 404, "no-such-poll");
    await expectProblem(await jsonVote(poll, "a"), 404, "no-such-poll");
    const html = { headers: { Accept: "text/html" } };
    await expectRefusalPage(await send(`/polls/${poll}`, html), 404);
    const json = { headers: { Accept: "application/json" } };
    await expectProblem(await send(`/polls/${poll}`, json), 404, "no-such-poll");
    await expectProblem(await send(`/polls/${poll}/results.json`, json), 404, "no-such-poll");
  });
});

describe("a poll that was removed", () => {
  it("is not found, by its voters neither", async ({ poll }) => {
    expect((await formVote(poll, "a", reader(1))).status).toBe(303);
    await objectOf(poll).remove();
    await expectRefusalPage(await formVote(poll, "a", reader(1)), 404);
    await expectRefusalPage(await formVote(poll, "a"), 404);
    await expectProblem(await jsonVote(poll, "a", reader(1)), 404, "no-such-poll");
    await expectProblem(await jsonVote(poll, "a", program(1)), 404, "no-such-poll");
    await expectRefusalPage(await send(`/polls/${poll}`, { headers: reader(1) }), 404);
    await expectProblem(await send(`/polls/${poll}/results.json`), 404, "no-such-poll");
  });
});

describe("the form of a refusal", () => {
  const FORM = "application/x-www-form-urlencoded";

  it.for<[string, string]>([
    ["application/json", FORM],
    ["application/problem+json, */*;q=0.1", FORM],
    ["text/html", "application/json"],
    ["*/*", "application/json; charset=utf-8"],
  ])("is a problem document for who accepts %s and sends %s", async ([accept, type], { poll }) => {
    const headers = { ...reader(1), Accept: accept, "Content-Type": type, Origin: "null" };
    const response = await send(`/polls/${poll}/votes`, { method: "POST", headers, body: "" });
    const problem = await expectProblem(response, 403, "foreign-origin");
    expect(Object.keys(problem).toSorted()).toEqual(["detail", "status", "title", "type"]);
  });

  it.for(["text/html", "text/html, application/json;q=0.9", "*/*", ""])(
    "is a page for who accepts “%s” and sends a form",
    async (accept, { poll }) => {
      const headers = { ...reader(1), Accept: accept, "Content-Type": FORM, Origin: "null" };
      const response = await send(`/polls/${poll}/votes`, { method: "POST", headers, body: "" });
      const html = await expectRefusalPage(response, 403);
      expect(await texts(html, "h1")).toEqual(["Please vote on this site"]);
    },
  );
});

/** Each state of a poll in which it refuses a good ballot, and what a program is told beside the kind. */
const STATES = [
  ["not-open", { opensAt: Date.now() + YEAR }, "not-open"],
  ["closed", { closesAt: Date.now() - YEAR }, "closed"],
] as const;

describe("409", () => {
  it.each(STATES)("refuses a form with %s", async (_, parts, reason) => {
    const poll = await publishPoll(parts);
    const response = await formVote(poll, "a", reader(1));
    const html = await expectRefusalPage(response, 409);
    expect(await texts(html, "[role=alert]")).toHaveLength(1);
    expect(await texts(html, "form")).toEqual([]);
    const { accounts } = await checkBooks(poll);
    expect(accounts).toEqual(plainAccounts(1, 0, { [reason]: 1 }));
  });

  it.each(STATES)("refuses JSON with %s, and says the time", async (kind, parts, reason) => {
    const poll = await publishPoll(parts);
    const response = await jsonVote(poll, "a", program(1));
    const { opensAt, closesAt } = await expectProblem(response, 409, kind);
    const times = Object.values(parts).map((time) => new Date(time).toISOString());
    expect([opensAt ?? closesAt]).toEqual(times);
    const { accounts } = await checkBooks(poll);
    expect(accounts).toEqual(plainAccounts(1, 0, { [reason]: 1 }));
  });

  it("refuses a second, different ballot in both forms with already-voted", async ({ poll }) => {
    await formVote(poll, "a", reader(1));
    await expectRefusalPage(await formVote(poll, "b", reader(1)), 409);
    const json = await jsonVote(poll, "c", reader(1));
    await expectProblem(json, 409, "already-voted");
    const { accounts } = await checkBooks(poll);
    expect(accounts).toEqual(plainAccounts(3, 1, { "already-voted": 2 }));
  });

  it("answers a counted ballot with its receipt although the poll is closed", async () => {
    const poll = await publishPoll({ closesAt: Date.now() + YEAR });
    const first = await jsonVote(poll, "a", program(1));
    const { receipt } = await first.json<{ receipt: string }>();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * YEAR });
    expect((await cast(poll, "late", { q: ["a"] })).outcome).toBe("closed");
    const again = await jsonVote(poll, "a", program(1));
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ receipt });
    const other = await jsonVote(poll, "b", program(1));
    await expectProblem(other, 409, "closed");
    await checkBooks(poll);
  });
});
