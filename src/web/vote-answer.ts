import { isoInstant } from "../core/instant.ts";
import type { CastOutcome, CastRefusal, OwnVote, PollView } from "../poll/outcome.ts";
import { longDateTime } from "../views/dates.ts";
import { invalidBallot } from "./body.ts";
import type { AppContext } from "./context.ts";
import { type Place, pollPath } from "./place.ts";
import { isProgram, noSuchPoll, type Refusal } from "./refusal.ts";

/** An outcome after which the voter is shown the poll. */
export type Done = Extract<CastOutcome, { view: PollView }>;

/** Whether something was done, now or before. */
export function isDone(outcome: CastOutcome): outcome is Done {
  return "view" in outcome;
}

/** A refused ballot, in words and by number. `turnstile`: the widget's key, where there is one. */
export function refusalOf(poll: string, outcome: CastRefusal, turnstile: string | null): Refusal {
  switch (outcome.outcome) {
    case "already-voted":
      return conflict(
        "already-voted",
        "You have voted already",
        alreadyVoted(outcome.vote, outcome.limit),
        {
          vote: publicVote(poll, outcome.vote),
        },
      );
    case "looked":
      return conflict(
        "looked",
        "You have chosen to see the numbers",
        "Whoever has seen the numbers of this poll without voting can't vote in it any more.",
      );
    case "outdated":
      return conflict(
        "outdated",
        "Your vote was changed in the meantime",
        "This ballot was to take the place of an earlier one. Change your present vote instead.",
        { vote: publicVote(poll, outcome.vote) },
      );
    case "not-open": {
      const opens = longDateTime(outcome.opensAt, "en");
      return conflict("not-open", "Voting has not begun", `This poll opens on ${opens}.`, {
        opensAt: isoInstant(outcome.opensAt),
      });
    }
    case "closed": {
      const closed = longDateTime(outcome.closesAt, "en");
      const detail = `It closed on ${closed}. This ballot was not counted.`;
      return conflict("closed", "This poll is closed", detail, {
        closesAt: isoInstant(outcome.closesAt),
      });
    }
    case "invalid":
      return invalidBallot(outcome.field, outcome.message);
    case "throttled":
      return throttled(outcome.retryAfter, turnstile);
    case "invitation-needed":
      return {
        status: 403,
        kind: "invitation-needed",
        title: "This poll is for those who were invited",
        detail: outcome.known
          ? "This code was not made for this poll. Codes have 16 letters and digits."
          : "Enter the code of your invitation: 16 letters and digits.",
        field: "code",
      };
    case "membership-needed":
      return {
        status: 403,
        kind: "membership-needed",
        title: "This poll is for members",
        detail: "Sign in with your account at this publication, and vote again.",
        field: "token",
      };
    case "not-revisable":
      return conflict(
        "not-revisable",
        "This vote can't be withdrawn",
        "Votes of this poll stand as they were cast.",
      );
    case "no-vote":
      return conflict(
        "no-vote",
        "There is no such vote of yours",
        "It may have been changed or withdrawn in the meantime.",
      );
    case "no-look":
      return conflict(
        "no-look",
        "There is nothing to give up a vote for",
        "The numbers of this poll are shown to everybody, or to nobody before it closes.",
      );
    case "voter-needed":
      return {
        status: 403,
        kind: "voter-needed",
        title: "It can't be told who votes",
        detail: "Send the voter cookie or an Idempotency-Key.",
      };
    case "no-such-poll":
      return noSuchPoll;
    default:
      return outcome satisfies never;
  }
}

function alreadyVoted({ state }: OwnVote, limit: number | undefined): string {
  if (limit !== undefined) {
    return `You have changed it ${limit} times, and can't change it again. You can still withdraw it.`;
  }
  return state === "voided"
    ? "Your vote was struck out by the publication. This poll takes one ballot from each voter."
    : "Your earlier vote is counted. This poll takes one ballot from each voter.";
}

function throttled(retryAfter: number, turnstile: string | null): Refusal {
  const wait = retryAfter === 1 ? "a second" : `${retryAfter} seconds`;
  return {
    status: 429,
    kind: "throttled",
    title: "Very many ballots came from your network",
    detail: turnstile
      ? "Show below that no machine is voting, and vote again."
      : `Your ballot is not counted yet. Please vote again in ${wait}.`,
    retryAfter,
    ...(turnstile ? { extra: { turnstile } } : {}),
  };
}

function conflict(
  kind: string,
  title: string,
  detail: string,
  extra?: Record<string, unknown>,
): Refusal {
  return { status: 409, kind, title, detail, ...(extra ? { extra } : {}) };
}

/**
 * The answer to what was done: for people the way to the poll's page, for programs the vote.
 *
 * @param credentials what the poll's page must be asked with to know this voter again: what the address of the page
 *   with the form had, too
 */
export function doneResponse(
  c: AppContext,
  poll: string,
  outcome: Done,
  place: Place,
  credentials: { code: string | null; token: string | null; notice: string | null },
): Response {
  const { vote, view } = outcome;
  const isNew = outcome.outcome === "counted" || outcome.outcome === "revised";
  const location = `${pollPath(poll, place)}${queryOf(credentials)}`;
  const headers = { "Cache-Control": "no-store", Location: location };
  if (!isProgram(c.req.raw)) return c.body(null, 303, headers);
  const body = { ...publicVote(poll, vote), results: view.results };
  return isNew
    ? c.json(body, 201, { ...headers, Location: `/polls/${poll}` })
    : c.json(body, 200, { "Cache-Control": "no-store" });
}

function queryOf(parts: Record<"code" | "token" | "notice", string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== null) query.set(name, value);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** A vote as its voter is told of it. */
export function publicVote(poll: string, vote: OwnVote) {
  const { seq, castAt, receipt, answers, texts, audience, state, reason } = vote;
  return {
    poll,
    seq,
    castAt: isoInstant(castAt),
    receipt,
    answers,
    ...(texts ? { texts } : {}),
    audience: audience ?? null,
    state: state ?? "counted",
    ...(reason === undefined ? {} : { reason }),
  };
}
