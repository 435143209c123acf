import type { Article } from "./article.ts";
import { parseMarkdown } from "../text/markdown.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { Site } from "./site.ts";

/** What an article may refer to. */
export interface ArticleContext {
  site: Pick<Site, "authors" | "audiences">;
  polls: ReadonlySet<string>;
  /** Names of pictures, such as `images/harbour.jpg`. */
  images: ReadonlySet<string>;
}

/** A reason why an article cannot be published. */
interface ArticleProblem {
  /** A path in the front matter (`["authors", 0]`), or a line of the Markdown, from 1. */
  at: (string | number)[] | number;
  message: string;
}

/** Checks an article's references (authors, audiences, polls, pictures) and its Markdown. */
export function checkArticle(article: Article, around: ArticleContext): ArticleProblem[] {
  const { meta } = article;
  const authors = new Set(around.site.authors.map((a) => a.id));
  const audiences = new Set(around.site.audiences.map((a) => a.id));
  const problems: ArticleProblem[] = [];
  meta.authors.forEach((id, i) => {
    if (!authors.has(id)) {
      problems.push({
        at: ["authors", i],
        message: `“${id}” is not among the authors of site.yaml${didYouMean(id, authors)}`,
      });
    }
  });
  meta.audiences.forEach((id, i) => {
    if (!audiences.has(id)) {
      problems.push({
        at: ["audiences", i],
        message: `“${id}” is not among the audiences of site.yaml${didYouMean(id, audiences)}`,
      });
    }
  });
  meta.formerly?.forEach((name, i) => {
    if (name === article.slug) {
      problems.push({ at: ["formerly", i], message: `“${name}” is the article's present name` });
    }
  });
  if (meta.translationOf === article.slug) {
    problems.push({ at: ["translationOf"], message: "is the article itself" });
  }
  if (meta.image && !around.images.has(meta.image.src)) {
    problems.push({
      at: ["image", "src"],
      message: `${meta.image.src} is not in the content folder${didYouMean(meta.image.src, around.images)}`,
    });
  }
  problems.push(...checkMarkdown(article.body, around));
  return problems;
}

/** Checks Markdown, and that the polls and pictures in it exist. */
export function checkMarkdown(
  body: string,
  around: Pick<ArticleContext, "polls" | "images">,
): ArticleProblem[] {
  const markdown = parseMarkdown(body);
  const problems = markdown.problems.map(({ line, message }): ArticleProblem => ({
    at: line,
    message,
  }));
  for (const { id, line } of markdown.polls) {
    if (!around.polls.has(id)) {
      const message = `there is no poll “${id}” in content/polls${didYouMean(id, around.polls)}`;
      problems.push({ at: line, message });
    }
  }
  for (const { src, line } of markdown.images) {
    if (!around.images.has(src)) {
      const message = `${src} is not in the content folder${didYouMean(src, around.images)}`;
      problems.push({ at: line, message });
    }
  }
  return problems;
}
