import type { MiddlewareHandler } from "hono";
import { networkOf } from "../../core/polls/network.ts";
import { accessOf, readAssertion, roleOf } from "./access.ts";
import type { Actor, AppContext, AppEnv } from "../context.ts";
import { problemResponse, type Refusal, unavailable } from "../http/problems.ts";
import { foreignOrigin } from "../polls/vote-input.ts";

/** 128 bits in base64url. A shorter token could be guessed. */
const MIN_TOKEN_LENGTH = 22;

/** Whether the Worker has a publishing token that is long enough. */
export function hasToken(env: Env): boolean {
  return (env.PUBLISH_TOKEN ?? "").length >= MIN_TOKEN_LENGTH;
}

/** Whether publishing is possible at all: with a token, or through Cloudflare Access. */
export function isPublishingOpen(env: Env): boolean {
  return hasToken(env) || accessOf(env) !== null;
}

/** Who sends a request, or why the request is refused. */
type Admission =
  | { outcome: "admitted"; actor: Actor; ambient: boolean }
  | { outcome: "unknown"; reason: string }
  | { outcome: "no-role" }
  | { outcome: "unavailable" };

/**
 * Admits a request that has the publishing token (as an operator), or that Cloudflare Access vouches for (in the role
 * that the settings give).
 *
 * Rate-limits failures only: the right token always works, even from an address that was just refused. Otherwise anyone
 * behind an editor's address could lock the editor out. A token of 128 bits cannot be guessed at any rate.
 */
export const authenticated: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isPublishingOpen(c.env)) return problemResponse(closed);
  const admission = await admit(c);
  switch (admission.outcome) {
    case "admitted": {
      const { actor, ambient } = admission;
      // Browsers send Access's cookie along with any site's request.
      if (ambient && isWrite(c) && foreignOrigin(c.req.raw))
        return logRefusal(foreignPage, "origin");
      c.set("actor", actor);
      await next();
      return undefined;
    }
    case "unknown":
      return logRefusal((await tooManyFailures(c)) ?? notAuthorized, admission.reason);
    case "no-role":
      return logRefusal(noRole, "role");
    case "unavailable":
      return problemResponse(unavailable);
    default:
      return admission satisfies never;
  }
};

/** Admits operators only. */
export const operatorOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  const refusal = unlessOperator(c, "This");
  if (refusal) return refusal;
  await next();
  return undefined;
};

/**
 * Refuses anyone but operators.
 *
 * @param what the action, as the subject of a sentence
 */
export function unlessOperator(c: AppContext, what: string): Response | null {
  if (c.get("actor").role === "operator") return null;
  const detail = `${what} is for operators; you are an editor here. An operator can do it, or name you in ACCESS_OPERATORS.`;
  return logRefusal({ ...noRole, title: "Only operators may do this", detail }, "role");
}

/** Whether a request's method may change something. */
export function isWrite(c: AppContext): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(c.req.method);
}

/** A token, once sent, decides: a wrong one is refused, whatever Access says. */
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
    const name = c.req.header("Hustings-By") ?? "";
    const actor: Actor = { who: tokenHolder(name), role: "operator" };
    return { outcome: "admitted", actor, ambient: false };
  }
  const access = accessOf(c.env);
  // Only the signed assertion counts: anyone can send the header with the plain e-mail address.
  const assertion = c.req.header("Cf-Access-Jwt-Assertion");
  if (!access || assertion === undefined) return { outcome: "unknown", reason: "no token" };
  const visitor = await readAssertion(access, assertion);
  if (visitor.outcome === "unavailable") return visitor;
  if (visitor.outcome === "stranger") return { outcome: "unknown", reason: "wrong assertion" };
  const role = roleOf(c.env, visitor.name);
  if (role === null) return { outcome: "no-role" };
  return { outcome: "admitted", actor: { who: visitor.name, role }, ambient: true };
}

/** A token's holder may give a name. The log has it as claimed; nothing verifies it. */
function tokenHolder(name: string): string {
  const clean = decoded(name)
    .replace(/[^\p{L}\p{N} .,@_+-]/gu, "")
    .slice(0, 80)
    .trim();
  return clean === "" ? "token" : `token (${clean})`;
}

/** Names outside Latin-1 come percent-encoded: no header can carry them as they are. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Compares in constant time. Digests have one length, so the length of the secret does not show either. */
async function sameSecret(a: string, b: string): Promise<boolean> {
  const digest = (text: string): Promise<ArrayBuffer> =>
    crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(a), await digest(b));
}

/** Counts a failure against its network (/24 or /64). The platform keeps the counter; we store no address. */
async function tooManyFailures(c: AppContext): Promise<Refusal | null> {
  const network = networkOf(c.req.header("CF-Connecting-IP") ?? "");
  if (network === null) return null;
  const { success } = await c.env.AUTH_LIMIT.limit({ key: network });
  return success ? null : tooMany;
}

/** Refuses, and logs the reason: never the token, address or name. */
function logRefusal(refusal: Refusal, reason: string): Response {
  const { status, kind } = refusal;
  console.warn({ event: "publishing refused", status, kind, reason });
  const more = status === 401 ? { "WWW-Authenticate": 'Bearer realm="publishing"' } : {};
  return problemResponse(refusal, more);
}

const closed: Refusal = {
  status: 503,
  kind: "publishing-closed",
  title: "Publishing is closed",
  detail: `The Worker has no publishing token of at least ${MIN_TOKEN_LENGTH} characters, and Cloudflare Access is not set up. npm run deploy sets a token; so does npx wrangler secret put PUBLISH_TOKEN (openssl rand -base64 32 makes one). Or set ACCESS_TEAM and ACCESS_AUDIENCE.`,
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
