const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const EARLIEST = Date.parse("0001-01-01T00:00:00Z");
const LATEST = Date.UTC(10_000, 0, 1);

/**
 * Reads a date or a date-time.
 *
 * @param text a date (`2026-10-05`, read as midnight UTC) or an RFC 3339 date-time with its zone, whose seconds
 *   may be left out, in the years 1 to 9999
 * @returns milliseconds since 1970 (UTC), or `null` where the text is neither, or names a day that doesn't exist
 */
export function parseInstant(text: string): number | null {
  if (!DATE.test(text) && !DATE_TIME.test(text)) return null;
  const time = Date.parse(text);
  if (!(time >= EARLIEST && time < LATEST)) return null;
  // The parser turns 30 February into 2 March: the day must survive the round trip.
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) return null;
  return new Date(midnight).toISOString().slice(0, 10) === day ? time : null;
}

/** `2026-10-05T09:00:00.000Z` of milliseconds since 1970, or `null` of `null`. */
export function isoInstant(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
