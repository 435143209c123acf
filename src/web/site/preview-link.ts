import { base64url } from "jose";
import { hasToken } from "../auth/auth.ts";

const ENCODER = new TextEncoder();

/** What the address of a preview carries besides the article. */
interface PreviewLink {
  /** Seconds since 1970 (UTC), as in the address. */
  expires: string;
  /** HMAC-SHA-256 of article and time, in base64url. */
  signature: string;
}

/** Signs a link to a preview. @returns `null` if there is no publishing token to sign with */
export async function signPreview(
  env: Env,
  slug: string,
  expires: number,
): Promise<PreviewLink | null> {
  const key = await previewKey(env);
  if (!key) return null;
  const text = String(expires);
  const bytes = await crypto.subtle.sign("HMAC", key, message(slug, text));
  return { expires: text, signature: base64url.encode(new Uint8Array(bytes)) };
}

/**
 * When a link to a preview expires.
 *
 * @returns milliseconds since 1970; `null` if this site did not sign the link, or it has expired
 */
export async function previewEnd(
  env: Env,
  slug: string,
  { expires, signature }: PreviewLink,
  now: number,
): Promise<number | null> {
  const key = /^[1-9]\d{0,11}$/.test(expires) ? await previewKey(env) : null;
  if (!key || !/^[A-Za-z0-9_-]{43}$/.test(signature)) return null;
  const given = base64url.decode(signature);
  // The platform compares in constant time.
  if (!(await crypto.subtle.verify("HMAC", key, given, message(slug, expires)))) return null;
  const end = Number(expires) * 1000;
  return now < end ? end : null;
}

/** A key derived for previews alone: signatures reveal nothing about the token. A new token ends all previews. */
async function previewKey(env: Env): Promise<CryptoKey | null> {
  const token = env.PUBLISH_TOKEN;
  if (token === undefined || !hasToken(env)) return null;
  const secret = await crypto.subtle.importKey("raw", ENCODER.encode(token), "HKDF", false, [
    "deriveKey",
  ]);
  const info = ENCODER.encode("hustings preview 1");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    secret,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}

/** Unambiguous: no slug has a line break. */
function message(slug: string, expires: string): Uint8Array {
  return ENCODER.encode(`${slug}\n${expires}`);
}
