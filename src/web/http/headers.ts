import type { MiddlewareHandler } from "hono";
import type { Site } from "../../core/content/site.ts";
import { THEME_HASH } from "../../core/content/theme.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { styleHashes } from "../../views/styles/sheets.tsx";
import type { AppEnv } from "../context.ts";
import { completeCacheControl } from "./cache-control.ts";

// Trusted Types: Chromium then accepts HTML only through the one policy that static/poll.js creates.
const TRUSTED = { "require-trusted-types-for": "'script'", "trusted-types": "poll" };
// `form-action 'self'` also applies to the redirects that answer a ballot; they stay on this site.
const SCRIPTS = `'self' '${THEME_HASH}'`;
const POLICY: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": SCRIPTS,
  "img-src": "'self'",
  "connect-src": "'self'",
  "form-action": "'self'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
  ...TRUSTED,
};

const TURNSTILE = "https://challenges.cloudflare.com";
/** Turnstile's script is not documented to work with Trusted Types. */
const WIDGET = {
  "script-src": `${SCRIPTS} ${TURNSTILE}`,
  "frame-src": TURNSTILE,
  ...Object.fromEntries(Object.keys(TRUSTED).map((name) => [name, null])),
};

/** What a page with Turnstile's widget needs in addition. */
export function turnstilePolicy(): string {
  return policy(WIDGET);
}

/**
 * The policy of a stored page, which another version may have rendered with another style sheet.
 *
 * @param style the hash of its style sheet
 */
export function pagePolicy(style: string): string {
  return policies.fresh(style) ?? policies.set(style, policy({ "style-src": `'${style}'` }));
}

const policies = new IsolateCache<string, string>({ max: 100 });

/**
 * Lets a page be shown in pages of other sites.
 *
 * @param origins which: those of site.yaml
 */
export function embedPolicy(headers: Headers, origins: Site["embed"], widget: boolean): void {
  let ancestors = "*";
  if (origins === "nowhere") ancestors = "'none'";
  // Including the site's own pages, where editors try the embed.
  else if (origins !== "everywhere") ancestors = ["'self'", ...origins].join(" ");
  headers.set(
    "Content-Security-Policy",
    policy({ "frame-ancestors": ancestors, ...(widget ? WIDGET : {}) }),
  );
  headers.set("Cross-Origin-Resource-Policy", "cross-origin");
}

/** @param more directives that replace the usual ones; `null` removes one */
function policy(more: Readonly<Record<string, string | null>>): string {
  const styles = styleHashes().map((hash) => `'${hash}'`);
  return Object.entries({ ...POLICY, "style-src": styles.join(" "), ...more })
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]))
    .join("; ");
}

let madePolicy: string | null = null;

/** The policy of pages that the Worker renders for one request. */
function ownPolicy(): string {
  madePolicy ??= policy({});
  return madePolicy;
}

const HEADERS: [name: string, value: string][] = [
  ["X-Content-Type-Options", "nosniff"],
  // With no-referrer, browsers send `Origin: null` with a ballot.
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Strict-Transport-Security", "max-age=31536000"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  [
    "Permissions-Policy",
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  ],
];

/**
 * The complete headers of a response that is sent often: they include what {@link commonHeaders} adds to every response,
 * provided there is a `Cache-Control`.
 */
export function completed(headers: Record<string, string>): Headers {
  usual ??= new Headers([
    ...HEADERS,
    ["Content-Security-Policy", ownPolicy()],
    ["Cross-Origin-Resource-Policy", "same-origin"],
  ]);
  const made = new Headers(usual);
  for (const [name, value] of Object.entries(headers)) made.set(name, value);
  return made;
}

let usual: Headers | null = null;

/** Adds to every response what it lacks: security headers, and a `Cache-Control`. Cloudflare caches a response without one for hours. */
export const commonHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.get("complete") === true) return;
  for (const [name, value] of HEADERS) c.res.headers.set(name, value);
  if (!c.res.headers.has("Content-Security-Policy")) {
    c.res.headers.set("Content-Security-Policy", ownPolicy());
  }
  if (!c.res.headers.has("Cross-Origin-Resource-Policy")) {
    c.res.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
  const kept = c.res.headers.get("Cache-Control") ?? "no-store";
  c.res.headers.set("Cache-Control", completeCacheControl(kept, c.req.url));
};
