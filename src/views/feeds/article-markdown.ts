import type { ArticleMeta } from "../../core/content/article.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { renderMarkdown } from "../../core/text/markdown.ts";
import type { Picture } from "../../core/content/picture.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { timeOf } from "../page/dates.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl, authorsOf } from "./feed.ts";
import { plainMarkdown } from "./markdown-text.ts";

// A block of code, code within a line, or a picture's address: within its brackets, or where a reference is defined.
const CODE_OR_PICTURE =
  /^ {0,3}(?<fence>`{3,}|~{3,})[^\n]*\n[^]*?(?:^ {0,3}\k<fence>[`~]*[ \t]*$|$(?![^]))|(?<code>`+)(?!`)[^]*?[^`]\k<code>(?!`)|(?<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)(?<name>images\/[A-Za-z0-9._/-]+)/gm;

/** An article as it goes into its Markdown file. */
export interface MarkdownArticle {
  slug: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  body: string;
}

/**
 * An article as Markdown with front matter, for programs: links stand in the places of polls, pictures have whole addresses.
 *
 * @param pictures with whole addresses, by the names that the Markdown uses
 * @param polls titles by id
 */
export function articleMarkdown(
  publication: Publication,
  article: MarkdownArticle,
  pictures: ReadonlyMap<string, Picture>,
  polls: ReadonlyMap<string, string>,
): string {
  const { origin, site } = publication;
  const { feed } = wordsFor(languageOf(article.meta, site));
  const lines = article.body.split("\n");
  for (const { id, line } of renderMarkdown(article.body, null).polls) {
    const title = plainMarkdown(polls.get(id) ?? id);
    // A poll may stand right below a paragraph: a link would be taken into it.
    lines[line - 1] = `\n[${feed.voteIn(title)}](${origin}/polls/${id})\n`;
  }
  const body = lines.join("\n").replace(CODE_OR_PICTURE, (whole, ...rest) => {
    const { before, name } = rest.at(-1) as Record<string, string | undefined>;
    const picture = pictures.get(name ?? "");
    return picture ? `${before}${picture.url}` : whole;
  });
  return `---\n${frontMatter(publication, article, pictures)}---\n\n${body.trim()}\n`;
}

/** What is public of an article, as YAML: each value is JSON, which YAML 1.2 includes. */
function frontMatter(
  publication: Publication,
  { slug, meta, updatedAt }: MarkdownArticle,
  pictures: ReadonlyMap<string, Picture>,
): string {
  const { site, origin } = publication;
  const image = meta.image && pictures.get(meta.image.src);
  const fields: [name: string, value: unknown][] = [
    ["title", meta.title],
    ["date", new Date(timeOf(meta.date)).toISOString()],
    ["updated", updatedAt === null ? undefined : new Date(updatedAt).toISOString()],
    ["authors", authorsOf(publication, meta).map(({ name }) => name)],
    ["summary", meta.summary],
    ["tags", meta.tags.length > 0 ? meta.tags : undefined],
    ["language", languageOf(meta, site)],
    ["publication", site.name],
    ["canonical", articleUrl(origin, slug)],
    ["image", image?.url],
    ["imageAlt", image && meta.image?.alt],
    ["imageCredit", image && meta.image?.credit],
  ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join("");
}
