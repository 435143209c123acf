import { type BallotResult, parseForm, parseJson, type RawBallot } from "../core/ballot.ts";
import type { Refusal } from "./refusal.ts";

const MAX_BODY_BYTES = 16 * 1024;

/** A ballot that could be read, or why not. */
export type ReadBallot = { ok: true; ballot: RawBallot } | { ok: false; refusal: Refusal };

/** Reads the ballot of a request: a form or JSON, UTF-8, at most 16 KiB. */
export async function readBallot(request: Request): Promise<ReadBallot> {
  const [type] = (request.headers.get("Content-Type") ?? "").toLowerCase().split(";");
  const media = type?.trim();
  if (media !== "application/x-www-form-urlencoded" && media !== "application/json") {
    return refused({
      status: 415,
      kind: "unsupported-media-type",
      title: "This is not a ballot",
      detail: "Send a ballot as application/x-www-form-urlencoded or as application/json.",
    });
  }
  const text = await readText(request);
  if (typeof text !== "string") return { ok: false, refusal: text };
  const result =
    media === "application/json" ? parseJsonText(text) : parseForm(new URLSearchParams(text));
  if (result.ok) return result;
  return refused(invalidBallot(result.field, result.message));
}

/** A ballot that its poll cannot take. */
export function invalidBallot(field: string, message: string): Refusal {
  return {
    status: 422,
    kind: "invalid-ballot",
    title: "This ballot can't be counted",
    detail: `${field} ${message}.`,
    field,
  };
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

function parseJsonText(text: string): BallotResult<RawBallot> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, field: "body", message: "is not well-formed JSON" };
  }
  return parseJson(value);
}

/** The body as text, read no further than the limit. */
async function readText(request: Request): Promise<string | Refusal> {
  const declared = Number(request.headers.get("Content-Length") ?? 0);
  if (declared > MAX_BODY_BYTES) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return tooLarge;
    chunks.push(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(
      await new Blob(chunks).arrayBuffer(),
    );
  } catch {
    return invalidBallot("body", "is not well-formed UTF-8");
  }
}

const tooLarge: Refusal = {
  status: 413,
  kind: "too-large",
  title: "This ballot is too large",
  detail: "A ballot takes at most 16 KiB.",
};

function refused(refusal: Refusal): ReadBallot {
  return { ok: false, refusal };
}
