/** An article in one of its languages. */
export interface Translation {
  slug: string;
  language: string;
  /** Whether the others are translations of this one. */
  original: boolean;
}

/** What it takes to find an article's translations. */
interface TranslatedArticle {
  slug: string;
  language: string;
  translationOf?: string | undefined;
}

/** The slug of the original: that of the article itself if it is not a translation. */
export function originalOf({ slug, translationOf }: Omit<TranslatedArticle, "language">): string {
  return translationOf ?? slug;
}

/**
 * Maps each slug to all translations of its article, itself included: the original first, then sorted by language.
 * Articles in a single language are left out, and so is a second translation into the same language.
 */
export function translationGroups(
  articles: readonly TranslatedArticle[],
): ReadonlyMap<string, readonly Translation[]> {
  const groups = new Map<string, Translation[]>();
  const place = (a: TranslatedArticle): string =>
    `${a.translationOf === undefined ? 0 : 1} ${a.language.toLowerCase()} ${a.slug}`;
  for (const article of articles.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))) {
    const { slug, language } = article;
    const original = originalOf(article);
    const group = groups.get(original) ?? [];
    if (group.some((other) => other.language.toLowerCase() === language.toLowerCase())) continue;
    groups.set(original, [...group, { slug, language, original: slug === original }]);
  }
  const found = new Map<string, readonly Translation[]>();
  for (const group of groups.values()) {
    if (group.length > 1) for (const { slug } of group) found.set(slug, group);
  }
  return found;
}

/** Finds translations of missing articles, of other translations, and into a language that is taken. */
export function checkTranslations(
  articles: readonly TranslatedArticle[],
): { slug: string; message: string }[] {
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  const problems: { slug: string; message: string }[] = [];
  const taken = new Map<string, string>();
  // Originals first: an original takes precedence over a translation into its language.
  for (const article of articles.toSorted(
    (a, b) => Number(a.translationOf !== undefined) - Number(b.translationOf !== undefined),
  )) {
    const { slug, language, translationOf } = article;
    // `checkArticle` reports an article that names itself.
    if (translationOf === slug) continue;
    const original = translationOf === undefined ? article : bySlug.get(translationOf);
    if (!original) {
      problems.push({ slug, message: `there is no article “${translationOf}”` });
      continue;
    }
    if (translationOf !== undefined && original.translationOf !== undefined) {
      const message = `“${translationOf}” is a translation itself: name the original, “${original.translationOf}”`;
      problems.push({ slug, message });
      continue;
    }
    const key = `${original.slug} ${language.toLowerCase()}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, slug);
    // Two files with one slug are reported elsewhere.
    else if (other !== slug) {
      const message = `“${original.slug}” is there in ${language} already: ${other}`;
      problems.push({ slug, message });
    }
  }
  return problems;
}
