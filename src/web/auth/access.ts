import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import { isTokenError } from "./member.ts";

/** An editor publishes. An operator may also do what cannot be undone, and see what shows where votes came from. */
export type Role = "editor" | "operator";

/** The Access team and application whose assertions we accept. */
interface Access {
  issuer: string;
  audience: string;
}

/** Who Cloudflare Access says sends a request. */
type Visitor =
  /** `name`: an e-mail address, or the client id of a service token. */
  | { outcome: "known"; name: string }
  /** The assertion is not for this application, or no longer valid. */
  | { outcome: "stranger" }
  /** The team's key set could not be fetched. */
  | { outcome: "unavailable" };

/** Longer than any real assertion. A longer one is refused undecoded. */
const MAX_LENGTH = 16_384;

/** The Access application in front of the publishing API; `null` if none is set up completely. */
export function accessOf({ ACCESS_TEAM, ACCESS_AUDIENCE }: Env): Access | null {
  const team = (ACCESS_TEAM ?? "").trim().toLowerCase();
  const audience = (ACCESS_AUDIENCE ?? "").trim();
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(team) || audience === "") return null;
  return { issuer: `https://${team}.cloudflareaccess.com`, audience };
}

/** Verifies an assertion (`Cf-Access-Jwt-Assertion`): a JWT that the team's key signed for this application. */
export async function readAssertion(access: Access, assertion: string): Promise<Visitor> {
  const { issuer, audience } = access;
  if (assertion.length > MAX_LENGTH) return { outcome: "stranger" };
  try {
    const { payload } = await jwtVerify(assertion, keysOf(issuer), {
      issuer,
      audience,
      // The one algorithm that Access signs with: never a shared secret, never "none".
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iat"],
      clockTolerance: 30,
    });
    const name = nameOf(payload);
    return name === null ? { outcome: "stranger" } : { outcome: "known", name };
  } catch (error) {
    if (isTokenError(error)) return { outcome: "stranger" };
    console.error({ event: "Access keys failed", error: String(error) });
    return { outcome: "unavailable" };
  }
}

/**
 * A person's e-mail address, or a service token's client id. We refuse the team's own session tokens, which are for no
 * application, and client certificates, whose name can be anything, even an operator's e-mail address.
 */
function nameOf({ type, email, common_name: id }: JWTPayload): string | null {
  if (type !== "app") return null;
  if (typeof email === "string" && email.includes("@")) return email.toLowerCase();
  return typeof id === "string" && id.endsWith(".access") && !id.includes("@")
    ? id.toLowerCase()
    : null;
}

/** The role that the settings give to someone whom Access knows. */
export function roleOf({ ACCESS_OPERATORS, ACCESS_EDITORS }: Env, name: string): Role | null {
  if (isListed(ACCESS_OPERATORS, name)) return "operator";
  return isListed(ACCESS_EDITORS, name) ? "editor" : null;
}

/** An entry is an e-mail address, `@example.org`, a service token's client id, or `*` for everyone whom Access lets in. */
function isListed(list: string | undefined, name: string): boolean {
  const entries = (list ?? "").toLowerCase().split(/[\s,]+/);
  return entries.some(
    (entry) => entry === "*" || entry === name || (/^@[^@]+$/.test(entry) && name.endsWith(entry)),
  );
}

type Keys = ReturnType<typeof createRemoteJWKSet>;
let cached: { issuer: string; keys: Keys } | null = null;

/**
 * The team's key set, cached for an hour. An unknown key id fetches it again, but at most every 30 seconds: inventing key
 * ids must not make us send requests.
 */
function keysOf(issuer: string): Keys {
  if (cached?.issuer !== issuer) {
    const keys = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
      timeoutDuration: 3000,
      cooldownDuration: 30_000,
      cacheMaxAge: 3_600_000,
    });
    cached = { issuer, keys };
  }
  return cached.keys;
}

/** Drops the cached keys, as a new isolate would. For tests. */
export function forgetAccessKeys(): void {
  cached = null;
}
