import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, jwtVerify, errors } from "jose";

/** Public-key signatures only: never a shared secret, never "none". */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

/** What a member's token proves. */
export type Membership =
  /** `member` identifies the member: no two members share it. */
  | { outcome: "member"; member: string }
  /** The token is not this publication's, or no longer valid. */
  | { outcome: "stranger" }
  /** The key set could not be fetched. */
  | { outcome: "unavailable" };

type Keys = ReturnType<typeof createRemoteJWKSet> | ReturnType<typeof createLocalJWKSet>;
let cached: { source: string; keys: Keys } | null = null;

/**
 * Verifies a member's token: a JWT (RFC 7519) with `iss`, `aud`, `sub` and `exp`, signed by a key of `MEMBER_KEYS`. That
 * setting holds the key set itself (RFC 7517), or its https address.
 */
export async function readMembership(env: Env, token: string): Promise<Membership> {
  const { MEMBER_ISSUER: issuer, MEMBER_AUDIENCE: audience, MEMBER_KEYS: source } = env;
  if (!issuer || !audience || !source || token.length > 8192) return { outcome: "stranger" };
  try {
    const { payload } = await jwtVerify(token, keysOf(source), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["sub", "exp"],
      clockTolerance: 30,
    });
    if (typeof payload.sub !== "string" || payload.sub === "") return { outcome: "stranger" };
    return { outcome: "member", member: JSON.stringify([issuer, payload.sub]) };
  } catch (error) {
    if (isTokenError(error)) return { outcome: "stranger" };
    console.error({ event: "members' keys failed", error: String(error) });
    return { outcome: "unavailable" };
  }
}

/** Whether the token itself is at fault. Any other error concerns the key set. */
export function isTokenError(error: unknown): boolean {
  const ofToken = [
    errors.JWTClaimValidationFailed,
    errors.JWTExpired,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ];
  return ofToken.some((kind) => error instanceof kind);
}

function keysOf(source: string): Keys {
  if (cached?.source !== source) {
    const keys = source.startsWith("http")
      ? createRemoteJWKSet(new URL(source), { timeoutDuration: 3000 })
      : createLocalJWKSet(JSON.parse(source) as JSONWebKeySet);
    cached = { source, keys };
  }
  return cached.keys;
}
