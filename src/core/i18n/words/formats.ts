/** Formats of a locale for numbers, dates and lists. Times are milliseconds since 1970; days are in UTC. */
export interface Formats {
  /** `1,234` */
  number: (n: number) => string;
  /** `31%` for 31. */
  percent: (n: number) => string;
  /** `5 October 2026` */
  date: (time: number) => string;
  /** `5 October 2026 at 14:03 UTC` */
  dateTime: (time: number) => string;
  /** `3 – 17 March 2025` */
  dateRange: (from: number, to: number) => string;
  /** `Ann, Ben and Cem` */
  names: (names: readonly string[]) => string;
  /** The same in parts; those of type `element` are the names. */
  nameParts: (names: readonly string[]) => { type: "element" | "literal"; value: string }[];
}

const kept = new Map<string, Formats>();

/** The formats of a locale (BCP 47). Cached: creating `Intl` objects takes longer than using them. */
export function formatsFor(locale: string): Formats {
  const known = kept.get(locale);
  if (known) return known;
  const formats = makeFormats(locale);
  kept.set(locale, formats);
  return formats;
}

function makeFormats(locale: string): Formats {
  const number = once(() => new Intl.NumberFormat(locale));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const day = { dateStyle: "long", timeZone: "UTC" } as const;
  const date = once(() => new Intl.DateTimeFormat(locale, day));
  const minute = once(() => new Intl.DateTimeFormat(locale, { ...day, timeStyle: "short" }));
  const list = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  return {
    number: (n) => number().format(n),
    percent: (n) => percent().format(n / 100),
    date: (time) => date().format(time),
    dateTime: (time) => `${minute().format(time)} UTC`,
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
