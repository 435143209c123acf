import { isoInstant } from "../core/instant.ts";
import type { Answers, RawBallot } from "../core/ballot.ts";
import type { CastOutcome, OwnVote, PollView } from "../poll/outcome.ts";
import { longDateTime } from "../views/dates.ts";
import { PollPage } from "../views/poll-page.tsx";
import type { AppContext } from "./context.ts";
import { castBallot, viewPoll } from "./poll-object.ts";
import { refuse } from "./refuse.tsx";
import {
  isProgram,
  noSuchPoll,
  problemResponse,
  type Refusal,
  refusalHeaders,
  unavailable,
} from "./refusal.ts";
import { findPublication } from "./site.ts";
import { forgetSlot } from "./slots.tsx";
import { foreignOrigin, invalidBallot, readBallot } from "./vote-input.ts";
import { giveVoterCookie, isIdempotencyKey, voterCookie, voterKey } from "./voter.ts";

/** In the address of the second attempt: a browser that comes back without the cookie does not keep cookies. */
const SECOND_ATTEMPT = "cookie";

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** `POST /polls/:poll/votes`. */
export async function vote(c: AppContext, poll: string): Promise<Response> {
  const early = foreignOrigin(c.req.raw) ?? (await tooMany(c));
  if (early) return refuse(c, early, backTo(poll));
  const read = await readBallot(c.req.raw);
  if (!read.ok) return refusedBallot(c, poll, null, read.refusal, {});
  const unknown = await unknownAudience(c, read.ballot);
  if (unknown) return refusedBallot(c, poll, null, unknown, {});
  const voter = await findVoter(c, poll);
  if (typeof voter !== "string") return voter;
  let outcome: CastOutcome;
  try {
    outcome = await castBallot(c.env, poll, { ...read.ballot, voter });
  } catch (error) {
    // The ballot may have been counted or not: the voter's next attempt is answered either way.
    console.error({ event: "cast failed", poll, error: String(error) });
    return refuse(c, unavailable, backTo(poll));
  }
  return answer(c, poll, voter, outcome, read.ballot);
}

async function answer(
  c: AppContext,
  poll: string,
  voter: string,
  outcome: CastOutcome,
  ballot: RawBallot,
): Promise<Response> {
  switch (outcome.outcome) {
    case "counted":
    case "repeated":
      forgetSlot(poll);
      return counted(
        c,
        poll,
        outcome.vote,
        outcome.view,
        outcome.outcome === "counted" ? 201 : 200,
      );
    case "already-voted":
      return refusedBallot(c, poll, voter, {
        status: 409,
        kind: "already-voted",
        title: "You have voted already",
        detail: "Your earlier vote is counted. This poll takes one ballot from each voter.",
        extra: { vote: publicVote(poll, outcome.vote) },
      });
    case "not-open":
      return refusedBallot(c, poll, voter, {
        status: 409,
        kind: "not-open",
        title: "Voting has not begun",
        detail: `This poll opens on ${longDateTime(outcome.opensAt, "en")}.`,
        extra: { opensAt: isoInstant(outcome.opensAt) },
      });
    case "closed":
      return refusedBallot(c, poll, voter, {
        status: 409,
        kind: "closed",
        title: "This poll is closed",
        detail: `It closed on ${longDateTime(outcome.closesAt, "en")}. This ballot was not counted.`,
        extra: { closesAt: isoInstant(outcome.closesAt) },
      });
    case "invalid": {
      const chosen = Object.fromEntries(ballot.answers);
      return refusedBallot(c, poll, voter, invalidBallot(outcome.field, outcome.message), chosen);
    }
    case "no-such-poll":
      return refuse(c, noSuchPoll);
    default:
      return outcome satisfies never;
  }
}

function counted(
  c: AppContext,
  poll: string,
  own: OwnVote,
  view: PollView,
  status: 200 | 201,
): Response {
  const headers = { "Cache-Control": "no-store", Location: `/polls/${poll}` };
  if (!isProgram(c.req.raw)) return c.body(null, 303, headers);
  const body = { ...publicVote(poll, own), results: view.results };
  return c.json(body, status, status === 201 ? headers : { "Cache-Control": "no-store" });
}

function publicVote(poll: string, { seq, castAt, receipt, answers }: OwnVote) {
  return { poll, seq, castAt: isoInstant(castAt), receipt, answers };
}

/** A refusal: for people, on the poll's page as they may see it, with what they had chosen. */
async function refusedBallot(
  c: AppContext,
  poll: string,
  voter: string | null,
  refusal: Refusal,
  chosen: Answers = {},
): Promise<Response> {
  if (isProgram(c.req.raw)) return problemResponse(refusal);
  const cookie = voterCookie(c);
  const key = voter ?? (cookie === null ? null : voterKey(poll, "cookie", cookie));
  let view: PollView | null;
  try {
    view = await viewPoll(c.env, poll, key);
  } catch {
    return refuse(c, refusal, backTo(poll));
  }
  if (!view) return refuse(c, noSuchPoll);
  const publication = await findPublication(c.env, c.req.url);
  const section = {
    ...view,
    chosen,
    error: sentence(refusal, view),
    language: publication.site.language,
  };
  const page = <PollPage publication={publication} poll={section} />;
  return c.html(String(page), refusal.status, refusalHeaders(refusal));
}

/** The refusal in words: a field of the form is named by its question, as the reader sees it. */
function sentence({ title, detail, field }: Refusal, { definition }: PollView): string {
  const index = definition.questions.findIndex((q) => field === `q.${q.id}`);
  if (field === undefined) return `${title}. ${detail}`;
  if (index < 0) return `${title}: ${detail}`;
  return `${title}: question ${index + 1} ${detail.slice(field.length + 1)}`;
}

/**
 * Who votes: the holder of the voter cookie, or, for a program without cookies, of the `Idempotency-Key`.
 * Anybody else is given the cookie and sent to the same place again, with the ballot (307).
 */
async function findVoter(c: AppContext, poll: string): Promise<string | Response> {
  const cookie = voterCookie(c);
  if (cookie !== null) return voterKey(poll, "cookie", cookie);
  const key = c.req.header("Idempotency-Key");
  if (key !== undefined) {
    if (isIdempotencyKey(key)) return voterKey(poll, "key", key);
    return problemResponse(
      invalidBallot("Idempotency-Key", "must be 8 to 200 visible ASCII characters"),
    );
  }
  try {
    // Before anybody is sent on: there is no use in a cookie for a poll that isn't there.
    if (!(await viewPoll(c.env, poll, null))) return await refuse(c, noSuchPoll);
  } catch {
    return refuse(c, unavailable, backTo(poll));
  }
  if (c.req.query(SECOND_ATTEMPT) !== undefined) {
    return refuse(
      c,
      {
        status: 403,
        kind: "cookie-needed",
        title: "Your browser did not keep the cookie",
        detail:
          "This poll knows by one cookie that you have voted. Allow cookies for this site and vote again. Programs may send an Idempotency-Key instead.",
      },
      backTo(poll),
    );
  }
  giveVoterCookie(c);
  return c.body(null, 307, {
    Location: `/polls/${poll}/votes?${SECOND_ATTEMPT}=1`,
    "Cache-Control": "no-store",
  });
}

async function unknownAudience(c: AppContext, { audience }: RawBallot): Promise<Refusal | null> {
  if (audience === null) return null;
  const { site } = await findPublication(c.env, c.req.url);
  if (site.audiences.some((a) => a.id === audience)) return null;
  return invalidBallot("audience", "is not an audience of this site");
}

/**
 * Ballots from one address, as the platform counts them. The address is not kept.
 * `CF-Connecting-IP` is set by Cloudflare, whatever a client says. A loopback address is that of a site on the
 * developer's own machine, where there is no network to limit.
 */
async function tooMany(c: AppContext): Promise<Refusal | null> {
  const address = c.req.header("CF-Connecting-IP");
  if (address === undefined || LOOPBACK.test(address)) return null;
  const { success } = await c.env.VOTE_LIMIT.limit({ key: address });
  if (success) return null;
  return {
    status: 429,
    kind: "too-many",
    title: "Too many ballots at once",
    detail:
      "Very many ballots came from your network within a minute. Please try again in a minute.",
    retryAfter: 60,
  };
}

function backTo(poll: string): { href: string; text: string } {
  return { href: `/polls/${poll}`, text: "Back to the poll" };
}
