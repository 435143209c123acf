import * as v from "valibot";
import { parseInstant } from "../instant.ts";

/**
 * Lower-case letters, digits and hyphens: safe in a URL, a form field, a key and a file name. Not `constructor`,
 * the only such name that every JavaScript object has a member of.
 */
export const ID_PATTERN = /^(?!constructor$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

// C0 controls but tab and newline, DEL and C1: none of them may stand in XML 1.0 text, so none may reach a feed.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/u;

/** An identifier. */
export const id = v.pipe(
  v.string("must be text"),
  v.regex(
    ID_PATTERN,
    "must be 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end (and not “constructor”)",
  ),
);

/** Whether text has nothing in it that could not stand in a page, a feed or a table. */
export function isPlainText(s: string): boolean {
  return !CONTROL.test(s) && s.isWellFormed();
}

/** Text of one paragraph, trimmed, not empty, at most `max` UTF-16 units. */
export function text(max: number) {
  return v.pipe(
    v.string("must be text"),
    v.trim(),
    v.minLength(1, "must not be empty"),
    v.maxLength(max, `must be at most ${max} characters`),
    v.check((s) => !CONTROL.test(s), "must not contain control characters"),
    v.check((s) => s.isWellFormed(), "must be well-formed Unicode"),
  );
}

/** A point in time, as written: a date (`2026-10-05`, midnight UTC) or an RFC 3339 date-time with its zone. */
export const instant = v.pipe(
  v.string("must be a date such as 2026-10-05 or a date-time such as 2026-10-05T09:00:00Z"),
  v.check(
    (s) => parseInstant(s) !== null,
    "must be a date such as 2026-10-05 or a date-time with its zone, such as 2026-10-05T09:00:00Z or 2026-10-05T12:00:00+03:00",
  ),
);

/** An absolute http or https address. */
export const httpUrl = v.pipe(
  v.string("must be text"),
  v.maxLength(2000, "must be at most 2000 characters"),
  v.check(isHttpUrl, "must be an address that begins with https:// or http://"),
);

/** An http(s) address, or a path on this site that begins with one slash. */
export const link = v.pipe(
  v.string("must be text"),
  v.maxLength(2000, "must be at most 2000 characters"),
  v.check(
    (s) => isHttpUrl(s) || (isPlainText(s) && /^\/(?![/\\])[^\s\\]*$/.test(s)),
    "must be an address that begins with https:// or http://, or a path on this site that begins with /",
  ),
);

/** A list in which nothing stands twice. */
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

/** A list of at most `max` things that each have an id of their own. `what` says what they are */
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

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

// Every runtime has the standard's parser (WHATWG URL), which is pure, but no library of types that is.
const { URL } = globalThis as unknown as { URL: { canParse(url: string): boolean } };

/** Narrower than the standard: no spaces, quotes, angle brackets or backslashes, no user before the host. */
function isHttpUrl(s: string): boolean {
  const narrow = /^https?:\/\/[^\s/?#@"'<>\\]+(?:[/?#][^\s"<>\\]*)?$/i;
  return narrow.test(s) && isPlainText(s) && URL.canParse(s);
}

/** A tag (BCP 47) of a language that `Intl` can write dates and numbers in. */
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
