const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const EARLIEST = Date.parse("0001-01-01T00:00:00Z");
const LATEST = Date.UTC(10_000, 0, 1);

/**
 * Parses a date or a date-time.
 *
 * @param text a date (`2026-10-05`, midnight UTC) or an RFC 3339 date-time with an offset, in the years 1 to 9999.
 *   Seconds may be left out
 * @returns milliseconds since 1970 (UTC), or `null` if the text is neither or the day does not exist
 */
export function parseInstant(text: string): number | null {
  if (!DATE.test(text) && !DATE_TIME.test(text)) return null;
  const time = Date.parse(text);
  if (!(time >= EARLIEST && time < LATEST)) return null;
  // `Date.parse` turns 30 February into 2 March, so check that the day survives a round trip.
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) return null;
  return new Date(midnight).toISOString().slice(0, 10) === day ? time : null;
}

/** Milliseconds since 1970 (UTC) of a date that a schema has validated as an instant. */
export function timeOf(date: string): number {
  return parseInstant(date) ?? 0;
}

/** The day of a date as written, wherever it is: the beginning of that day in UTC, in milliseconds since 1970. */
export function dayOf(date: string): number {
  return timeOf(date.slice(0, 10));
}

/** The year of a date as written. */
export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

/**
 * An article's date as an instant for programs (RFC 3339), with its offset if it has one.
 *
 * @param now those who read feeds refuse a date that is still to come: the beginning of this day stands for it
 */
export function publishedInstant(date: string, now = Number.POSITIVE_INFINITY): string {
  const time = timeOf(date);
  if (time > now) return new Date(now).toISOString().replace(/T.*/, "T00:00:00.000Z");
  // RFC 3339 does not let the seconds out.
  const whole = date.replace(/T(\d{2}:\d{2})(?=[+-])/, "T$1:00");
  return /T.*[+-]/.test(whole) ? whole : new Date(time).toISOString();
}

/** Milliseconds since 1970 as `2026-10-05T09:00:00.000Z`; `null` stays `null`. */
export function isoInstant(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
