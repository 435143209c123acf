import { describe, expect, it } from "vitest";
import { assertion, askApi, logLines, serveKeys, through } from "./support.ts";
import { ask, TOKEN } from "../../support/site.ts";
import { expectProblem } from "../../support/voters.ts";

const GUESS = "a-guess-a-guess-a-guess-a-guess";
const AGENT = "Mozilla/5.0 (Somebody's browser)";

function from(address: string, token: string | null = GUESS): Promise<Response> {
  const headers = {
    "CF-Connecting-IP": address,
    "User-Agent": AGENT,
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  };
  return ask("/api/manifest", { headers });
}

/** Statuses of so many that a minute's limit is met, also where a new minute begins among them. */
async function many(send: (i: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < 60; i += 1) statuses.push((await send(i)).status);
  return statuses;
}

describe("who fails too often", () => {
  it("is told to wait, and by the log when", async () => {
    const lines = logLines();
    const statuses = await many(() => from("203.0.113.7"));
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.slice(20)).toContain(429);
    const refused = await from("203.0.113.7");
    expect(refused.headers.get("Retry-After")).toBe("60");
    await expectProblem(refused, 429, "too-many");
    expect(lines.filter((line) => line.includes('"status":429')).length).toBeGreaterThan(0);
  });

  it("is one network, whichever of its addresses is used", async () => {
    logLines();
    expect(await many((i) => from(`198.51.100.${i}`))).toContain(429);
    expect(await many((i) => from(`2001:db8:1:2::${i + 1}`))).toContain(429);
    // Another one is not meant.
    expect((await from("2001:db8:1:3::1")).status).toBe(401);
    expect((await from("192.0.2.1")).status).toBe(401);
  });

  it("fails with anything: no token, no scheme, an assertion", async () => {
    await serveKeys();
    logLines();
    expect(await many(() => from("192.0.2.10", null))).toContain(429);
    const headers = await through("olga@example.org", { expires: -60 });
    const address = { "CF-Connecting-IP": "192.0.77.1" };
    expect(await many(() => askApi("GET", "/manifest", { ...headers, ...address }))).toContain(429);
  });

  it("is let in with the right token: nobody locks an editor out", async () => {
    logLines();
    expect(await many(() => from("203.0.114.7"))).toContain(429);
    expect((await from("203.0.114.7", TOKEN)).status).toBe(200);
    // Who is let in is not counted.
    expect(await many(() => from("203.0.115.7", TOKEN))).toEqual(Array(60).fill(200));
    expect((await from("203.0.115.7")).status).toBe(401);
  });
});

it("the log has each failure with its reason, and nothing of token, assertion, address or browser", async () => {
  await serveKeys();
  const lines = logLines();
  const jwt = await assertion("stranger@example.org");
  const expired = await assertion("olga@example.org", { expires: -60 });
  await from("203.0.113.200");
  await from("203.0.113.200", TOKEN.slice(0, -1));
  await from("203.0.113.200", null);
  await ask(`/api/manifest?token=${TOKEN}`);
  for (const one of [jwt, expired]) {
    const headers = { "Cf-Access-Jwt-Assertion": one, "User-Agent": AGENT };
    await askApi("GET", "/manifest", { ...headers, "CF-Connecting-IP": "203.0.116.1" });
  }
  const reasons = lines.map((line) => /"reason":"([^"]*)"/.exec(line)?.[1]);
  expect(reasons).toEqual([
    "wrong token",
    "wrong token",
    "no token",
    "no token",
    "role",
    "wrong assertion",
  ]);
  const all = lines.join("\n");
  const secrets = [
    GUESS,
    TOKEN,
    TOKEN.slice(0, -1),
    jwt,
    expired,
    "203.0.11",
    AGENT,
    "example.org",
  ];
  for (const secret of secrets) expect(all).not.toContain(secret);
});
