import { getCookie, setCookie } from "hono/cookie";
import { sha256Hex } from "../../core/digest.ts";
import type { AppContext } from "../context.ts";
import { isEmbedded } from "./embed-context.ts";

/** Browsers keep a cookie for 400 days at most (RFC 6265bis). */
const COOKIE_SECONDS = 400 * 24 * 60 * 60;
const COOKIE = "voter";
const EMBED_COOKIE = "voter-embed";
const COOKIE_VALUE = /^[A-Za-z0-9_-]{22}$/;
/** Visible ASCII, too long to collide by chance. */
const IDEMPOTENCY_KEY = /^[\x21-\x7E]{8,200}$/;

/**
 * This reader's voter cookie, if it is well-formed: 128 random bits in base64url. `__Host-` means that only this host can
 * set it, over a secure connection (browsers treat localhost as secure).
 *
 * Browsers that partition third-party storage send an embedded page only cookies that were set there, for that site alone
 * (CHIPS). That cookie has its own name. Where both come, the site's own cookie wins.
 */
export function voterCookie(c: AppContext): string | null {
  const names = isEmbedded(c) ? [COOKIE, EMBED_COOKIE] : [COOKIE];
  const values = names.map((name) => getCookie(c, name, "host"));
  return values.find((value) => value !== undefined && COOKIE_VALUE.test(value)) ?? null;
}

/** Gives this reader a voter cookie. */
export function giveVoterCookie(c: AppContext): void {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const value = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, 22);
  const embedded = isEmbedded(c);
  setCookie(c, embedded ? EMBED_COOKIE : COOKIE, value, {
    prefix: "host",
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: embedded ? "None" : "Lax",
    ...(embedded ? { partitioned: true } : {}),
    maxAge: COOKIE_SECONDS,
  });
}

/** Whether an `Idempotency-Key` can identify a voter. */
export function isIdempotencyKey(key: string): boolean {
  return IDEMPOTENCY_KEY.test(key);
}

/**
 * The voter key: 128 bits of a digest, in hexadecimal. It differs from poll to poll, and does not reveal the cookie or key
 * behind it.
 */
export function voterKey(poll: string, kind: "cookie" | "key" | "member", secret: string): string {
  return sha256Hex(`hustings voter\n${poll}\n${kind}\n${secret}`).slice(0, 32);
}
