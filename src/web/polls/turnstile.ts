import * as v from "valibot";
import { withTimeout } from "../../platform/timeout.ts";

const VERIFY = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
const LIMIT_MS = 3000;
/** The action that the widget names, so that a token made for another form does not count here. */
const TURNSTILE_ACTION = "vote";

const answerSchema = v.object({
  success: v.boolean(),
  hostname: v.optional(v.string()),
  action: v.optional(v.string()),
});

/** The widget's site key, if the publication uses Turnstile. */
export function turnstileKey(env: Env): string | null {
  return env.TURNSTILE_SECRET && env.TURNSTILE_SITE_KEY ? env.TURNSTILE_SITE_KEY : null;
}

/**
 * Whether Cloudflare confirms that a person made the token, in this site's page, for this form. We do not send the
 * reader's address. If Cloudflare cannot be reached, the answer is no.
 */
export async function isHuman(env: Env, token: string, hostname: string): Promise<boolean> {
  if (turnstileKey(env) === null || token === "" || token.length > 2048) return false;
  try {
    const body = new URLSearchParams({ secret: env.TURNSTILE_SECRET ?? "", response: token });
    const response = await withTimeout(
      fetch(env.TURNSTILE_VERIFY_URL ?? VERIFY, { method: "POST", body }),
      LIMIT_MS,
    );
    const answer = v.parse(answerSchema, await response.json());
    const expected = env.TURNSTILE_HOSTNAME ?? hostname;
    return answer.success && answer.hostname === expected && answer.action === TURNSTILE_ACTION;
  } catch (error) {
    console.error({ event: "Turnstile failed", error: String(error) });
    return false;
  }
}
