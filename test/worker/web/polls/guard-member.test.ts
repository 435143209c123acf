import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, expect, test, vi } from "vitest";
import { checkBooks, publishPoll } from "../../support/poll.ts";
import {
  expectProblem,
  formVote,
  jsonVote,
  postForm,
  postJson,
  send,
  texts,
} from "../../support/voters.ts";

const it = test.extend("poll", () => publishPoll({ guard: "member" }));

const ISSUER = "https://accounts.example";
const AUDIENCE = "the-publication";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: Pair;
let strangers: Pair;
let bindings: Env;

beforeAll(async () => {
  [keys, strangers] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" };
  bindings = {
    ...env,
    MEMBER_ISSUER: ISSUER,
    MEMBER_AUDIENCE: AUDIENCE,
    MEMBER_KEYS: JSON.stringify({ keys: [jwk] }),
  };
});

interface TokenParts {
  claims?: JWTPayload;
  issuer?: string;
  audience?: string;
  expires?: string | null;
  key?: Pair;
}

async function token(sub: string | null, parts: TokenParts = {}): Promise<string> {
  const { claims = {}, issuer = ISSUER, audience = AUDIENCE, expires = "5m", key = keys } = parts;
  const jwt = new SignJWT({ ...claims, ...(sub === null ? {} : { sub }) })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setIssuedAt()
    .setIssuer(issuer)
    .setAudience(audience);
  if (expires !== null) jwt.setExpirationTime(expires);
  return jwt.sign(key.privateKey);
}

const bearer = (jwt: string): Record<string, string> => ({ Authorization: `Bearer ${jwt}` });

it("counts one ballot of each member, however the token comes", async ({ poll }) => {
  const jwt = await token("ann");
  const first = await jsonVote(poll, "a", bearer(jwt), bindings);
  expect(first.status).toBe(201);
  // Another token of the same member.
  const again = await token("ann", { claims: { jti: "another" } });
  const cookie = { Cookie: `member=${again}` };
  expect((await jsonVote(poll, "a", cookie, bindings)).status).toBe(200);
  const body = { answers: { q: ["b"] }, token: jwt };
  await expectProblem(await postJson(poll, body, {}, bindings), 409, "already-voted");
  const other = { answers: { q: ["b"] }, token: await token("bob") };
  expect((await postJson(poll, other, {}, bindings)).status).toBe(201);
  expect((await checkBooks(poll)).tally.votes).toBe(2);
});

it("does not take a voter cookie or an Idempotency-Key for a member", async ({ poll }) => {
  for (const headers of [
    { Cookie: `__Host-voter=${"a".repeat(22)}` },
    { "Idempotency-Key": "some-program" },
    {},
  ]) {
    const response = await jsonVote(poll, "a", headers, bindings);
    await expectProblem(response, 403, "membership-needed");
  }
  expect((await checkBooks(poll)).accounts.counted).toBe(0);
});

it.for<[string, () => Promise<string>]>([
  ["of another issuer", () => token("ann", { issuer: "https://elsewhere.example" })],
  ["for another audience", () => token("ann", { audience: "another-site" })],
  ["that has expired", () => token("ann", { expires: "-5m" })],
  ["that never expires", () => token("ann", { expires: null })],
  ["that names nobody", () => token(null)],
  ["with an empty name", () => token("")],
  ["signed by a stranger", () => token("ann", { key: strangers })],
  ["without a signature", async () => `${(await token("ann")).split(".").slice(0, 2).join(".")}.`],
  ["with the algorithm none", async () => none(await token("ann"))],
  ["signed with the public key as a secret", () => hmac()],
  ["that is no token", async () => "not-a-token"],
  ["that is very long", async () => `${await token("ann")}${"A".repeat(9000)}`],
])("refuses a token %s", async ([, make], { poll }) => {
  const response = await jsonVote(poll, "a", bearer(await make()), bindings);
  await expectProblem(response, 403, "membership-needed");
  expect((await checkBooks(poll)).accounts.counted).toBe(0);
});

function none(jwt: string): string {
  const head = btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replaceAll("=", "");
  return `${head}.${jwt.split(".")[1] ?? ""}.`;
}

async function hmac(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
  return new SignJWT({ sub: "ann" })
    .setProtectedHeader({ alg: "HS256", kid: "one" })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime("5m")
    .sign(secret);
}

it("refuses everybody where the site does not know its members, and says so in /health", async ({
  poll,
}) => {
  const response = await jsonVote(poll, "a", bearer(await token("ann")));
  await expectProblem(response, 403, "membership-needed");
  expect(await (await send("/health")).json()).toMatchObject({
    members: expect.stringContaining("MEMBER_ISSUER"),
  });
});

it("answers 503, and counts nothing, where the members' keys can't be had", async ({ poll }) => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const away = { ...bindings, MEMBER_KEYS: "https://accounts.invalid/keys.json" };
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("away"));
  const response = await jsonVote(poll, "a", bearer(await token("ann")), away);
  await expectProblem(response, 503, "unavailable");
  vi.restoreAllMocks();
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("takes the keys from their address", async ({ poll }) => {
  const jwks = bindings.MEMBER_KEYS ?? "";
  const away = { ...bindings, MEMBER_KEYS: "https://accounts.example/keys.json" };
  const asked = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(
      async () => new Response(jwks, { headers: { "Content-Type": "application/json" } }),
    );
  const response = await jsonVote(poll, "a", bearer(await token("ann")), away);
  expect(response.status).toBe(201);
  expect(asked).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});

it("leads a member who came by a link back to it: the vote can be changed there", async () => {
  const poll = await publishPoll({ guard: "member", revisable: true });
  const jwt = await token("ann");
  const fields: [string, string][] = [
    ["q.q", "a"],
    ["token", jwt],
  ];
  const form = await postForm(poll, fields, {}, bindings);
  expect(form.status).toBe(303);
  const location = form.headers.get("Location") ?? "";
  expect(location).toBe(`/polls/${poll}?token=${jwt}`);
  const page = await (await send(location, {}, bindings)).text();
  expect(await texts(page, ".receipt code")).toHaveLength(1);
  const changed: [string, string][] = [
    ["q.q", "b"],
    ["token", jwt],
    ["revises", "1"],
  ];
  expect((await postForm(poll, changed, {}, bindings)).status).toBe(303);
  expect((await checkBooks(poll)).tally.options["q"]).toMatchObject({ b: 1 });
});

it("leads a member who is known by a cookie to the poll's page", async ({ poll }) => {
  const cookie = { Cookie: `member=${await token("ann")}` };
  const form = await formVote(poll, "a", cookie, bindings);
  expect(form.headers.get("Location")).toBe(`/polls/${poll}`);
  const page = await (await send(`/polls/${poll}`, { headers: cookie }, bindings)).text();
  expect(await texts(page, ".receipt code")).toHaveLength(1);
});

it("shows a vote to whoever has its receipt, and no form that would change it", async () => {
  const poll = await publishPoll({ revisable: true });
  const cast = await jsonVote(poll, "a", { "Idempotency-Key": "ann-ann-ann" });
  const { seq, receipt } = await cast.json<{ seq: number; receipt: string }>();
  const address = `/polls/${poll}?vote=${seq}&receipt=${receipt}`;
  const page = await (await send(address)).text();
  expect(await texts(page, ".receipt code")).toEqual([receipt]);
  expect(page).not.toContain("<form");
  // Whoever lacks either half sees nothing.
  for (const wrong of [address.replace("vote=1", "vote=2"), `${address.slice(0, -4)}AAAA`]) {
    expect(await texts(await (await send(wrong)).text(), ".receipt")).toEqual([]);
  }
  // A ballot that names somebody else's vote is not counted as one of its own.
  const other = { answers: { q: ["b"] }, revises: seq };
  const refused = await postJson(poll, other, { "Idempotency-Key": "ben-ben-ben" });
  await expectProblem(refused, 409, "no-vote");
  expect((await checkBooks(poll)).tally.votes).toBe(1);
});

it("shows a member who comes by a link with a token a form that sends it", async ({ poll }) => {
  const jwt = await token("ann");
  const page = await (await send(`/polls/${poll}?token=${jwt}`, {}, bindings)).text();
  expect(page).toContain(`name="token" value="${jwt}"`);
});
