import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, jwtVerify, errors } from "jose";

/** Signatures by a key that only the publication's own accounts have: none with a shared secret, and never "none". */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

/** What a token says, as far as a poll wants to know. */
export type Membership =
  /** `member`: who it is, text that no two members share. */
  | { outcome: "member"; member: string }
  /** The token is none of this publication's, or not any more. */
  | { outcome: "stranger" }
  /** The keys could not be had. */
  | { outcome: "unavailable" };

type Keys = ReturnType<typeof createRemoteJWKSet> | ReturnType<typeof createLocalJWKSet>;
let kept: { source: string; keys: Keys } | null = null;

/**
 * Reads a member's token: a JWT (RFC 7519) with `iss`, `aud`, `sub` and `exp`, signed by a key of the configured set
 * (RFC 7517): `MEMBER_KEYS` is the set itself or the https address where it is.
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
    if (isStranger(error)) return { outcome: "stranger" };
    console.error({ event: "members' keys failed", error: String(error) });
    return { outcome: "unavailable" };
  }
}

/** Errors of the token itself; all others are of the key set. */
export function isStranger(error: unknown): boolean {
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
  if (kept?.source !== source) {
    const keys = source.startsWith("http")
      ? createRemoteJWKSet(new URL(source), { timeoutDuration: 3000 })
      : createLocalJWKSet(JSON.parse(source) as JSONWebKeySet);
    kept = { source, keys };
  }
  return kept.keys;
}
