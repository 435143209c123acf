/** How a place writes numbers, dates and lists. Days are those of UTC, as in the content. */
export interface Forms {
  /** `1,234` */
  number: (n: number) => string;
  /** `31%`, of a whole number. */
  percent: (n: number) => string;
  /** `5 October 2026` */
  date: (time: number) => string;
  /** `5 October 2026 at 14:03 UTC` */
  dateTime: (time: number) => string;
  /** `3 – 17 March 2025` */
  dateRange: (from: number, to: number) => string;
  /** `Ann, Ben and Cem` */
  names: (names: readonly string[]) => string;
  /** The same in parts, those of type `element` being the names. */
  nameParts: (names: readonly string[]) => { type: "element" | "literal"; value: string }[];
}

const kept = new Map<string, Forms>();

/** The forms of a locale (BCP 47). Made once: `Intl` takes longer to make its objects than to use them. */
export function formsOf(locale: string): Forms {
  const known = kept.get(locale);
  if (known) return known;
  const forms = makeForms(locale);
  kept.set(locale, forms);
  return forms;
}

function makeForms(locale: string): Forms {
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

/** The forms of a word that a language has for numbers (CLDR's categories). */
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Picks, of the forms of a word, the one that goes with a number in a language. */
export function pluralsOf(language: string): (n: number, forms: Plural) => string {
  const rules = once(() => new Intl.PluralRules(language));
  return (n, forms) => forms[rules().select(n)] ?? forms.other;
}
