import { languageOf } from "../../core/i18n/language.ts";
import { checkTranslations } from "../../core/content/translations.ts";
import type { ReadArticle } from "./redirects.ts";
import type { FileProblem } from "./source.ts";

/** Translations of what is not there, of translations, and two in one language. */
export function translationProblems(
  articles: readonly ReadArticle[],
  site: { language: string },
): FileProblem[] {
  const files = new Map(articles.map((one) => [one.article.slug, one]));
  const checked = articles.map(({ article: { slug, meta } }) => ({
    slug,
    language: languageOf(meta, site),
    translationOf: meta.translationOf,
  }));
  return checkTranslations(checked).flatMap(({ slug, message }) => {
    const found = files.get(slug);
    if (!found) return [];
    const line = found.lineOf(["translationOf"]);
    return [{ file: found.file, line, message: `translationOf: ${message}` }];
  });
}
