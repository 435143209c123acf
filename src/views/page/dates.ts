import { parseInstant } from "../../core/instant.ts";
import { formatsFor } from "../../core/i18n/words/formats.ts";

/** `5 October 2026`, in a language. Days are those of UTC, as in the content. */
export function longDate(time: number, language: string): string {
  return formatsFor(language).date(time);
}

/** `5 October 2026 at 14:03 UTC`. */
export function longDateTime(time: number, language: string): string {
  return formatsFor(language).dateTime(time);
}

/** `3 – 17 March 2025`. */
export function dateRange(from: number, to: number, language: string): string {
  return formatsFor(language).dateRange(from, to);
}

/** `1,234`, in a language. */
export function number(n: number, language: string): string {
  return formatsFor(language).number(n);
}

/** `33 (31%)`, in a language: a count and its share. */
export function figure(of: { total: number; percent: number }, language: string): string {
  const { number: count, percent } = formatsFor(language);
  return `${count(of.total)} (${percent(of.percent)})`;
}

/** Milliseconds since 1970 of a date that was validated when it was published. */
export function timeOf(date: string): number {
  return parseInstant(date) ?? 0;
}
