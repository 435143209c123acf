import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import { isStranger } from "./member.ts";

/** What somebody may do: an editor publishes, an operator also does what can't be taken back or shows who voted from where. */
export type Role = "editor" | "operator";

/** Whose assertions are taken: those of one team, for one application. */
export interface Access {
  issuer: string;
  audience: string;
}

/** What Cloudflare Access says of who sends a request. */
export type Visitor =
  /** `name`: an e-mail address, or the client id of a service token. */
  | { outcome: "known"; name: string }
  /** The assertion is none of this application's, or not any more. */
  | { outcome: "stranger" }
  /** The team's keys could not be had. */
  | { outcome: "unavailable" };

/** Longer than any assertion: what is longer is not even decoded. */
const MAX_LENGTH = 16_384;

/** The application that stands before the publishing API; `null`: none, or its settings are not complete. */
export function accessOf({ ACCESS_TEAM, ACCESS_AUDIENCE }: Env): Access | null {
  const team = (ACCESS_TEAM ?? "").trim().toLowerCase();
  const audience = (ACCESS_AUDIENCE ?? "").trim();
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(team) || audience === "") return null;
  return { issuer: `https://${team}.cloudflareaccess.com`, audience };
}

/** Reads an assertion (`Cf-Access-Jwt-Assertion`): a JWT that the team's key has signed for this application. */
export async function readAssertion(access: Access, assertion: string): Promise<Visitor> {
  const { issuer, audience } = access;
  if (assertion.length > MAX_LENGTH) return { outcome: "stranger" };
  try {
    const { payload } = await jwtVerify(assertion, keysOf(issuer), {
      issuer,
      audience,
      // What Access signs with. Never a shared secret, never "none".
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iat"],
      clockTolerance: 30,
    });
    const name = nameOf(payload);
    return name === null ? { outcome: "stranger" } : { outcome: "known", name };
  } catch (error) {
    if (isStranger(error)) return { outcome: "stranger" };
    console.error({ event: "Access keys failed", error: String(error) });
    return { outcome: "unavailable" };
  }
}

/**
 * Who it is: a person by e-mail address, a service token by its client id. A token of the team's own session is for no
 * application, and a client certificate may be made out to any name, an e-mail address too: neither is taken.
 */
function nameOf({ type, email, common_name: id }: JWTPayload): string | null {
  if (type !== "app") return null;
  if (typeof email === "string" && email.includes("@")) return email.toLowerCase();
  return typeof id === "string" && id.endsWith(".access") && !id.includes("@")
    ? id.toLowerCase()
    : null;
}

/** What the settings let somebody do whom Access knows. */
export function roleOf({ ACCESS_OPERATORS, ACCESS_EDITORS }: Env, name: string): Role | null {
  if (isListed(ACCESS_OPERATORS, name)) return "operator";
  return isListed(ACCESS_EDITORS, name) ? "editor" : null;
}

/** Entries: an e-mail address, `@example.org`, a service token's client id, or `*` for all whom Access lets in. */
function isListed(list: string | undefined, name: string): boolean {
  const entries = (list ?? "").toLowerCase().split(/[\s,]+/);
  return entries.some(
    (entry) => entry === "*" || entry === name || (/^@[^@]+$/.test(entry) && name.endsWith(entry)),
  );
}

type Keys = ReturnType<typeof createRemoteJWKSet>;
let kept: { issuer: string; keys: Keys } | null = null;

/**
 * The team's keys: kept for an hour, and asked for anew where an assertion names another, but at most every 30 seconds,
 * so that invented names of keys are not turned into requests.
 */
function keysOf(issuer: string): Keys {
  if (kept?.issuer !== issuer) {
    const keys = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
      timeoutDuration: 3000,
      cooldownDuration: 30_000,
      cacheMaxAge: 3_600_000,
    });
    kept = { issuer, keys };
  }
  return kept.keys;
}

/** Forgets the keys, as a new isolate does. */
export function forgetAccessKeys(): void {
  kept = null;
}
