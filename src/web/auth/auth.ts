import type { MiddlewareHandler } from "hono";
import { networkOf } from "../../core/polls/network.ts";
import { accessOf, readAssertion, roleOf } from "./access.ts";
import type { Actor, AppContext, AppEnv } from "../context.ts";
import { problemResponse, type Refusal, unavailable } from "../http/problems.ts";
import { foreignOrigin } from "../polls/vote-input.ts";

/** Shorter tokens could be guessed: 128 bits are 22 characters of base64url. */
const MIN_TOKEN_LENGTH = 22;

/** Whether the Worker has a publishing token that is long enough to be one. */
export function hasToken(env: Env): boolean {
  return (env.PUBLISH_TOKEN ?? "").length >= MIN_TOKEN_LENGTH;
}

/** Whether anybody can publish: with the token, or through Cloudflare Access. */
export function isPublishingOpen(env: Env): boolean {
  return hasToken(env) || accessOf(env) !== null;
}

/** Who sends a request, or why nobody who may. */
type Admission =
  | { outcome: "admitted"; actor: Actor; ambient: boolean }
  | { outcome: "unknown"; reason: string }
  | { outcome: "no-role" }
  | { outcome: "unavailable" };

/**
 * Lets a request through that knows the publishing token (as an operator), or that Cloudflare Access vouches for (with
 * the role that the settings give).
 *
 * Failures alone are counted: the right token is taken from an address that was refused a moment ago. Otherwise anybody
 * behind an editor's address could lock the editor out; and a token of 128 bits is not guessed at any speed.
 */
export const authenticated: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isPublishingOpen(c.env)) return problemResponse(closed);
  const admission = await admit(c);
  switch (admission.outcome) {
    case "admitted": {
      const { actor, ambient } = admission;
      // A browser sends Access's cookie with whatever page asks it to.
      if (ambient && isWrite(c) && foreignOrigin(c.req.raw)) return refuse(foreignPage, "origin");
      c.set("actor", actor);
      await next();
      return undefined;
    }
    case "unknown":
      return refuse((await tooManyFailures(c)) ?? notAuthorized, admission.reason);
    case "no-role":
      return refuse(noRole, "role");
    case "unavailable":
      return problemResponse(unavailable);
    default:
      return admission satisfies never;
  }
};

/** Lets operators through, and nobody else. */
export const operatorOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  const refused = unlessOperator(c, "This");
  if (refused) return refused;
  await next();
  return undefined;
};

/** Refuses who is no operator. `what`: what only operators do, as a sentence begins with it */
export function unlessOperator(c: AppContext, what: string): Response | null {
  if (c.get("actor").role === "operator") return null;
  const detail = `${what} is for operators; you are an editor here. An operator can do it, or name you in ACCESS_OPERATORS.`;
  return refuse({ ...noRole, title: "Only operators may do this", detail }, "role");
}

/** Whether a request may change something. */
export function isWrite(c: AppContext): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(c.req.method);
}

/** A token that is sent decides: with a wrong one, Access is not asked. */
async function admit(c: AppContext): Promise<Admission> {
  const authorization = c.req.header("Authorization");
  if (authorization !== undefined) {
    const [scheme, given] = authorization.split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !given) {
      return { outcome: "unknown", reason: "no token" };
    }
    const expected = c.env.PUBLISH_TOKEN ?? "";
    const isRight = (await sameSecret(given, expected)) && hasToken(c.env);
    if (!isRight) return { outcome: "unknown", reason: "wrong token" };
    const who = c.req.header("Hustings-By") ?? "";
    const actor: Actor = { who: said("token", who), role: "operator" };
    return { outcome: "admitted", actor, ambient: false };
  }
  const access = accessOf(c.env);
  // The header that has but the e-mail address is anybody's to send: it is never read.
  const assertion = c.req.header("Cf-Access-Jwt-Assertion");
  if (!access || assertion === undefined) return { outcome: "unknown", reason: "no token" };
  const visitor = await readAssertion(access, assertion);
  if (visitor.outcome === "unavailable") return visitor;
  if (visitor.outcome === "stranger") return { outcome: "unknown", reason: "wrong assertion" };
  const role = roleOf(c.env, visitor.name);
  if (role === null) return { outcome: "no-role" };
  return { outcome: "admitted", actor: { who: visitor.name, role }, ambient: true };
}

/** Whoever holds the token may say a name, which is written down as said. */
function said(who: string, name: string): string {
  const clean = decoded(name)
    .replace(/[^\p{L}\p{N} .,@_+-]/gu, "")
    .slice(0, 80)
    .trim();
  return clean === "" ? who : `${who} (${clean})`;
}

/** What no header takes as it is comes percent-encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Compares in a time that depends on neither text: digests are of one length. */
async function sameSecret(a: string, b: string): Promise<boolean> {
  const digest = (text: string): Promise<ArrayBuffer> =>
    crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(a), await digest(b));
}

/** Counts a failure of a network, as polls tell networks apart. The platform keeps the counter; no address is kept here. */
async function tooManyFailures(c: AppContext): Promise<Refusal | null> {
  const network = networkOf(c.req.header("CF-Connecting-IP") ?? "");
  if (network === null) return null;
  const { success } = await c.env.AUTH_LIMIT.limit({ key: network });
  return success ? null : tooMany;
}

/** Refuses, and tells the log why: without token, address or name. */
function refuse(refusal: Refusal, reason: string): Response {
  const { status, kind } = refusal;
  console.warn({ event: "publishing refused", status, kind, reason });
  const more = status === 401 ? { "WWW-Authenticate": 'Bearer realm="publishing"' } : {};
  return problemResponse(refusal, more);
}

const closed: Refusal = {
  status: 503,
  kind: "publishing-closed",
  title: "Publishing is closed",
  detail: `The Worker has no publishing token of at least ${MIN_TOKEN_LENGTH} characters, and Cloudflare Access is not set up. Set a token: npx wrangler secret put PUBLISH_TOKEN (openssl rand -base64 32 makes one), or set ACCESS_TEAM and ACCESS_AUDIENCE.`,
};

const notAuthorized: Refusal = {
  status: 401,
  kind: "not-authorized",
  title: "Not authorized",
  detail:
    "Send the publishing token (Authorization: Bearer TOKEN), or come through Cloudflare Access, where the site has it.",
};

const tooMany: Refusal = {
  status: 429,
  kind: "too-many",
  title: "Too many failures",
  detail: "Too many requests from this network had no right token. Try again in a minute.",
  retryAfter: 60,
};

const noRole: Refusal = {
  status: 403,
  kind: "role-needed",
  title: "No role here",
  detail:
    "Cloudflare Access knows you, but this site gives you no role. An operator can name you in ACCESS_EDITORS or ACCESS_OPERATORS.",
};

const foreignPage: Refusal = {
  status: 403,
  kind: "foreign-origin",
  title: "From another site",
  detail: "The request comes from another site's page. Nothing was done.",
};
