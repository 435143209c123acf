import { plainCredit } from "../../core/content/credit.ts";
import { checkRedirects } from "../../core/content/redirects.ts";
import { checkTranslations } from "../../core/content/translations.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { parseInstant, timeOf, yearOf } from "../../core/instant.ts";
import { PAGE_ROUTES, ROUTES } from "../../core/routes.ts";
import type { ArticleFile, ContentFolder } from "./content-folder.ts";
import { member } from "./read-item.ts";
import type { FileProblem } from "./source.ts";

const PAGES = [...PAGE_ROUTES.map(({ path }) => path), ROUTES.search].filter(
  (path) => !path.includes(":"),
);

/** Problems of redirects: among themselves, and with the pages of a content folder. */
export function redirectProblems(
  { site, articles, pages }: ContentFolder,
  { file, source, redirects }: NonNullable<ContentFolder["redirects"]>,
): FileProblem[] {
  const paths = new Set([
    ...PAGES,
    ...(site?.site.audiences ?? []).map(({ id }) => `/for/${id}`),
    ...pages.map(({ page }) => `/${page.slug}`),
  ]);
  for (const { article } of articles) {
    const { meta, slug } = article;
    if (meta.draft) continue;
    paths.add(`/articles/${slug}`);
    for (const tag of meta.tags) paths.add(`/tags/${tag}`);
    for (const author of meta.authors) paths.add(`/authors/${author}`);
    paths.add(`/archive/${yearOf(meta.date)}`);
  }
  return checkRedirects(redirects, (path) => paths.has(path)).map(
    ({ index, message, first }) => ({
      file,
      line: source.lineOf([index]),
      message:
        first === undefined
          ? message
          : `${message}: line ${source.lineOf([first])} has the same address`,
    }),
  );
}

/** Former names that are another article's name, or another article's former name. */
export function formerNameProblems(articles: readonly ArticleFile[]): FileProblem[] {
  const problems: FileProblem[] = [];
  const names = new Map(articles.map(({ article, file }) => [article.slug, file]));
  const known = new Map<string, string>();
  for (const { article, file, source } of articles) {
    for (const [index, name] of (article.meta.formerly ?? []).entries()) {
      const add = (what: string): void => {
        const message = `formerly.${index}: “${name}” is ${what}`;
        problems.push({ file, line: source.lineOf(["formerly", index]), message });
      };
      const other = names.get(name);
      const before = known.get(name);
      // The article's own name is reported with the other problems of that one file.
      if (other !== undefined && name !== article.slug) add(`the name of ${other}`);
      if (before !== undefined) add(`a former name of ${before} too`);
      known.set(name, file);
    }
  }
  return problems;
}

/** Articles with one id in feeds: a feed reader shows only one of them. */
export function feedIdProblems(articles: readonly ArticleFile[]): FileProblem[] {
  const known = new Map<string, string>();
  return articles.flatMap(({ article, file, source }) => {
    const { feedId } = article.meta;
    const before = feedId === undefined ? undefined : known.get(feedId);
    if (feedId !== undefined) known.set(feedId, before ?? file);
    if (before === undefined) return [];
    const line = source.lineOf(["feedId"]);
    return [{ file, line, message: `feedId: is that of ${before} too` }];
  });
}

/** Translations of missing articles, translations of translations, and two translations into one language. */
export function translationProblems(
  articles: readonly ArticleFile[],
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
    const line = found.source.lineOf(["translationOf"]);
    return [{ file: found.file, line, message: `translationOf: ${message}` }];
  });
}

/** Dates that are still to come when readers find the article. */
export function futureDateWarnings({ articles, now }: ContentFolder): FileProblem[] {
  return articles.flatMap(({ article: { meta }, file, source }) => {
    const { date, draft, publishAt } = meta;
    const seen = Math.max(now, parseInstant(publishAt ?? "") ?? 0);
    if (draft || timeOf(date) <= seen) return [];
    const written = String(member(source.value, "date"));
    const when = publishAt === undefined ? "as soon as it is published" : "from publishAt on";
    const message = `date: ${written} is still to come, but readers find the article ${when}, with this date and above all others. To keep it until then, write publishAt: ${written}`;
    return [
      { file, line: source.lineOf(["date"]), ...source.placeOf(["date"], "value"), message },
    ];
  });
}

/**
 * Picture credits that are published in another form than written: the editor checks that they still say the right
 * thing.
 */
export function creditWarnings(articles: readonly ArticleFile[]): FileProblem[] {
  return articles.flatMap(({ article, file, source }) => {
    const given = member(source.value, "image");
    const [credit, address] = [member(given, "credit"), member(given, "creditUrl")];
    const shown = article.meta.image;
    const warnings: FileProblem[] = [];
    const warn = (field: string, message: string): void => {
      const line = source.lineOf(["image", field]);
      warnings.push({ file, line, message: `image.${field}: ${message}` });
    };
    if (typeof credit === "string" && hasMarkup(credit)) {
      const text = shown?.credit ?? "";
      const published = text === "" ? "nothing is left of it" : `it is published as “${text}”`;
      warn(
        "credit",
        `has markup in it, which is left out: ${published}. Write the text alone, and its address as creditUrl`,
      );
    }
    if (typeof address === "string" && shown && address.trim() !== shown.creditUrl) {
      const published = shown.creditUrl
        ? `the credit links to ${shown.creditUrl}, the one in it`
        : "the credit is published without a link";
      warn("creditUrl", `is no address that begins with https://, http:// or /: ${published}`);
    }
    return warnings;
  });
}

/** Multiple questions whose opening counts came from nobody knows how many voters. */
export function openingWarnings(polls: ContentFolder["polls"]): FileProblem[] {
  return polls.flatMap(({ poll, file, source }) =>
    poll.questions.flatMap((question, index): FileProblem[] => {
      const { kind, options, openingVoters } = question;
      const brought = options.some((o) => o.opening > 0);
      if (kind !== "multiple" || !brought || openingVoters !== undefined) return [];
      const message = `questions.${index}: its numbers are shown without percentages, because it is not said how many voters the opening counts came from. Write their number as openingVoters`;
      return [{ file, line: source.lineOf(["questions", index]), message }];
    }),
  );
}

function hasMarkup(credit: string): boolean {
  return plainCredit(credit) !== credit.replace(/\s+/g, " ").trim();
}
