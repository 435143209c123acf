import type { RawBallot } from "../../core/ballots/ballot.ts";
import { readCode } from "../../core/polls/invitation-code.ts";
import { OTHER_AUDIENCE } from "../../core/content/site.ts";
import type { CastOutcome, Credentials, PollView } from "../../poll/rpc-types.ts";
import { type Body, invalidBallot, numberOf, readBody, textOf } from "../http/body.ts";
import type { AppContext } from "../context.ts";
import { pollPath } from "./embed-context.ts";
import { castBallot, knownGuard, lookAtPoll, viewPoll, withdrawVote } from "./poll-object.ts";
import { pollPageResponse } from "./poll-page.tsx";
import { credentialsOf, viewerOf } from "./reader.ts";
import { refuse } from "../http/problem-response.tsx";
import {
  isProgram,
  noSuchPoll,
  problemResponse,
  type Refusal,
  localRefusal,
  unavailable,
} from "../http/problems.ts";
import { findPublication, isNameless } from "../site/find-publication.ts";
import { forgetSlot } from "../site/slots.tsx";
import { turnstileKey } from "./turnstile.ts";
import { doneResponse, isDone, refusalOf } from "./vote-answer.ts";
import { type FormValues, foreignOrigin, partialForm, readBallot } from "./vote-input.ts";
import { giveVoterCookie, isIdempotencyKey, voterCookie, voterKey } from "./voter-cookie.ts";

/** In the address of the second attempt: a browser that returns without the cookie does not keep cookies. */
const SECOND_ATTEMPT = "cookie";

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** What a voter asks a poll's object to do. */
type Deed = (who: Credentials) => Promise<CastOutcome>;

/** A request that could be parsed, or the reason why not, with the values filled in as far as known. */
type Asked = ({ deed: Deed } | { refusal: Refusal }) & { filled?: FormValues };

/** `POST /polls/:poll/votes`. */
export async function vote(c: AppContext, poll: string): Promise<Response> {
  return handleVoterRequest(c, poll, "votes", async (body) => {
    const read = readBallot(body);
    if (!read.ok) return { refusal: read.refusal, filled: partialForm(body) };
    const filled = filledIn(read.ballot);
    const unknown = await unknownAudience(c, read.ballot);
    if (unknown) return { refusal: unknown, filled };
    const revises = numberOf(body, "revises");
    const numbers = isProgram(c.req.raw);
    const deed: Deed = (who) =>
      castBallot(c.env, poll, { ...read.ballot, ...who, revises }, numbers);
    return { deed, filled };
  });
}

/** `POST /polls/:poll/withdraw`: takes back the vote named in `vote`. */
export async function withdraw(c: AppContext, poll: string): Promise<Response> {
  return handleVoterRequest(c, poll, "withdraw", async (body) => {
    const seq = numberOf(body, "vote");
    if (seq !== null) {
      return { deed: (who) => withdrawVote(c.env, poll, who, seq) };
    }
    return { refusal: invalidBallot("vote", "must be the number of the vote to withdraw") };
  });
}

/** `POST /polls/:poll/look`: shows the numbers of an `after-vote` poll in exchange for the vote. */
export async function look(c: AppContext, poll: string): Promise<Response> {
  return handleVoterRequest(c, poll, "look", async () => ({
    deed: (who) => lookAtPoll(c.env, poll, who),
  }));
}

/** What all voter requests have in common: identifying the sender and answering. */
async function handleVoterRequest(
  c: AppContext,
  poll: string,
  path: string,
  read: (body: Body) => Promise<Asked>,
): Promise<Response> {
  const early = foreignOrigin(c.req.raw) ?? (await tooMany(c));
  if (early) return refuse(c, early, backTo(c, poll));
  const body = await readBody(c.req.raw);
  const asked: Asked = body.ok ? await read(body) : { refusal: body.refusal };
  if ("refusal" in asked) return refusedBallot(c, poll, body, asked.refusal, asked.filled);
  const voter = await findVoter(c, poll, path);
  if (voter instanceof Response) return voter;
  const shown = await credentialsOf(c, poll, body);
  if ("status" in shown) return refuse(c, shown, backTo(c, poll));
  let outcome: CastOutcome;
  try {
    outcome = await asked.deed({ voter, ...shown });
  } catch (error) {
    // The ballot may or may not have been counted. The voter's next attempt is answered either way.
    console.error({ event: "cast failed", poll, error: String(error) });
    return refuse(c, unavailable, backTo(c, poll));
  }
  if (!isDone(outcome)) {
    if (outcome.outcome === "no-such-poll") return refuse(c, noSuchPoll);
    const refusal = refusalOf(poll, outcome, turnstileKey(c.env));
    // Otherwise, what the poll has counted is shown instead of what was sent.
    const filled =
      outcome.outcome === "invalid" || refusal.status === 403 || refusal.status === 429;
    return refusedBallot(c, poll, body, refusal, filled ? asked.filled : undefined, shown);
  }
  forgetSlot(poll);
  const { guard } = outcome;
  return doneResponse(c, poll, outcome, {
    code: guard === "invited" ? readCode(textOf(body, "code") ?? "") : null,
    token: guard === "member" ? textOf(body, "token") : null,
    notice: isEarlier(outcome, asked.filled) ? "earlier" : null,
  });
}

/** Whether a ballot was taken for a late copy of one that its voter has superseded. */
function isEarlier(outcome: CastOutcome, filled: FormValues | undefined): boolean {
  if (outcome.outcome !== "repeated" || !filled) return false;
  const { answers, state } = outcome.vote;
  const chosen = (of: FormValues["answers"], question: string): string =>
    JSON.stringify((of[question] ?? []).toSorted());
  const questions = [...Object.keys(answers), ...Object.keys(filled.answers)];
  return (
    state === "withdrawn" || questions.some((q) => chosen(answers, q) !== chosen(filled.answers, q))
  );
}

function filledIn({ answers, texts, audience }: RawBallot): FormValues {
  return {
    answers: Object.fromEntries(answers),
    texts: Object.fromEntries(texts ?? []),
    audience,
  };
}

/** Refuses a ballot. People get the poll's page as they may see it, with the values they had filled in. */
async function refusedBallot(
  c: AppContext,
  poll: string,
  body: Body,
  refusal: Refusal,
  filled?: FormValues,
  { invitation = null, member }: Omit<Credentials, "voter"> = {},
): Promise<Response> {
  if (isProgram(c.req.raw)) return problemResponse(refusal);
  let view: PollView | null;
  try {
    const { voter, more } = await viewerOf(c, poll);
    const known = { ...more, invitation, member: member ?? more.member ?? null };
    view = await viewPoll(c.env, poll, voter, known);
  } catch {
    return refuse(c, refusal, backTo(c, poll));
  }
  if (!view) return refuse(c, noSuchPoll);
  const credentials = { code: textOf(body, "code"), token: textOf(body, "token") };
  return pollPageResponse(c, view, { refusal, ...credentials, ...(filled ? { filled } : {}) });
}

/**
 * Identifies the voter: the holder of the voter cookie or, for a program without cookies, of the `Idempotency-Key`;
 * `null` if the poll identifies voters in another way. Anyone else is given the cookie and redirected to the same
 * endpoint, with the ballot (307).
 */
async function findVoter(
  c: AppContext,
  poll: string,
  path: string,
): Promise<string | null | Response> {
  const cookie = voterCookie(c);
  if (cookie !== null) return voterKey(poll, "cookie", cookie);
  const key = c.req.header("Idempotency-Key");
  if (key !== undefined) {
    if (isIdempotencyKey(key)) return voterKey(poll, "key", key);
    return problemResponse(
      invalidBallot("Idempotency-Key", "must be 8 to 200 visible ASCII characters"),
    );
  }
  const isSecond = c.req.query(SECOND_ATTEMPT) !== undefined;
  let language: string | undefined;
  // What this isolate knows is enough for the first attempt. The second one, with the cookie, asks the object.
  let guard = isSecond ? null : knownGuard(poll);
  try {
    // Before redirecting: a cookie is of no use for a poll that doesn't exist, or that identifies voters in another
    // way.
    if (guard === null) {
      const view = await viewPoll(c.env, poll, null);
      if (!view) return await refuse(c, noSuchPoll);
      ({ guard, language } = view.definition);
    }
    if (guard === "invited" || guard === "member") return null;
  } catch {
    return refuse(c, unavailable, backTo(c, poll));
  }
  if (isSecond) {
    return refuse(
      c,
      localRefusal(403, "cookie-needed", ({ refusal }) => refusal.cookieNeeded),
      { ...backTo(c, poll), language },
    );
  }
  giveVoterCookie(c);
  return c.body(null, 307, {
    Location: `${pollPath(c, poll)}/${path}?${SECOND_ATTEMPT}=1`,
    "Cache-Control": "no-store",
  });
}

async function unknownAudience(c: AppContext, { audience }: RawBallot): Promise<Refusal | null> {
  if (audience === null || audience === OTHER_AUDIENCE) return null;
  const publication = await findPublication(c.env, c.req.url);
  // No store can say which audiences exist. The ballot may be sent again.
  if (isNameless(publication)) return unavailable;
  if (publication.site.audiences.some((a) => a.id === audience)) return null;
  return invalidBallot("audience", "is not an audience of this site", { name: "noAudience" });
}

/**
 * Limits ballots per address, as counted by the platform. The address is not kept. Cloudflare sets `CF-Connecting-IP`,
 * whatever the client sends. A loopback address means a site on the developer's own machine, where there is no network
 * to limit.
 */
async function tooMany(c: AppContext): Promise<Refusal | null> {
  const address = c.req.header("CF-Connecting-IP");
  if (address === undefined || LOOPBACK.test(address)) return null;
  const { success } = await c.env.VOTE_LIMIT.limit({ key: address });
  if (success) return null;
  return localRefusal(429, "too-many", ({ refusal }) => refusal.tooMany, { retryAfter: 60 });
}

function backTo(c: AppContext, poll: string): { poll: string } {
  return { poll: pollPath(c, poll) };
}
