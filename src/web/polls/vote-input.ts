import {
  type BallotResult,
  parseForm,
  parseJson,
  type RawBallot,
} from "../../core/ballots/ballot.ts";
import { ID_PATTERN } from "../../core/content/fields.ts";
import { type Body, invalidBallot } from "../http/body.ts";
import type { Filled } from "./form-values.ts";
import { type Refusal, told } from "../http/problems.ts";

/** A ballot that could be read, or why not. */
export type ReadBallot = { ok: true; ballot: RawBallot } | { ok: false; refusal: Refusal };

/** The ballot of a body that was read. */
export function readBallot(body: Body): ReadBallot {
  if (!body.ok) return body;
  const result: BallotResult<RawBallot> =
    body.kind === "json" ? parseJson(body.value) : parseForm(body.fields);
  return result.ok
    ? result
    : { ok: false, refusal: invalidBallot(result.field, result.message, result.reason) };
}

/** What a form had filled in, as well as it can be told of one that can't be read as a ballot: nobody fills it in twice. */
export function roughly(body: Body): Filled {
  const filled: Filled = { answers: {}, texts: {}, audience: null };
  if (!body.ok || body.kind !== "form") return filled;
  const fields = [...body.fields].filter(([, value]) => value !== "");
  const places = fields.toSorted(([, a], [, b]) => Number(a) - Number(b));
  for (const [name, value] of fields) {
    const [kind, question = ""] = name.split(".");
    if (!ID_PATTERN.test(question)) continue;
    const chosen = filled.answers[question] ?? [];
    if (kind === "q" && !chosen.includes(value)) filled.answers[question] = [...chosen, value];
    if (kind === "t") filled.texts[question] = value;
  }
  for (const [name] of places) {
    const [kind, question = "", option = ""] = name.split(".");
    if (kind !== "r" || !ID_PATTERN.test(question)) continue;
    filled.answers[question] = [...(filled.answers[question] ?? []), option];
  }
  filled.audience = body.fields.get("audience");
  return filled;
}

/** The origin that a ballot must come from, if it comes from a page at all. */
export function foreignOrigin(request: Request): Refusal | null {
  const origin = request.headers.get("Origin");
  const site = request.headers.get("Sec-Fetch-Site");
  // A browser says with every POST where it comes from; a program, which has no reader's cookies, need not.
  const foreign =
    origin !== null
      ? origin !== new URL(request.url).origin
      : site !== null && site !== "same-origin" && site !== "none";
  return foreign ? told(403, "foreign-origin", ({ refusal }) => refusal.foreignOrigin) : null;
}
