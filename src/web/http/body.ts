import { isObject } from "../../core/ballots/ballot-json.ts";
import { type BallotReason, reasonInWords } from "../../core/ballots/ballot-reason.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { type Refusal, localRefusal } from "./problems.ts";

const MAX_BODY_BYTES = 16 * 1024;
/** The largest poll has 20 questions of 50 options, each a field when they are ranked, and some fields besides. */
const MAX_FIELDS = 1100;

/** The body of a reader's request: the fields of a form, or a JSON value. */
export type Body =
  | { ok: true; kind: "form"; fields: URLSearchParams }
  | { ok: true; kind: "json"; value: unknown }
  | { ok: false; refusal: Refusal };

/** Reads the body of a reader's request: a form of at most 1,100 fields or JSON, UTF-8, at most 16 KiB. */
export async function readBody(request: Request): Promise<Body> {
  const [type] = (request.headers.get("Content-Type") ?? "").toLowerCase().split(";");
  const media = type?.trim();
  if (media !== "application/x-www-form-urlencoded" && media !== "application/json") {
    return refusedBody(
      localRefusal(415, "unsupported-media-type", ({ refusal }) => refusal.notABallot),
    );
  }
  const text = await readText(request);
  if (typeof text !== "string") return refusedBody(text);
  if (media !== "application/json") {
    const fields = new URLSearchParams(text);
    return fields.size > MAX_FIELDS
      ? refusedBody(invalidBallot("body", "has too many fields"))
      : { ok: true, kind: "form", fields };
  }
  try {
    return { ok: true, kind: "json", value: JSON.parse(text) };
  } catch {
    return refusedBody(invalidBallot("body", "is not well-formed JSON"));
  }
}

/** A text field of the body; `null` if it is missing. A form and JSON use the same names. */
export function textOf(body: Body, name: string): string | null {
  const found = memberOf(body, name);
  return typeof found === "string" ? found : null;
}

/** A positive whole number of the body; `null` if it is missing or malformed. */
export function numberOf(body: Body, name: string): number | null {
  const found = memberOf(body, name);
  if (typeof found === "number") return Number.isSafeInteger(found) && found > 0 ? found : null;
  // Forms send numbers as text.
  const isForm = body.ok && body.kind === "form";
  const isNumber = isForm && typeof found === "string" && /^[1-9]\d{0,14}$/.test(found);
  return isNumber ? Number(found) : null;
}

function memberOf(body: Body, name: string): unknown {
  if (!body.ok) return null;
  if (body.kind === "form") return body.fields.get(name);
  const { value } = body;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
}

/** The refusal of an invalid ballot. `message` is for programs, in English; `reason` says the same to readers. */
export function invalidBallot(field: string, message: string, reason?: BallotReason): Refusal {
  const problem = (language: string): string =>
    reason ? reasonInWords(reason, language) : wordsFor(language).ballot.unreadable(message);
  return {
    status: 422,
    kind: "invalid-ballot",
    title: wordsFor("en").ballot.title,
    detail: `${field} ${message}.`,
    say: (language) => {
      const { ballot } = wordsFor(language);
      return { title: ballot.title, detail: `${ballot.part(field, problem(language))}.` };
    },
    field,
    problem,
  };
}

/** Reads the body as text, up to the limit. */
async function readText(request: Request): Promise<string | Refusal> {
  const bytes = await readBytes(request);
  if (!bytes) return tooLarge;
  try {
    return UTF8.decode(bytes);
  } catch {
    return invalidBallot("body", "is not well-formed UTF-8");
  }
}

async function readBytes(request: Request): Promise<ArrayBuffer | null> {
  const declared = request.headers.get("Content-Length");
  // HTTP holds a sender to the declared length (RFC 9112, 6.3). A body without one is read in chunks.
  if (declared === null || !/^\d{1,9}$/.test(declared)) return readPieces(request);
  if (Number(declared) > MAX_BODY_BYTES) return null;
  const bytes = await request.arrayBuffer();
  return bytes.byteLength > MAX_BODY_BYTES ? null : bytes;
}

async function readPieces(request: Request): Promise<ArrayBuffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return new Blob(chunks).arrayBuffer();
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

const tooLarge = localRefusal(413, "too-large", ({ refusal }) => refusal.tooLarge);

function refusedBody(refusal: Refusal): Body {
  return { ok: false, refusal };
}
