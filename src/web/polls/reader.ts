import { getCookie } from "hono/cookie";
import { codeDigest, readCode } from "../../core/polls/invitation-code.ts";
import { networkOf } from "../../core/polls/network.ts";
import type { Credentials, ViewInput } from "../../poll/rpc-types.ts";
import { type Body, textOf } from "../http/body.ts";
import type { AppContext } from "../context.ts";
import { knowsMembers } from "../auth/member-settings.ts";
import { type Refusal, unavailable } from "../http/problems.ts";
import { isHuman, turnstileKey } from "./turnstile.ts";
import { voterCookie, voterKey } from "./voter-cookie.ts";

/** The cookie in which a publication's own accounts, on the same host, may keep a member's token. */
const MEMBER_COOKIE = "member";
const RECEIPT = /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/;

/** Who asks for a poll's page: by cookie, and by what the address names. */
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
  const token = tokenOf(c, c.req.query("token") ?? null);
  if (token !== null) {
    const { readMembership } = await import("../auth/member.ts");
    const membership = await readMembership(c.env, token);
    if (membership.outcome === "member") {
      more.member = voterKey(poll, "member", membership.member);
    }
  }
  return { voter: cookie === null ? null : voterKey(poll, "cookie", cookie), more };
}

/**
 * What a request with a ballot shows of who sends it, but for the voter key. Which of it counts is for the poll's
 * object to say. A poll's page may be asked for by many; so what would be read anew for each is not read here.
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
  const token = tokenOf(c, textOf(body, "token"));
  if (token !== null) {
    const { readMembership } = await import("../auth/member.ts");
    const membership = await readMembership(c.env, token);
    if (membership.outcome === "unavailable") return unavailable;
    if (membership.outcome === "member") {
      credentials.member = voterKey(poll, "member", membership.member);
    }
  }
  const answer = textOf(body, "cf-turnstile-response");
  if (answer !== null && turnstileKey(c.env) !== null) {
    credentials.human = await isHuman(c.env, answer, new URL(c.req.url).hostname);
  }
  return credentials;
}

/** A member's token: named in the request, in `Authorization`, or in the publication's cookie. */
function tokenOf(c: AppContext, named: string | null): string | null {
  if (!knowsMembers(c.env)) return null;
  if (named) return named;
  const bearer = /^bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  return bearer ?? getCookie(c, MEMBER_COOKIE) ?? null;
}
