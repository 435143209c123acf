import { isoInstant } from "../../core/instant.ts";
import type { LocalWords } from "../../core/i18n/words/words.ts";
import type { CastOutcome, CastRefusal, OwnVote } from "../../poll/rpc-types.ts";
import { invalidBallot } from "../http/body.ts";
import type { AppContext } from "../context.ts";
import { completed } from "../http/headers.ts";
import { pollPath } from "./embed-context.ts";
import {
  isProgram,
  noSuchPoll,
  type Refusal,
  type RefusalWords,
  localRefusal,
} from "../http/problems.ts";

/** An outcome that leads the voter back to the poll. */
type Done = Exclude<CastOutcome, CastRefusal>;

/** Whether the request was carried out, now or by an earlier copy of it. */
export function isDone(outcome: CastOutcome): outcome is Done {
  return "guard" in outcome;
}

/**
 * Maps each refusal of a poll's object to HTTP.
 *
 * @param turnstile the widget's site key, if the publication uses Turnstile
 */
export function refusalOf(
  poll: string,
  outcome: Exclude<CastOutcome, Done>,
  turnstile: string | null,
): Refusal {
  switch (outcome.outcome) {
    case "already-voted":
      return conflict(
        "already-voted",
        (words) => alreadyVoted(words, outcome.vote, outcome.limit),
        {
          vote: publicVote(poll, outcome.vote),
        },
      );
    case "looked":
      return conflict("looked", (words) => words.looked);
    case "outdated":
      return conflict("outdated", (words) => words.outdated, {
        vote: publicVote(poll, outcome.vote),
      });
    case "not-open":
      return conflict("not-open", (words) => words.notOpen(outcome.opensAt), {
        opensAt: isoInstant(outcome.opensAt),
      });
    case "closed":
      return conflict("closed", (words) => words.closed(outcome.closesAt), {
        closesAt: isoInstant(outcome.closesAt),
      });
    case "invalid":
      return invalidBallot(outcome.field, outcome.message, outcome.reason);
    case "throttled":
      return throttled(outcome.retryAfter, turnstile);
    case "invitation-needed": {
      const { known } = outcome;
      return forbidden(
        "invitation-needed",
        (words) => (known ? words.invitationUnknown : words.invitationNeeded),
        "code",
      );
    }
    case "membership-needed":
      return forbidden("membership-needed", (words) => words.membershipNeeded, "token");
    case "not-revisable":
      return conflict("not-revisable", (words) => words.notRevisable);
    case "no-vote":
      return conflict("no-vote", (words) => words.noVote);
    case "no-look":
      return conflict("no-look", (words) => words.noLook);
    case "voter-needed":
      return forbidden("voter-needed", (words) => words.voterNeeded);
    case "no-such-poll":
      return noSuchPoll;
    default:
      return outcome satisfies never;
  }
}

type Say = (words: LocalWords["refusal"]) => RefusalWords;

function alreadyVoted(
  words: LocalWords["refusal"],
  { state }: OwnVote,
  limit: number | undefined,
): RefusalWords {
  if (limit !== undefined) return words.changedOften(limit);
  return state === "voided" ? words.alreadyVoided : words.alreadyVoted;
}

function throttled(retryAfter: number, turnstile: string | null): Refusal {
  return localRefusal(
    429,
    "throttled",
    ({ refusal }) => (turnstile ? refusal.throttledHuman : refusal.throttled(retryAfter)),
    { retryAfter, ...(turnstile ? { extra: { turnstile } } : {}) },
  );
}

function conflict(kind: string, say: Say, extra?: Record<string, unknown>): Refusal {
  return localRefusal(409, kind, ({ refusal }) => say(refusal), extra ? { extra } : {});
}

function forbidden(kind: string, say: Say, field?: string): Refusal {
  return localRefusal(
    403,
    kind,
    ({ refusal }) => say(refusal),
    field === undefined ? {} : { field },
  );
}

/**
 * Answers a request that was carried out: redirects people to the poll's page, and gives programs the vote.
 *
 * @param credentials what the poll's page needs to recognise this voter again; the form's own address had it too
 */
export function doneResponse(
  c: AppContext,
  poll: string,
  outcome: Done,
  credentials: { code: string | null; token: string | null; notice: string | null },
): Response {
  const { vote } = outcome;
  const isNew = outcome.outcome === "counted" || outcome.outcome === "revised";
  const location = `${pollPath(c, poll)}${queryOf(credentials)}`;
  const uncached = { "Cache-Control": "no-store" };
  c.set("complete", true);
  if (!isProgram(c.req.raw)) {
    return new Response(null, {
      status: 303,
      headers: completed({ ...uncached, Location: location }),
    });
  }
  // The object sends the results as JSON text, so that we need not parse and serialise them again.
  const answer = JSON.stringify(publicVote(poll, vote)).slice(0, -1);
  const json = `${answer},"results":${outcome.numbers ?? "null"}}`;
  const headers = completed({ ...uncached, "Content-Type": "application/json" });
  if (isNew) headers.set("Location", `/polls/${poll}`);
  return new Response(json, { status: isNew ? 201 : 200, headers });
}

function queryOf(parts: Record<"code" | "token" | "notice", string | null>): string {
  if (Object.values(parts).every((value) => value === null)) return "";
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== null) query.set(name, value);
  return `?${query.toString()}`;
}

/** A vote as its voter sees it. */
function publicVote(poll: string, vote: OwnVote) {
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
