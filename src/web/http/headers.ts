import type { MiddlewareHandler } from "hono";
import type { Site } from "../../core/content/site.ts";
import { THEME_HASH } from "../../core/content/theme.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { styleHashes } from "../../views/styles/sheets.tsx";
import type { AppEnv } from "../context.ts";

// Chromium takes no text for HTML or for a script then, but through the one policy that static/poll.js makes, once.
const TRUSTED = { "require-trusted-types-for": "'script'", "trusted-types": "poll" };
// `form-action 'self'` also holds for the redirects that answer a ballot: they stay on this site.
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
/** Turnstile's own script says nowhere that it keeps to Trusted Types. */
const WIDGET = {
  "script-src": `${SCRIPTS} ${TURNSTILE}`,
  "frame-src": TURNSTILE,
  ...Object.fromEntries(Object.keys(TRUSTED).map((name) => [name, null])),
};

/** What a page with Turnstile's widget may do besides. */
export function turnstilePolicy(): string {
  return policy(WIDGET);
}

/**
 * The policy of a page that was rendered before: perhaps by another version, with another style sheet in it.
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
  // The site's own pages among them, where an editor tries the embed out.
  else if (origins !== "everywhere") ancestors = ["'self'", ...origins].join(" ");
  headers.set(
    "Content-Security-Policy",
    policy({ "frame-ancestors": ancestors, ...(widget ? WIDGET : {}) }),
  );
  headers.set("Cross-Origin-Resource-Policy", "cross-origin");
}

/** @param more directives in place of the usual ones; `null`: none */
function policy(more: Readonly<Record<string, string | null>>): string {
  const styles = styleHashes().map((hash) => `'${hash}'`);
  return Object.entries({ ...POLICY, "style-src": styles.join(" "), ...more })
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]))
    .join("; ");
}

let madePolicy: string | null = null;

/** The policy of the Worker's own answers. */
function ownPolicy(): string {
  madePolicy ??= policy({});
  return madePolicy;
}

const HEADERS: [name: string, value: string][] = [
  ["X-Content-Type-Options", "nosniff"],
  // With no-referrer a browser would send `Origin: null` with a ballot.
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Strict-Transport-Security", "max-age=31536000"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  [
    "Permissions-Policy",
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  ],
];

/**
 * Headers of an answer that is made often, complete: what {@link commonHeaders} puts on every answer is in them, if there
 * is a `Cache-Control`.
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

/** Puts on every answer what it has not got: security headers, and a `Cache-Control`, without which Cloudflare would keep it for hours. */
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
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};
