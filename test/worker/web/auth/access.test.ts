import { exportJWK, exportSPKI, SignJWT } from "jose";
import { expect, it, onTestFinished, vi } from "vitest";
import {
  askApi,
  assertion,
  BEHIND_ACCESS,
  CERTS,
  keyPair,
  keySet,
  logLines,
  ROBOT,
  serveKeys,
  TEAM,
  through,
} from "./support.ts";
import { ask, ORIGIN, site, TOKEN } from "../../support/site.ts";
import { expectProblem } from "../../support/voters.ts";

const HEADER = "Cf-Access-Jwt-Assertion";
const manifest = (jwt: string): Promise<Response> => askApi("GET", "/manifest", { [HEADER]: jwt });

it.each([
  ["an operator", "olga@example.org"],
  ["an operator, in other capitals", "OLGA@example.ORG"],
  ["an editor", "ed@example.org"],
  ["an editor of a domain", "anybody@desk.example"],
  ["a service token", ROBOT],
])("lets %s in whom Access vouches for", async (_, name) => {
  const asked = await serveKeys();
  expect((await manifest(await assertion(name))).status).toBe(200);
  expect((await manifest(await assertion(name))).status).toBe(200);
  // The keys are kept.
  expect(asked).toEqual([CERTS]);
});

it("takes an assertion that names its one audience as text, as those of service tokens do", async () => {
  await serveKeys();
  const audience = BEHIND_ACCESS.ACCESS_AUDIENCE ?? "";
  expect((await manifest(await assertion(ROBOT, { audience }))).status).toBe(200);
});

const OLGA = "olga@example.org";

it.each<[string, () => Promise<string> | string]>([
  ["of another team", () => assertion(OLGA, { issuer: "https://evil.cloudflareaccess.com" })],
  ["for another application", () => assertion(OLGA, { audience: ["another"] })],
  ["that has expired", () => assertion(OLGA, { expires: -60 })],
  ["that never expires", () => assertion(OLGA, { expires: null })],
  ["that is not good yet", () => assertion(OLGA, { notBefore: 120 })],
  ["signed by a stranger", async () => assertion(OLGA, { key: await keyPair() })],
  ["by a key that the team has not", () => assertion(OLGA, { kid: "unknown" })],
  ["of the team's own session", () => assertion(OLGA, { claims: { type: "org" } })],
  ["of no type", () => assertion(OLGA, { claims: { type: undefined } })],
  ["that names nobody", () => assertion(null)],
  ["with an address that is no text", () => assertion(null, { claims: { email: [OLGA] } })],
  ["of a client certificate made out to an operator", () => common(OLGA)],
  ["of a client certificate", () => common("olga")],
  ["without its signature", async () => `${(await assertion(OLGA)).split(".", 2).join(".")}.`],
  ["with the algorithm none", async () => none(await assertion(OLGA))],
  [
    "signed with the public key as a secret (PEM)",
    async () => hmac(await exportSPKI(TEAM.publicKey)),
  ],
  ["signed with the public key as a secret (JWK)", async () => hmac(await publicJwk())],
  ["with another payload", async () => changed(await assertion("ed@example.org"))],
  ["that is none", () => "not-an-assertion"],
  ["that is empty", () => ""],
  ["that is very long", async () => `${await assertion(OLGA)}${"A".repeat(17_000)}`],
])("refuses an assertion %s", async (_, make) => {
  await serveKeys();
  const lines = logLines();
  const jwt = await make();
  await expectProblem(await manifest(jwt), 401, "not-authorized");
  // The shortest of them could stand in any text.
  expect(lines.filter((line) => jwt.length > 3 && line.includes(jwt))).toEqual([]);
  expect(lines).toHaveLength(1);
});

function common(name: string): Promise<string> {
  return assertion(null, { claims: { common_name: name } });
}

async function publicJwk(): Promise<string> {
  return JSON.stringify(await exportJWK(TEAM.publicKey));
}

function encoded(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
}

function none(jwt: string): string {
  return `${encoded({ alg: "none", typ: "JWT" })}.${jwt.split(".")[1] ?? ""}.`;
}

function changed(jwt: string): string {
  const [head = "", payload = "", signature = ""] = jwt.split(".");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as object;
  return [head, encoded({ ...claims, email: OLGA }), signature].join(".");
}

function hmac(secret: string): Promise<string> {
  return new SignJWT({ type: "app", email: OLGA })
    .setProtectedHeader({ alg: "HS256", kid: "one" })
    .setIssuedAt()
    .setIssuer("https://acme.cloudflareaccess.com")
    .setAudience(BEHIND_ACCESS.ACCESS_AUDIENCE ?? "")
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(secret));
}

it.each<[string, Record<string, string>]>([
  ["the e-mail address alone", { "Cf-Access-Authenticated-User-Email": OLGA }],
  ["the id of a service token alone", { "CF-Access-Client-Id": ROBOT }],
])("does not take %s for an assertion", async (_, headers) => {
  await serveKeys();
  logLines();
  const response = await askApi("GET", "/manifest", headers);
  expect(response.status).toBe(401);
  await expectProblem(response, 401, "not-authorized");
});

it("does not take an assertion that comes as a cookie, or as the token", async () => {
  await serveKeys();
  logLines();
  const jwt = await assertion(OLGA);
  for (const headers of [
    { Cookie: `CF_Authorization=${jwt}` },
    { Authorization: `Bearer ${jwt}` },
  ]) {
    const response = await askApi("GET", "/manifest", headers);
    expect(response.status).toBe(401);
  }
});

it("asks for a key that it does not know, but not for each invented one", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  logLines();
  const next = await keyPair();
  let certs = await keySet({ one: TEAM });
  const asked = await serveKeys(() => new Response(certs));
  expect((await manifest(await assertion(OLGA))).status).toBe(200);
  vi.setSystemTime(Date.now() + 60_000);
  // The team has another key now.
  certs = await keySet({ one: TEAM, two: next });
  expect((await manifest(await assertion(OLGA, { kid: "two", key: next }))).status).toBe(200);
  expect(asked).toHaveLength(2);
  for (let i = 0; i < 20; i += 1) {
    const jwt = await assertion(OLGA, { kid: `invented-${i}`, key: next });
    expect((await manifest(jwt)).status).toBe(401);
  }
  expect(asked).toHaveLength(2);
});

it.each<[string, () => Promise<Response> | Response]>([
  ["can't be reached", () => Promise.reject(new Error("away"))],
  ["answers with an error", () => new Response("error", { status: 500 })],
  ["answers with no keys", () => new Response("<!doctype html>")],
])("answers 503, not 401, where the team's domain %s", async (_, answer) => {
  await serveKeys(answer);
  const lines = logLines();
  const response = await manifest(await assertion(OLGA));
  expect(response.headers.get("Retry-After")).toBe("5");
  await expectProblem(response, 503, "unavailable");
  expect(lines.join("\n")).toContain("Access keys failed");
});

it("lets the token in beside Access; a wrong one is wrong, whatever stands beside it", async () => {
  await serveKeys();
  logLines();
  const both = { ...BEHIND_ACCESS, PUBLISH_TOKEN: TOKEN };
  const right = { Authorization: `Bearer ${TOKEN}` };
  expect((await ask("/api/manifest", { headers: right }, both)).status).toBe(200);
  const headers = { ...(await through(OLGA)), Authorization: "Bearer of-another-site" };
  expect((await ask("/api/manifest", { headers }, both)).status).toBe(401);
});

it("does not take a token that is too short, where Access keeps publishing open", async () => {
  logLines();
  const headers = { Authorization: "Bearer short" };
  for (const token of ["short", ""]) {
    const behind = { ...BEHIND_ACCESS, PUBLISH_TOKEN: token };
    expect((await ask("/api/manifest", { headers }, behind)).status).toBe(401);
  }
});

it.each([
  ["no team", { ACCESS_TEAM: "" }],
  ["no audience", { ACCESS_AUDIENCE: " " }],
  ["an address for the team's name", { ACCESS_TEAM: "evil.example/acme" }],
])("is closed with %s, and says how to open it", async (_, replaced) => {
  const asked = await serveKeys();
  const jwt = await assertion(OLGA);
  const response = await askApi("GET", "/manifest", { [HEADER]: jwt }, undefined, replaced);
  const { detail } = await expectProblem(response, 503, "publishing-closed");
  for (const name of ["PUBLISH_TOKEN", "ACCESS_TEAM", "ACCESS_AUDIENCE"]) {
    expect(detail).toContain(name);
  }
  expect(asked).toEqual([]);
});

it.each<[number, Record<string, string>]>([
  [403, { Origin: "https://elsewhere.test" }],
  [403, { Origin: "null" }],
  [403, { "Sec-Fetch-Site": "cross-site" }],
  [403, { "Sec-Fetch-Site": "same-site" }],
  [403, { Origin: ORIGIN, "Sec-Fetch-Site": "cross-site" }],
  [403, { Origin: "null", "Sec-Fetch-Site": "cross-site" }],
  [200, { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" }],
  [200, { Origin: "null", "Sec-Fetch-Site": "same-origin" }],
  [200, { "Sec-Fetch-Site": "none" }],
  // A program.
  [200, {}],
])("answers a write through Access with %d where it comes with %j", async (status, headers) => {
  await serveKeys();
  logLines();
  const all = { ...(await through(OLGA)), ...headers };
  const response = await askApi("PUT", "/site", all, site());
  expect(response.status).toBe(status);
  if (status === 403) await expectProblem(response, 403, "foreign-origin");
  // What only reads is answered: no other site's page can see the answer.
  expect((await askApi("GET", "/manifest", all)).status).toBe(200);
});
