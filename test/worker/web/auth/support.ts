import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { onTestFinished, vi } from "vitest";
import { forgetAccessKeys } from "../../../../src/web/auth/access.ts";
import { ask } from "../../support/site.ts";

const ISSUER = "https://acme.cloudflareaccess.com";
const AUDIENCE = "32eafc7626e974616deaf0dc3ce63d7b";

/** Where the team's keys are. */
export const CERTS = `${ISSUER}/cdn-cgi/access/certs`;

/** A service token's client id. */
export const ROBOT = "e367826f93b8d71185e03fe518aff3b4.access";

/** A site that stands behind Cloudflare Access, and has no token. */
export const BEHIND_ACCESS: Partial<Env> = {
  PUBLISH_TOKEN: "",
  ACCESS_TEAM: "acme",
  ACCESS_AUDIENCE: AUDIENCE,
  ACCESS_OPERATORS: "Olga@Example.org",
  ACCESS_EDITORS: `ed@example.org, @desk.example ${ROBOT}`,
};

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** Makes a pair of keys such as Access signs with. */
export function keyPair(): Promise<Pair> {
  return generateKeyPair("RS256", { extractable: true });
}

/** The team's keys. */
export const TEAM = await keyPair();

/** A set of keys as Access publishes it. */
export async function keySet(keys: Record<string, Pair>): Promise<string> {
  const jwks = Object.entries(keys).map(async ([kid, { publicKey }]) => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: "RS256",
    use: "sig",
  }));
  return JSON.stringify({ keys: await Promise.all(jwks) });
}

/** Serves the team's keys until the test ends, to who does not remember them yet. Returns the addresses asked. */
export async function serveKeys(answer?: () => Promise<Response> | Response): Promise<string[]> {
  const certs = await keySet({ one: TEAM });
  const asked: string[] = [];
  forgetAccessKeys();
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const address = input instanceof Request ? input.url : String(input);
    asked.push(address);
    return answer === undefined ? new Response(certs) : answer();
  });
  onTestFinished(() => {
    spy.mockRestore();
    forgetAccessKeys();
  });
  return asked;
}

/** What of an assertion is not as Access makes it. `null`: left out. */
interface Parts {
  claims?: JWTPayload;
  issuer?: string;
  audience?: string | string[];
  /** Seconds from now. */
  expires?: number | null;
  notBefore?: number;
  kid?: string;
  key?: Pair;
}

/** An assertion, as Access makes it for a person (an e-mail address) or a service token. */
export async function assertion(name: string | null, parts: Parts = {}): Promise<string> {
  const { claims = {}, issuer = ISSUER, audience = [AUDIENCE], expires = 60 } = parts;
  const now = Math.floor(Date.now() / 1000);
  const who = name?.includes("@")
    ? { email: name, sub: "7335d417" }
    : { common_name: name, sub: "" };
  const jwt = new SignJWT({ type: "app", ...(name === null ? {} : who), ...claims })
    .setProtectedHeader({ alg: "RS256", kid: parts.kid ?? "one", typ: "JWT" })
    .setIssuedAt(now)
    .setNotBefore(now + (parts.notBefore ?? 0))
    .setIssuer(issuer)
    .setAudience(audience);
  if (expires !== null) jwt.setExpirationTime(now + expires);
  return jwt.sign((parts.key ?? TEAM).privateKey);
}

/** The header in which Access hands an assertion on. */
export async function through(name: string, parts?: Parts): Promise<Record<string, string>> {
  return { "Cf-Access-Jwt-Assertion": await assertion(name, parts) };
}

/** A request to the publishing API of a site behind Access. A body is sent as JSON. */
export function askApi(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
  replaced: Partial<Env> = {},
): Promise<Response> {
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return ask(`/api${path}`, init, { ...BEHIND_ACCESS, ...replaced });
}

/** What is written to the log of the Worker until the test ends, each line as text. */
export function logLines(): string[] {
  const lines: string[] = [];
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      lines.push(`${level} ${JSON.stringify(parts)}`);
    }),
  );
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return lines;
}
