import * as v from "valibot";
import { parseInstant } from "../instant.ts";
import { isSeen } from "../text/looks.ts";

/**
 * Lower-case letters, digits and hyphens: safe in a URL, a form field, a key and a file name. `constructor` is excluded:
 * it is the only name of this form that every JavaScript object inherits.
 */
export const ID_PATTERN = /^(?!constructor$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

// C0 controls except tab and newline, DEL, and C1: XML 1.0 does not allow them, so none may reach a feed.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/u;

/** An identifier, see {@link ID_PATTERN}. */
export const id = v.pipe(
  v.string("must be text"),
  v.regex(
    ID_PATTERN,
    "must be 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end (and not “constructor”)",
  ),
);

/** Whether text is well-formed Unicode without control characters (tabs and newlines are fine). */
export function isPlainText(s: string): boolean {
  return !CONTROL.test(s) && s.isWellFormed();
}

/** A trimmed, non-empty text of at most `max` UTF-16 units. */
export function text(max: number) {
  return v.pipe(
    v.string("must be text"),
    v.trim(),
    v.minLength(1, "must not be empty"),
    v.check((s) => s === "" || isSeen(s), "must have a character that can be seen"),
    v.maxLength(max, `must be at most ${max} characters`),
    v.check((s) => !CONTROL.test(s), "must not contain control characters"),
    v.check((s) => s.isWellFormed(), "must be well-formed Unicode"),
  );
}

/** The body of an article or a plain page: Markdown with `\n` line ends. */
export const markdownBody = v.pipe(
  v.string("must be text"),
  v.maxLength(500_000, "must be at most 500,000 characters"),
  v.transform((s) => s.replaceAll("\r\n", "\n")),
  v.check(isPlainText, "must be well-formed Unicode without control characters"),
);

/** A Boolean. */
export const bool = v.boolean("must be true or false");

/** A point in time, kept as written: a date (`2026-10-05`, midnight UTC) or an RFC 3339 date-time with an offset. */
export const instant = v.pipe(
  v.string("must be a date such as 2026-10-05 or a date-time such as 2026-10-05T09:00:00Z"),
  v.check(
    (s) => parseInstant(s) !== null,
    "must be a date such as 2026-10-05 or a date-time with its zone, such as 2026-10-05T09:00:00Z or 2026-10-05T12:00:00+03:00. With timeZone in site.yaml, a time may leave its zone out",
  ),
);

/** An absolute http(s) URL. */
export const httpUrl = v.pipe(
  v.string("must be text"),
  v.maxLength(2000, "must be at most 2000 characters"),
  v.check(isHttpUrl, "must be an address that begins with https:// or http://"),
);

/** An absolute http(s) URL, or a path on this site that begins with exactly one slash. */
export const link = v.pipe(
  v.string("must be text"),
  v.maxLength(2000, "must be at most 2000 characters"),
  v.check(
    (s) => isHttpUrl(s) || (isPlainText(s) && /^\/(?![/\\])[^\s\\]*$/.test(s)),
    "must be an address that begins with https:// or http://, or a path on this site that begins with /",
  ),
);

/** A list of at most `max` entries without duplicates. */
export function uniqueList<S extends v.BaseSchema<unknown, string, v.BaseIssue<unknown>>>(
  item: S,
  max: number,
) {
  return v.pipe(
    v.array(item, "must be a list"),
    v.maxLength(max, `must have at most ${max} entries`),
    v.check((list) => new Set(list).size === list.length, "must not name anything twice"),
  );
}

/** A list of at most `max` objects with distinct ids. `what` names them in the error message. */
export function listById<S extends v.BaseSchema<unknown, { id: string }, v.BaseIssue<unknown>>>(
  item: S,
  max: number,
  what: string,
) {
  return v.pipe(
    v.array(item, `must be a list of ${what}`),
    v.maxLength(max, `must have at most ${max} entries`),
    v.check(
      (list) => new Set(list.map((entry) => entry.id)).size === list.length,
      "must not use the same id twice",
    ),
  );
}

/** An integer from `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** The WHATWG URL parser. Every runtime has it, but TypeScript declares it only together with the DOM or Node. */
export const { URL } = globalThis as unknown as {
  URL: {
    new (address: string, base: string): { pathname: string; origin: string };
    canParse(url: string): boolean;
  };
};

/** Stricter than the URL Standard: no spaces, quotes, angle brackets, backslashes or user names. */
function isHttpUrl(s: string): boolean {
  const narrow = /^https?:\/\/[^\s/?#@"'<>\\]+(?:[/?#][^\s"<>\\]*)?$/i;
  return narrow.test(s) && isPlainText(s) && URL.canParse(s);
}

/** A language tag (BCP 47) that `Intl` accepts. */
export const languageTag = v.pipe(
  v.string("must be text"),
  v.check(isLanguage, "must be a language tag such as en or pt-BR"),
);

function isLanguage(tag: string): boolean {
  if (!/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*$/.test(tag)) return false;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
