import { type BallotResult, parseForm, parseJson, type RawBallot } from "../core/ballot.ts";
import type { Body } from "./body.ts";
import { invalidBallot } from "./body.ts";
import type { Refusal } from "./refusal.ts";

/** A ballot that could be read, or why not. */
export type ReadBallot = { ok: true; ballot: RawBallot } | { ok: false; refusal: Refusal };

/** The ballot of a body that was read. */
export function readBallot(body: Body): ReadBallot {
  if (!body.ok) return body;
  const result: BallotResult<RawBallot> =
    body.kind === "json" ? parseJson(body.value) : parseForm(body.fields);
  return result.ok ? result : { ok: false, refusal: invalidBallot(result.field, result.message) };
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
  return foreign
    ? {
        status: 403,
        kind: "foreign-origin",
        title: "Please vote on this site",
        detail: "This ballot came from another site. Open the poll's own page and vote there.",
      }
    : null;
}
