import type { Article } from "../../core/content/article.ts";
import { parseInstant } from "../../core/instant.ts";
import { checkRedirects, type Redirect } from "../../core/content/redirects.ts";
import type { FileProblem } from "./source.ts";

/** An article, and where in its file things stand. */
export interface ReadArticle {
  article: Article;
  file: string;
  /** Its front matter as it was written. */
  meta: unknown;
  /** The line of a field of its front matter. */
  lineOf: (path: readonly (string | number)[]) => number;
}

const PAGES = ["/", "/polls", "/archive", "/search", "/feed.xml", "/sitemap.xml", "/robots.txt"];

/** What is wrong with redirects: by themselves, and beside the pages of a content folder. */
export function redirectProblems(
  file: string,
  list: readonly Redirect[],
  lineOf: (path: readonly (string | number)[]) => number,
  around: {
    audiences: readonly string[];
    articles: Iterable<ReadArticle>;
    pages?: Iterable<string>;
  },
): FileProblem[] {
  const pages = new Set([
    ...PAGES,
    ...around.audiences.map((id) => `/for/${id}`),
    ...[...(around.pages ?? [])].map((name) => `/${name}`),
  ]);
  for (const { article } of around.articles) {
    const { meta, slug } = article;
    if (meta.draft) continue;
    pages.add(`/articles/${slug}`);
    for (const tag of meta.tags) pages.add(`/tags/${tag}`);
    for (const author of meta.authors) pages.add(`/authors/${author}`);
    pages.add(`/archive/${new Date(parseInstant(meta.date) ?? 0).getUTCFullYear()}`);
  }
  return checkRedirects(list, (path) => pages.has(path)).map(({ index, message }) => ({
    file,
    line: lineOf([index]),
    message,
  }));
}

/** Former names of articles that are another article's name, or a former name of another one too. */
export function formerNameProblems(articles: readonly ReadArticle[]): FileProblem[] {
  const problems: FileProblem[] = [];
  const names = new Map(articles.map(({ article, file }) => [article.slug, file]));
  const known = new Map<string, string>();
  for (const { article, file, lineOf } of articles) {
    for (const [index, name] of (article.meta.formerly ?? []).entries()) {
      const add = (what: string): void => {
        const message = `formerly.${index}: “${name}” is ${what}`;
        problems.push({ file, line: lineOf(["formerly", index]), message });
      };
      const other = names.get(name);
      const before = known.get(name);
      // The article's own name is told of with what else is wrong with it alone.
      if (other !== undefined && name !== article.slug) add(`the name of ${other}`);
      if (before !== undefined) add(`a former name of ${before} too`);
      known.set(name, file);
    }
  }
  return problems;
}
