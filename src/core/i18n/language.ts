/** Scripts that run from right to left. */
const MIRRORED = new Set([
  "Adlm",
  "Arab",
  "Hebr",
  "Mand",
  "Mend",
  "Nkoo",
  "Rohg",
  "Samr",
  "Syrc",
  "Thaa",
  "Yezi",
]);

/** Which way a language is written: by its script, where its tag names none by its likeliest. */
export function directionOf(language: string): "ltr" | "rtl" {
  const { script = "" } = new Intl.Locale(language).maximize();
  return MIRRORED.has(script) ? "rtl" : "ltr";
}

/** The language of an article, a poll or a page: its own, else the site's. */
export function languageOf(
  of: { language?: string | undefined },
  site: { language: string },
): string {
  return of.language ?? site.language;
}

/**
 * The attributes of an element in a page of another language: none where it is the page's own, `dir` where it runs the
 * other way.
 */
export function attributesIn(
  page: string,
  language: string,
): { lang?: string; dir?: "ltr" | "rtl" } {
  if (language.toLowerCase() === page.toLowerCase()) return {};
  const dir = directionOf(language);
  return dir === directionOf(page) ? { lang: language } : { lang: language, dir };
}

/**
 * The names of languages, each in that language itself: `Русский`. The region or script is said only of those that the
 * list has several of: `English (United Kingdom)`.
 */
export function nativeNames(languages: readonly string[]): string[] {
  const primary = (tag: string): string => new Intl.Locale(tag).language;
  return languages.map((tag) => {
    const alone = languages.filter((other) => primary(other) === primary(tag)).length === 1;
    const names = new Intl.DisplayNames([tag], { type: "language", languageDisplay: "standard" });
    const name = names.of(alone ? primary(tag) : tag) ?? tag;
    const [first = "", ...rest] = Array.from(name);
    return first.toLocaleUpperCase(tag) + rest.join("");
  });
}
