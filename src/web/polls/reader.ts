import { getCookie } from "hono/cookie";
import { codeDigest, readCode } from "../../core/polls/invitation-code.ts";
import { networkOf } from "../../core/polls/network.ts";
import type { Credentials, ViewInput } from "../../poll/rpc-types.ts";
import type { Membership } from "../auth/member.ts";
import type { AppContext } from "../context.ts";
import { type Body, textOf } from "../http/body.ts";
import { type Refusal, unavailable } from "../http/problems.ts";
import { isHuman, turnstileKey } from "./turnstile.ts";
import { voterCookie, voterKey } from "./voter-cookie.ts";

/** The cookie in which the publication's own account system, on the same host, may keep a member's token. */
const MEMBER_COOKIE = "member";
const RECEIPT = /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/;

/** Whether the settings say how members' tokens are signed. */
export function knowsMembers(env: Env): boolean {
  return Boolean(env.MEMBER_ISSUER && env.MEMBER_AUDIENCE && env.MEMBER_KEYS);
}

/** Who asks for a poll's page: the voter key of the cookie, and the credentials named in the address. */
export async function viewerOf(
  c: AppContext,
  poll: string,
): Promise<{ voter: string | null; more: ViewInput }> {
  const cookie = voterCookie(c);
  const code = readCode(c.req.query("code") ?? "");
  const [seq, receipt] = [c.req.query("vote") ?? "", c.req.query("receipt") ?? ""];
  const isShown = /^[1-9]\d{0,14}$/.test(seq) && RECEIPT.test(receipt);
  const more: ViewInput = {
    invitation: code && codeDigest(poll, code),
    member: null,
    shown: isShown ? { seq: Number(seq), receipt } : null,
  };
  const membership = await membershipOf(c, c.req.query("token") ?? null);
  if (membership?.outcome === "member") {
    more.member = voterKey(poll, "member", membership.member);
  }
  return { voter: cookie === null ? null : voterKey(poll, "cookie", cookie), more };
}

/**
 * A ballot's credentials besides the voter key; the poll's object decides which of them count. Read for ballots only:
 * a page is asked for far more often, and must not cost a call to Turnstile.
 */
export async function credentialsOf(
  c: AppContext,
  poll: string,
  body: Body,
): Promise<Omit<Credentials, "voter"> | Refusal> {
  const code = readCode(textOf(body, "code") ?? "");
  const credentials: Omit<Credentials, "voter"> = {
    invitation: code && codeDigest(poll, code),
    network: networkOf(c.req.header("CF-Connecting-IP") ?? ""),
  };
  const membership = await membershipOf(c, textOf(body, "token"));
  if (membership?.outcome === "unavailable") return unavailable;
  if (membership?.outcome === "member") {
    credentials.member = voterKey(poll, "member", membership.member);
  }
  const answer = textOf(body, "cf-turnstile-response");
  if (answer !== null && turnstileKey(c.env) !== null) {
    credentials.human = await isHuman(c.env, answer, new URL(c.req.url).hostname);
  }
  return credentials;
}

/**
 * The membership that a request's token proves; `null` where it has none. The token stands in the request itself
 * (`named`), in `Authorization`, or in the publication's cookie.
 */
async function membershipOf(c: AppContext, named: string | null): Promise<Membership | null> {
  if (!knowsMembers(c.env)) return null;
  const bearer = /^bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  const token = (named || bearer) ?? getCookie(c, MEMBER_COOKIE) ?? null;
  if (token === null) return null;
  const { readMembership } = await import("../auth/member.ts");
  return readMembership(c.env, token);
}
