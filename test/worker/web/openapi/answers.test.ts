import { expect, it } from "vitest";
import { BEHIND_ACCESS, logLines, serveKeys, through } from "../auth/support.ts";
import type { Described } from "./checker.ts";
import {
  checker,
  newPoll,
  operationOf,
  operations,
  prepared,
  publishExamples,
  request,
  type Sent,
  withEmptyMemory,
} from "./support.ts";
import { faultyD1, faultyKv, faultyPolls, fails, quiet } from "../../support/site.ts";

const PROGRAM = { Accept: "application/json" };
const BROWSER = { Accept: "text/html,*/*;q=0.8" };
const GENEVA = { answers: { place: ["geneva"] } };
const VIENNA = { answers: { place: ["vienna"] } };
const FORM = "application/x-www-form-urlencoded";

/** `operation status` of every answer met in this file. */
const met = new Set<string>();

/** The status of an answer that is as described; else what is wrong with it. */
async function answer(operation: Described, sent: Sent): Promise<number | string[]> {
  const response = await request(operation, sent);
  const { status } = response;
  const complaints = await checker.complaints(operation, response);
  if (complaints.length > 0) return complaints;
  met.add(`${operation.operationId} ${status}`);
  return status;
}

/** The operations that are described to answer with a status. */
function answering(status: number): Described[] {
  return operations.filter(({ responses }) => String(status) in responses);
}

const VOTING = answering(307);
const ABOUT_ONE = /\{/;
// A picture is never no JSON, but may be of no kind that is taken.
const noPicture = ({ operationId }: Described): Sent =>
  ["putImage", "postFile"].includes(operationId) ? { type: "text/plain" } : {};

it.each(answering(404).filter(({ path }) => !ABOUT_ONE.test(path)))(
  "$method $path is not there before anything is published",
  async (operation) => {
    for (const headers of [PROGRAM, BROWSER])
      expect(await answer(operation, { headers })).toBe(404);
  },
);

it("takes the examples", async () => {
  await publishExamples();
  expect((await request(operationOf("results"))).status).toBe(200);
});

it.each(operations)("$method $path answers its example as described", async (operation) => {
  const statuses = Object.keys(operation.responses).map(Number);
  const done = statuses.includes(201) ? 201 : Math.min(...statuses);
  expect(await answer(operation, await prepared(operation))).toBe(done);
});

it.each(VOTING)("$method $path answers forms and browsers as described", async (operation) => {
  const program = await prepared(operation);
  const done = "201" in operation.responses ? 201 : 200;
  expect(await answer(operation, { ...program, type: FORM, headers: PROGRAM })).toBe(done);
  // The same again.
  expect(await answer(operation, { ...program, type: FORM, headers: PROGRAM })).toBe(200);
  const browser = await prepared(operation);
  expect(await answer(operation, { ...browser, type: FORM, headers: BROWSER })).toBe(303);
});

it.each(answering(304))("$method $path answers who has it as described", async (operation) => {
  const sent = await prepared(operation);
  const etag = (await request(operation, sent)).headers.get("ETag");
  expect(etag).not.toBeNull();
  expect(await answer(operation, { ...sent, headers: { "If-None-Match": etag } })).toBe(304);
});

it.each(answering(401))("$method $path answers strangers as described", async (operation) => {
  expect(await answer(operation, { headers: { Authorization: null } })).toBe(401);
  expect(await answer(operation, { replaced: { PUBLISH_TOKEN: "" } })).toBe(503);
  const replaced = { AUTH_LIMIT: { limit: async () => ({ success: false }) } };
  const headers = { Authorization: null, "CF-Connecting-IP": "192.0.2.7" };
  expect(await answer(operation, { headers, replaced })).toBe(429);
});

it.each(answering(401))(
  "$method $path answers whom Access knows, and who has no role, as described",
  async (operation) => {
    await serveKeys();
    logLines();
    const headers = { Authorization: null, ...(await through("stranger@example.org")) };
    expect(await answer(operation, { headers, replaced: BEHIND_ACCESS })).toBe(403);
  },
);

it.each(answering(401).filter(({ method }) => method !== "GET"))(
  "$method $path answers a page of another site, which Access's cookie comes with, as described",
  async (operation) => {
    await serveKeys();
    logLines();
    const own = await through("olga@example.org");
    const headers = { Authorization: null, Origin: "https://elsewhere.test", ...own };
    expect(await answer(operation, { headers, replaced: BEHIND_ACCESS })).toBe(403);
  },
);

it.each(answering(404).filter(({ path }) => ABOUT_ONE.test(path)))(
  "$method $path answers of what is not there as described",
  async (operation) => {
    for (const nowhere of ["nowhere", "Not an id"]) {
      const parts = { poll: nowhere, slug: nowhere };
      for (const headers of [PROGRAM, BROWSER])
        expect(await answer(operation, { parts, headers })).toBe(404);
    }
  },
);

it.each(answering(413))(
  "$method $path answers too large a body as described",
  async (operation) => {
    const most = operation.path.startsWith("/api/") ? 8 * 1024 * 1024 : 16 * 1024;
    expect(
      await answer(operation, { ...noPicture(operation), body: `"${"x".repeat(most)}"` }),
    ).toBe(413);
  },
);

it.each(answering(422))("$method $path answers what is no JSON as described", async (operation) => {
  const sent = { ...(await prepared(operation)), ...noPicture(operation) };
  expect(await answer(operation, { ...sent, body: "{" })).toBe(422);
});

it.each(answering(503))(
  "$method $path answers as described while no store does",
  async (operation) => {
    quiet();
    const sent = await prepared(operation);
    // Without an audience: nobody knows now which there are.
    if (operation.path.endsWith("/votes")) sent.body = GENEVA;
    withEmptyMemory();
    const replaced = { DB: faultyD1(fails), PAGES: faultyKv(fails), POLL: faultyPolls(fails) };
    for (const headers of [PROGRAM, BROWSER]) {
      expect(await answer(operation, { ...sent, replaced, headers })).toBe(503);
    }
  },
);

const REFUSED: [what: string, status: number, sent: Sent][] = [
  ["a page of another site", 403, { headers: { Origin: "https://elsewhere.test" } }],
  [
    "a browser that keeps no cookie",
    403,
    { headers: { "Idempotency-Key": null }, query: { cookie: "1" } },
  ],
  ["who brings nothing to be known by", 307, { headers: { "Idempotency-Key": null } }],
  ["a body of another type", 415, { type: "text/plain" }],
  ["a key that is none", 422, { headers: { "Idempotency-Key": "short" } }],
  [
    "too many",
    429,
    {
      headers: { "CF-Connecting-IP": "192.0.2.7" },
      replaced: { VOTE_LIMIT: { limit: async () => ({ success: false }) } },
    },
  ],
];

it.each(REFUSED)("%s is answered with %d as described", async (_, status, sent) => {
  for (const operation of VOTING) {
    const all = { ...(await prepared(operation)), ...sent };
    expect(await answer(operation, { ...all, headers: { ...PROGRAM, ...sent.headers } })).toBe(
      status,
    );
    expect(await answer(operation, { ...all, headers: { ...BROWSER, ...sent.headers } })).toBe(
      status,
    );
  }
});

it.each(answering(429).filter(({ tags }) => tags.includes("open data")))(
  "$method $path answers a network that asks for too many polls as described",
  async (operation) => {
    const headers = { "CF-Connecting-IP": "192.0.2.7" };
    const replaced = { WORK_LIMIT: { limit: async () => ({ success: false }) } };
    const parts = { poll: "nobody-knows" };
    expect(await answer(operation, { parts, headers, replaced })).toBe(429);
  },
);

it.each(["invited", "member"])("who is not %s is answered as described", async (guard) => {
  for (const operation of VOTING) {
    const parts = { poll: await newPoll({ guard, results: "after-vote" }) };
    expect(await answer(operation, { parts })).toBe(403);
  }
});

const PAST = "2020-01-01";
const LATER = "2999-01-01";

/** Ballots and the like, of one voter: all but the last are done. */
const CONFLICTS: [kind: string, changes: Record<string, unknown>, ...steps: [string, unknown][]][] =
  [
    ["already-voted", { revisable: false }, ["vote", GENEVA], ["vote", VIENNA]],
    ["already-voted", { revisable: false }, ["voteFramed", GENEVA], ["voteFramed", VIENNA]],
    ["closed", { closesAt: PAST }, ["vote", GENEVA]],
    ["not-open", { opensAt: LATER }, ["vote", GENEVA]],
    ["looked", { results: "after-vote" }, ["lookAtNumbers", {}], ["vote", GENEVA]],
    [
      "outdated",
      {},
      ["vote", GENEVA],
      ["vote", { ...VIENNA, revises: 1 }],
      ["vote", { answers: { place: ["geneva"] }, audience: "students", revises: 1 }],
    ],
    ["no-vote", {}, ["withdrawVote", { vote: 1 }]],
    ["no-vote", {}, ["withdrawVoteFramed", { vote: 1 }]],
    ["not-revisable", { revisable: false }, ["vote", GENEVA], ["withdrawVote", { vote: 1 }]],
    ["no-look", {}, ["lookAtNumbers", {}]],
    ["no-look", {}, ["lookAtNumbersFramed", {}]],
    ["act-refused", {}, ["act", { act: "show" }]],
  ];

it.each(CONFLICTS)(
  "a conflict (%s, %j) is answered as described",
  async (kind, changes, ...steps) => {
    const parts = { poll: await newPoll(changes) };
    for (const [name, body] of steps.slice(0, -1)) {
      expect((await request(operationOf(name), { parts, body })).ok).toBe(true);
    }
    const [name, body] = steps.at(-1) ?? ["", null];
    const response = await request(operationOf(name), { parts, body });
    expect(await response.clone().json()).toMatchObject({ type: `urn:hustings:problem:${kind}` });
    expect(await checker.complaints(operationOf(name), response)).toEqual([]);
    met.add(`${name} ${response.status}`);
  },
);

it("numbers that are not published yet are answered of as described", async () => {
  const parts = { poll: await newPoll({ results: "after-close" }) };
  for (const operation of answering(403).filter(({ tags }) => tags.includes("open data"))) {
    expect(await answer(operation, { parts })).toBe(403);
  }
});

it("another format than JSON is answered as described", async () => {
  expect(await answer(operationOf("oembed"), { query: { format: "xml" } })).toBe(501);
});

it("every answer that is described has been met", () => {
  const described = operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => `${operationId} ${status}`),
  );
  expect(described.filter((one) => !met.has(one))).toEqual([]);
});
