import { languageAttributes } from "../../core/i18n/language.ts";
import type { Site } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { sentence } from "../page/sentence.tsx";

/** A date, as the editor wrote it, in a `<time>` element. */
export function DateOf({ date, language }: { date: string; language: string }) {
  return <time datetime={date}>{wordsFor(language).day(date)}</time>;
}

/** The authors' names, linked to their pages. */
export function Byline(props: {
  ids: readonly string[];
  site: Site;
  /** The page's language, if it is not the site's. */
  language?: string | undefined;
}) {
  const { ids, site, language = site.language } = props;
  const { article, nameParts } = wordsFor(language);
  const names = ids.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
  let author = 0;
  return (
    <span class="byline">
      {sentence(
        (list) => article.by(list ?? "", names.length),
        nameParts(names).map(({ type, value }) => {
          if (type === "literal") return value;
          const id = ids[author];
          author += 1;
          const known = site.authors.some((a) => a.id === id);
          return known ? <a href={`/authors/${id ?? ""}`}>{value}</a> : value;
        }),
      )}
    </span>
  );
}

/** Links to the pages of an article's audiences. */
export function Kicker(props: {
  ids: readonly string[];
  site: Site;
  /** The page's language, if it is not the site's. */
  language?: string | undefined;
}) {
  const { ids, site, language = site.language } = props;
  const audiences = site.audiences.filter((a) => ids.includes(a.id));
  if (audiences.length === 0) return null;
  return (
    <p class="kicker" {...languageAttributes(language, site.language)}>
      {audiences.map((a) => (
        <a href={`/for/${a.id}`}>{a.name}</a>
      ))}
    </p>
  );
}
