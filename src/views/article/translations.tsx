import { languageAttributes, nativeNames } from "../../core/i18n/language.ts";
import type { Translation } from "../../core/content/translations.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { sentence } from "../page/sentence.tsx";

interface Translations {
  /** All translations of an article, itself included. */
  translations: readonly Translation[];
}

/** “Also in: Русский”: links to an article's translations, each named in its own language. */
export function AlsoIn(props: Translations & { slug: string; language: string }) {
  const { translations, slug, language } = props;
  const names = nativeNames(translations.map((one) => one.language));
  const others = translations.flatMap((one, i) => (one.slug === slug ? [] : [{ one, i }]));
  if (others.length === 0) return null;
  return (
    <p class="meta also-in">
      {sentence(
        wordsFor(language).article.alsoIn,
        others.map(({ one, i }, at) => (
          <>
            {at > 0 && ", "}
            <a
              href={`/articles/${one.slug}`}
              rel="alternate"
              hreflang={one.language}
              {...languageAttributes(language, one.language)}
            >
              {names[i]}
            </a>
          </>
        )),
      )}
    </p>
  );
}

/** `hreflang` links for search engines: one for each translation, and `x-default` for all other languages. */
export function AlternateLinks(props: Translations & { origin: string }) {
  const { translations, origin } = props;
  return (
    <>
      {alternates(translations).map(({ slug, hreflang }) => (
        <link rel="alternate" hreflang={hreflang} href={`${origin}/articles/${slug}`} />
      ))}
    </>
  );
}

/** The `hreflang` alternates of an article, for its page and for site maps. */
export function alternates(
  translations: readonly Translation[],
): { slug: string; hreflang: string }[] {
  const original = translations.find((one) => one.original);
  return [
    ...translations.map(({ slug, language }) => ({ slug, hreflang: language })),
    ...(original ? [{ slug: original.slug, hreflang: "x-default" }] : []),
  ];
}
