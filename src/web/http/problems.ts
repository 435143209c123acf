import { wordsFor, type LocalWords } from "../../core/i18n/words/words.ts";

/** What a refusal says. */
export type RefusalWords = Pick<Refusal, "title" | "detail">;

/** What the Worker refuses to do, and why. People get it as a page, programs as problem+json. */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 501 | 503;
  /** Names the kind of problem: the last part of its `type`. */
  kind: string;
  /** In English, for programs. */
  title: string;
  detail: string;
  /** The same in a language, for readers. Left out where no reader meets it. */
  say?: (language: string, timeZone?: string) => RefusalWords;
  /** The form field at fault. */
  field?: string;
  /** What is wrong with that field, as words that follow its name. */
  problem?: (language: string) => string;
  /** Seconds after which to try again. */
  retryAfter?: number;
  /** More members of the problem document. */
  extra?: Record<string, unknown>;
}

/** A refusal that readers get in their language, programs in English. */
export function localRefusal(
  status: Refusal["status"],
  kind: string,
  say: (words: LocalWords) => RefusalWords,
  more: Omit<Refusal, "status" | "kind" | "title" | "detail" | "say"> = {},
): Refusal {
  const inLanguage = (language: string, timeZone?: string): RefusalWords =>
    say(wordsFor(language, timeZone));
  return { status, kind, ...inLanguage("en"), say: inLanguage, ...more };
}

/** What a refusal says to readers of a language. */
export function wordsOf(
  refusal: Refusal,
  language: string,
  timeZone: string | undefined,
): RefusalWords {
  return refusal.say?.(language, timeZone) ?? refusal;
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function problemResponse(
  refusal: Refusal,
  more: Readonly<Record<string, string>> = {},
): Response {
  const { status, kind, title, detail, field, extra } = refusal;
  const body = {
    type: `urn:hustings:problem:${kind}`,
    title,
    status,
    detail,
    ...(field === undefined ? {} : { field }),
    ...extra,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...refusalHeaders(refusal), ...more },
  });
}

/** Headers of a refusal, as a page or as problem+json. */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  return {
    "Cache-Control": "no-store",
    ...(refusal.retryAfter === undefined ? {} : { "Retry-After": String(refusal.retryAfter) }),
  };
}

/**
 * Headers of an answer that says that something is not there. Caches keep it for some seconds, so that asking again and
 * again costs nothing; it can be there soon, so not for longer. People and programs get different forms of it.
 */
export const ABSENT_HEADERS = {
  "Cache-Control": "public, max-age=5",
  Vary: "Accept, Content-Type",
} as const;

/** Whether the one who asks is a program: it sends JSON, or asks for JSON and not for a page. */
export function isProgram(request: Request): boolean {
  const accept = request.headers.get("Accept") ?? "";
  const type = request.headers.get("Content-Type") ?? "";
  return (
    /^application\/json\b/i.test(type) || (/json/i.test(accept) && !/text\/html/i.test(accept))
  );
}

/** There is nothing at this address. */
export const notFound = localRefusal(404, "not-found", ({ refusal }) => refusal.notFound);

/** There was something at this address, and it was taken out. */
export const gone = localRefusal(410, "gone", ({ refusal }) => refusal.gone);

/** There is no such article, for the publishing API. */
export const noSuchArticle: Refusal = {
  status: 404,
  kind: "no-such-article",
  title: "No such article",
  detail: "There is no article of this name here. Publish it first: as a draft, if it is one.",
};

/** There is no such revision of an article. */
export const noSuchRevision: Refusal = {
  status: 404,
  kind: "no-such-revision",
  title: "No such revision",
  detail:
    "There is no such revision of an article. See which there are: npx hustings revisions SLUG",
};

/** A site that is published to through Cloudflare Access alone has nothing to sign previews with. */
export const previewClosed: Refusal = {
  status: 503,
  kind: "publishing-closed",
  title: "There are no previews",
  detail:
    "Links to previews are signed with a key made from the publishing token, and the Worker has none. Set one (npx wrangler secret put PUBLISH_TOKEN).",
};

/** There is something at this address, but not for this method. */
export const wrongMethod = localRefusal(
  405,
  "method-not-allowed",
  ({ refusal }) => refusal.wrongMethod,
);

/** A store failed; the next attempt may not. */
export const unavailable = localRefusal(503, "unavailable", ({ refusal }) => refusal.unavailable, {
  retryAfter: 5,
});

/** The Worker's own code failed: the next attempt will fail too, until somebody has looked at it. */
const broken = localRefusal(500, "internal-error", ({ refusal }) => refusal.broken);

/** The database has no tables, or not all of this version: `wrangler deploy` alone makes no more than an empty one. */
const notSetUp: Refusal = {
  status: 503,
  kind: "not-set-up",
  title: "This site is not set up yet",
  detail: "Its database lacks tables. Whoever runs this site goes on with: npm run deploy",
  retryAfter: 60,
};

/** The site is set up, and has no content. */
export const notPublished: Refusal = {
  status: 503,
  kind: "not-published",
  title: "Nothing is published here yet",
  detail: "Whoever runs this site goes on with: npm run deploy",
  retryAfter: 60,
};

/** Whether an error says that the database lacks what migrations make. */
export function isNotSetUp(error: unknown): boolean {
  return /no such (?:table|column)/.test(wholeText(error));
}

/** An error with its causes: drizzle puts its own in front of D1's. */
export function wholeText(error: unknown): string {
  return error instanceof Error ? `${String(error)} ${wholeText(error.cause)}` : String(error);
}

/** The refusal for an unexpected failure: a bug is a 500, everything else is taken for a store that failed (503). */
export function failure(error: unknown): Refusal {
  if (isNotSetUp(error)) return notSetUp;
  // For minutes after a deploy, objects run the code from before: a reader tries again.
  if (String(error).includes("RPC receiver does not implement")) return unavailable;
  return isMistake(error) ? broken : unavailable;
}

/** Whether code has failed, rather than a store: also where drizzle has put its own error in front. */
function isMistake(error: unknown): boolean {
  const mistakes = [TypeError, RangeError, ReferenceError, SyntaxError];
  if (mistakes.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && error.cause !== undefined && isMistake(error.cause);
}

/** There is no such poll. */
export const noSuchPoll = localRefusal(404, "no-such-poll", ({ refusal }) => refusal.noSuchPoll);
