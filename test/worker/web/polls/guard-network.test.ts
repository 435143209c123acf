import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { NETWORK_BURST } from "../../../../src/core/polls/network.ts";
import {
  ballotOf,
  checkBooks,
  entriesOf,
  inObject,
  publishPoll,
  rowsOf,
} from "../../support/poll.ts";
import {
  expectProblem,
  formVote,
  jsonVote,
  postJson,
  program,
  send,
  texts,
} from "../../support/voters.ts";

const limit = { limit: async () => ({ success: true }) };
const open: Env = { ...env, VOTE_LIMIT: limit };
const turnstile: Env = {
  ...open,
  // Cloudflare's public keys for tests.
  TURNSTILE_SITE_KEY: "1x00000000000000000000AA",
  TURNSTILE_SECRET: "1x0000000000000000000000000000000AA",
  TURNSTILE_VERIFY_URL: "https://turnstile.test/siteverify",
};

afterEach(() => vi.restoreAllMocks());

/** A poll to which the network 203.0.113.0/24 has sent its whole burst. */
async function exhausted(): Promise<string> {
  const poll = await publishPoll({ guard: "careful" });
  await inObject(poll, async (instance) => {
    const ballots = Array.from({ length: NETWORK_BURST }, (_, i) =>
      instance.cast({ ...ballotOf(`v${i}`, { q: ["a"] }), network: "203.0.113.0/24" }),
    );
    // Together: one after the other, they might take until the network may send another.
    for (const { outcome } of await Promise.all(ballots)) expect(outcome).toBe("counted");
  });
  return poll;
}

const it = test.extend("poll", () => exhausted());

const from = (address: string, n: number): Record<string, string> => ({
  "CF-Connecting-IP": address,
  ...program(n),
});

it("tells a network that has sent its burst how long to wait, and takes the ballots of others", async ({
  poll,
}) => {
  const refused = await jsonVote(poll, "b", from("203.0.113.9", 1), open);
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  await expectProblem(refused, 429, "throttled");
  expect((await jsonVote(poll, "b", from("198.51.100.9", 2), open)).status).toBe(201);
  const { accounts } = await checkBooks(poll);
  expect(accounts.refused).toEqual({ throttled: 1 });
});

it.for(["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IPv6"])(
  "takes no word from %s for where a ballot comes from",
  async (name, { poll }) => {
    const headers = { ...from("203.0.113.9", 1), [name]: "198.51.100.9" };
    const refused = await jsonVote(poll, "b", headers, open);
    expect(refused.status).toBe(429);
    await expectProblem(refused, 429, "throttled");
  },
);

it("keeps what a reader had chosen, and says when to come back", async ({ poll }) => {
  const headers = { "CF-Connecting-IP": "203.0.113.9", Cookie: `__Host-voter=${"r".repeat(22)}` };
  const response = await formVote(poll, "b", headers, open);
  expect(response.status).toBe(429);
  const page = await response.text();
  expect((await texts(page, "[role=alert]")).join()).toMatch(
    /vote again in (?:a second|\d+ seconds)/,
  );
  expect(page).toMatch(/value="b"[^>]*checked/);
  expect(page).not.toContain("challenges.cloudflare.com");
});

it("answers a ballot that was counted before, however many its network has sent", async () => {
  const poll = await publishPoll({ guard: "careful" });
  const headers = from("203.0.113.9", 1);
  const first = await jsonVote(poll, "b", headers, open);
  expect(first.status).toBe(201);
  await inObject(poll, (_, state) => void state.storage.sql.exec("UPDATE network SET tokens = 0"));
  expect((await jsonVote(poll, "b", headers, open)).status).toBe(200);
});

it("shows Turnstile's widget where it is set up, to those who must wait alone", async ({
  poll,
}) => {
  const headers = { "CF-Connecting-IP": "203.0.113.9", Cookie: `__Host-voter=${"r".repeat(22)}` };
  const response = await formVote(poll, "b", headers, turnstile);
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  expect(policy).toMatch(/script-src 'self' [^;]*https:\/\/challenges\.cloudflare\.com/);
  expect(policy).toContain("frame-src https://challenges.cloudflare.com");
  expect(await response.text()).toContain(
    'data-sitekey="1x00000000000000000000AA" data-action="vote"',
  );
  const page = await send(`/polls/${poll}`, {}, turnstile);
  expect(page.headers.get("Content-Security-Policy")).not.toContain("cloudflare");
  expect(await page.text()).not.toContain("cloudflare");
});

/** What Turnstile's verify endpoint says, and what it was asked. */
function answers(body: unknown): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url, init) => {
    expect(url).toBe("https://turnstile.test/siteverify");
    asked.push(init?.body as URLSearchParams);
    if (body instanceof Error) throw body;
    return Response.json(body);
  });
  return asked;
}

const PASSED = { success: true, hostname: "hustings.test", action: "vote" };
const shown = { answers: { q: ["b"] }, "cf-turnstile-response": "XXXX.DUMMY.TOKEN.XXXX" };

it("counts the ballot of whoever passes Turnstile, and asks with secret and token alone", async ({
  poll,
}) => {
  const asked = answers(PASSED);
  const response = await postJson(poll, shown, from("203.0.113.9", 1), turnstile);
  expect(response.status).toBe(201);
  expect(asked.map((body) => Object.fromEntries(body))).toEqual([
    { secret: turnstile.TURNSTILE_SECRET, response: "XXXX.DUMMY.TOKEN.XXXX" },
  ]);
});

it.for<[string, unknown]>([
  ["a failure", { ...PASSED, success: false, "error-codes": ["timeout-or-duplicate"] }],
  ["another host", { ...PASSED, hostname: "elsewhere.example" }],
  ["another action", { ...PASSED, action: "login" }],
  ["no host", { success: true, action: "vote" }],
  ["nonsense", ["?"]],
  ["nothing, being away", new Error("away")],
])("still refuses a ballot of which Turnstile says %s", async ([, said], { poll }) => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  answers(said);
  const response = await postJson(poll, shown, from("203.0.113.9", 1), turnstile);
  await expectProblem(response, 429, "throttled");
  expect((await checkBooks(poll)).accounts.refused).toEqual({ throttled: 1 });
});

it("does not ask Turnstile where it is not set up, and says in /health that it is off", async ({
  poll,
}) => {
  const asked = answers(PASSED);
  const response = await postJson(poll, shown, from("203.0.113.9", 1), open);
  await expectProblem(response, 429, "throttled");
  expect(asked).toEqual([]);
  const off = await (await send("/health", {}, open)).json<{ turnstile: string }>();
  expect(off.turnstile).toMatch(/^off/);
  const on = await (await send("/health", {}, turnstile)).json<{ turnstile: string }>();
  expect(on.turnstile).toBe("on");
});

it("keeps no address and no network in the clear, and nothing of them after the closing", async () => {
  const poll = await publishPoll({ guard: "careful" });
  await jsonVote(poll, "b", from("203.0.113.77", 1), open);
  const dump = async (): Promise<string> => {
    const names = await rowsOf(
      poll,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    const tables = await Promise.all(
      names.map(({ name }) => rowsOf(poll, `SELECT * FROM "${String(name)}"`)),
    );
    return JSON.stringify([tables, await entriesOf(poll)]);
  };
  expect(await dump()).not.toContain("203.0.113");
  expect(await rowsOf(poll, "SELECT * FROM origin")).toHaveLength(1);
  await inObject(poll, async (instance) => void (await instance.perform({ act: "close" }, "test")));
  expect(
    await rowsOf(poll, "SELECT * FROM origin UNION ALL SELECT key, tokens FROM network"),
  ).toEqual([]);
  expect(await rowsOf(poll, "SELECT value FROM state WHERE key = 'salt'")).toEqual([
    { value: "null" },
  ]);
});
