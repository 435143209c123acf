import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./context.ts";

// `form-action 'self'` also holds for the redirects that answer a ballot: they stay on this site.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: [name: string, value: string][] = [
  ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  // With no-referrer a browser would send `Origin: null` with a ballot.
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Strict-Transport-Security", "max-age=31536000"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"],
];

/** Puts on every answer what it has not got: security headers, and a `Cache-Control`, without which Cloudflare would keep it for hours. */
export const commonHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  for (const [name, value] of HEADERS) c.res.headers.set(name, value);
  if (!c.res.headers.has("Cross-Origin-Resource-Policy")) {
    c.res.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};
