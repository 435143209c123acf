import { dayOf } from "../../instant.ts";

/** Formats of a locale for numbers, dates and lists. Times are milliseconds since 1970; days are those of a time zone. */
export interface Formats {
  /** `1,234` */
  number: (n: number) => string;
  /** `31%` for 31. */
  percent: (n: number) => string;
  /** `5 October 2026` */
  date: (time: number) => string;
  /** The day of a date as written, in no zone: `5 October 2026` for `2026-10-05T00:30:00+03:00`. */
  day: (date: string) => string;
  /** `5 October 2026 at 14:03 UTC`, `5 October 2026 at 17:03 UTC+3` */
  dateTime: (time: number) => string;
  /** `3 – 17 March 2025` */
  dateRange: (from: number, to: number) => string;
  /** `Ann, Ben and Cem` */
  names: (names: readonly string[]) => string;
  /** The same in parts; those of type `element` are the names. */
  nameParts: (names: readonly string[]) => { type: "element" | "literal"; value: string }[];
}

const kept = new Map<string, Formats>();

/**
 * The formats of a locale (BCP 47) in a time zone. Cached: creating `Intl` objects takes longer than using them.
 */
export function formatsFor(locale: string, timeZone = "UTC"): Formats {
  const key = `${locale} ${timeZone}`;
  const known = kept.get(key);
  if (known) return known;
  const formats = makeFormats(locale, timeZone);
  kept.set(key, formats);
  return formats;
}

function makeFormats(locale: string, timeZone: string): Formats {
  const number = once(() => new Intl.NumberFormat(locale));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const long = { dateStyle: "long", timeZone } as const;
  const date = once(() => new Intl.DateTimeFormat(locale, long));
  const day = once(() => new Intl.DateTimeFormat(locale, { ...long, timeZone: "UTC" }));
  const minute = once(() => new Intl.DateTimeFormat(locale, { ...long, timeStyle: "short" }));
  const zone = once(() => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }));
  const zoneAt = (time: number): string => {
    if (timeZone === "UTC") return timeZone;
    const part = zone()
      .formatToParts(time)
      .find(({ type }) => type === "timeZoneName");
    // Where a language has no name for the zone, one spelling of its offset.
    return (part?.value ?? timeZone).replace(/^GMT(?=[+-])/, "UTC");
  };
  const list = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  return {
    number: (n) => number().format(n),
    percent: (n) => percent().format(n / 100),
    date: (time) => date().format(time),
    day: (written) => day().format(dayOf(written)),
    dateTime: (time) => `${minute().format(time)} ${zoneAt(time)}`,
    dateRange: (from, to) => date().formatRange(from, to),
    names: (names) => list().format(names),
    nameParts: (names) => list().formatToParts(names),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

/** The plural forms of a word, by CLDR category. */
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Returns a function that selects the plural form for a number in a language. */
export function pluralPicker(language: string): (n: number, forms: Plural) => string {
  const rules = once(() => new Intl.PluralRules(language));
  return (n, forms) => forms[rules().select(n)] ?? forms.other;
}
