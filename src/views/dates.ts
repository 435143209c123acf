import { parseInstant } from "../core/instant.ts";

/** `5 October 2026`, in the site's language. Days are those of UTC, as in the content. */
export function longDate(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(time);
}

/** `5 October 2026 at 14:03 UTC`. */
export function longDateTime(time: number, language: string): string {
  const text = new Intl.DateTimeFormat(language, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(time);
  return `${text} UTC`;
}

/** `3 – 17 March 2025`. */
export function dateRange(from: number, to: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).formatRange(
    from,
    to,
  );
}

/** `1,234`, in the site's language. */
export function number(n: number, language: string): string {
  return new Intl.NumberFormat(language).format(n);
}

/** Milliseconds since 1970 of a date that was validated when it was published. */
export function timeOf(date: string): number {
  return parseInstant(date) ?? 0;
}
