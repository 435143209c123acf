import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./context.ts";
import { problemResponse } from "./refusal.ts";

/** Shorter tokens could be guessed: 128 bits are 22 characters of base64url. */
const MIN_TOKEN_LENGTH = 22;

/** Whether the Worker has a publishing token that is long enough to be one. */
export function isPublishingOpen(env: Env): boolean {
  return (env.PUBLISH_TOKEN ?? "").length >= MIN_TOKEN_LENGTH;
}

/** Lets a request through that knows the publishing token. */
export const authenticated: MiddlewareHandler<AppEnv> = async (c, next) => {
  const expected = c.env.PUBLISH_TOKEN;
  if (expected === undefined || !isPublishingOpen(c.env)) {
    return problemResponse({
      status: 503,
      kind: "publishing-closed",
      title: "Publishing is closed",
      detail: `The Worker has no publishing token of at least ${MIN_TOKEN_LENGTH} characters. Set one: npx wrangler secret put PUBLISH_TOKEN`,
    });
  }
  const [scheme, given] = (c.req.header("Authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !given || !(await sameSecret(given, expected))) {
    const response = problemResponse({
      status: 401,
      kind: "not-authorized",
      title: "Not authorized",
      detail: "Send the publishing token: Authorization: Bearer TOKEN",
    });
    response.headers.set("WWW-Authenticate", 'Bearer realm="publishing"');
    return response;
  }
  await next();
  return undefined;
};

/** Compares in a time that depends on neither text: digests are of one length. */
async function sameSecret(a: string, b: string): Promise<boolean> {
  const digest = (text: string): Promise<ArrayBuffer> =>
    crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(a), await digest(b));
}
