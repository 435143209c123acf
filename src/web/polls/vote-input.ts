import {
  type Answers,
  type BallotResult,
  gather,
  parseForm,
  parseJson,
  type RawBallot,
  type Texts,
} from "../../core/ballots/ballot.ts";
import { ID_PATTERN } from "../../core/content/fields.ts";
import { type Body, invalidBallot } from "../http/body.ts";
import { type Refusal, localRefusal } from "../http/problems.ts";

/** What a reader filled in, to show again when the ballot is refused. */
export interface FormValues {
  answers: Answers;
  texts: Texts;
  audience: string | null;
}

/** Reads the ballot in a request's body, or says why it cannot be read. */
export function readBallot(
  body: Body,
): { ok: true; ballot: RawBallot } | { ok: false; refusal: Refusal } {
  if (!body.ok) return body;
  const result: BallotResult<RawBallot> =
    body.kind === "json" ? parseJson(body.value) : parseForm(body.fields);
  return result.ok
    ? result
    : { ok: false, refusal: invalidBallot(result.field, result.message, result.reason) };
}

/** Whatever can be recovered from a form that is no valid ballot, so that the reader need not fill it in again. */
export function partialForm(body: Body): FormValues {
  const values: FormValues = { answers: {}, texts: {}, audience: null };
  if (!body.ok || body.kind !== "form") return values;
  const chosen = new Map<string, string[]>();
  const fields = [...body.fields].filter(([, value]) => value !== "");
  for (const [name, value] of fields) {
    const [kind, question = ""] = name.split(".");
    if (!ID_PATTERN.test(question)) continue;
    if (kind === "q") gather(chosen, question, value);
    if (kind === "t") values.texts[question] = value;
  }
  // A ranked option's field holds its rank: sorted by it, the options come in the reader's order.
  for (const [name] of fields.toSorted(([, a], [, b]) => Number(a) - Number(b))) {
    const [kind, question = "", option = ""] = name.split(".");
    if (kind === "r" && ID_PATTERN.test(question)) gather(chosen, question, option);
  }
  for (const [question, options] of chosen) values.answers[question] = [...new Set(options)];
  values.audience = body.fields.get("audience");
  return values;
}

/**
 * Refuses a request that another site's page makes a browser send.
 *
 * `Sec-Fetch-Site` decides where there is one: browsers alone set it, by the address that they see. So it holds where
 * `Origin` is `null` because of a referrer policy, and where a proxy gives the Worker another host. Older browsers, and
 * all on plain HTTP, send `Origin` alone. A program need send neither: it has no reader's cookies.
 */
export function foreignOrigin(request: Request): Refusal | null {
  const origin = request.headers.get("Origin");
  const site = request.headers.get("Sec-Fetch-Site");
  const foreign =
    site !== null
      ? site !== "same-origin" && site !== "none"
      : origin !== null && origin !== new URL(request.url).origin;
  return foreign
    ? localRefusal(403, "foreign-origin", ({ refusal }) => refusal.foreignOrigin)
    : null;
}
