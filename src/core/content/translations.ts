/** An article in one of the languages in which it is there. */
export interface Translation {
  slug: string;
  language: string;
  /** Whether it is the one that the others are translations of. */
  original: boolean;
}

/** What is to be known of an article to find its translations. */
export interface Translated {
  slug: string;
  language: string;
  translationOf?: string | undefined;
}

/** The article that a translation is of; of any other article, itself. */
export function originalOf({ slug, translationOf }: Omit<Translated, "language">): string {
  return translationOf ?? slug;
}

/**
 * The languages in which articles are there, by the slug of each: the original first, then by language. An article that
 * is there in one language alone is left out, as is one in a language that its group has already.
 */
export function translationGroups(
  articles: readonly Translated[],
): ReadonlyMap<string, readonly Translation[]> {
  const groups = new Map<string, Translation[]>();
  const place = (a: Translated): string =>
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

/** What is wrong with the translations among all articles of a publication. */
export function checkTranslations(
  articles: readonly Translated[],
): { slug: string; message: string }[] {
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  const problems: { slug: string; message: string }[] = [];
  const taken = new Map<string, string>();
  // Originals first: they have the language that they are written in.
  for (const article of articles.toSorted(
    (a, b) => Number(a.translationOf !== undefined) - Number(b.translationOf !== undefined),
  )) {
    const { slug, language, translationOf } = article;
    // An article that names itself is told of with what else is wrong with it alone.
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
    // Two files of one name are told of as such.
    else if (other !== slug) {
      const message = `“${original.slug}” is there in ${language} already: ${other}`;
      problems.push({ slug, message });
    }
  }
  return problems;
}
