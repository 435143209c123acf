/** Scripts that are written from right to left. */
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

/** The writing direction of a language: that of the script in its tag, or else of its most likely script. */
export function directionOf(language: string): "ltr" | "rtl" {
  const { script = "" } = new Intl.Locale(language).maximize();
  return MIRRORED.has(script) ? "rtl" : "ltr";
}

/** The language of an article, a poll or a page: its own, or else the site's. */
export function languageOf(
  of: { language?: string | undefined },
  site: { language: string },
): string {
  return of.language ?? site.language;
}

/**
 * The `lang` and `dir` attributes of an element within a page: none if the element is in the page's language, and `dir`
 * only if the direction differs.
 */
export function languageAttributes(
  page: string,
  language: string,
): { lang?: string; dir?: "ltr" | "rtl" } {
  if (language.toLowerCase() === page.toLowerCase()) return {};
  const dir = directionOf(language);
  return dir === directionOf(page) ? { lang: language } : { lang: language, dir };
}

/**
 * The names of languages, each in that language itself: `Русский`. The region or script is added only if the list has
 * the same language more than once: `English (United Kingdom)`.
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
