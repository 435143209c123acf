import type { ArticleMeta } from "../../core/content/article.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { parseMarkdown } from "../../core/text/markdown.ts";
import type { Picture } from "../../core/content/picture.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { publishedInstant } from "../../core/instant.ts";
import { tagLabel } from "../../core/content/tags.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl, authorsOf } from "./feed.ts";
import { escapeMarkdown } from "../../core/text/escape.ts";

// A fenced code block, inline code, or the address of a picture, inline or in a link reference definition.
const CODE_OR_PICTURE =
  /^ {0,3}(?<fence>`{3,}|~{3,})[^\n]*\n[^]*?(?:^ {0,3}\k<fence>[`~]*[ \t]*$|$(?![^]))|(?<code>`+)(?!`)[^]*?[^`]\k<code>(?!`)|(?<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)(?<name>images\/[A-Za-z0-9._/-]+)/gm;

/** The parts of an article that its Markdown file contains. */
interface MarkdownArticle {
  slug: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  body: string;
}

/**
 * An article as Markdown with front matter, for programs. Polls become links, and pictures have absolute URLs.
 *
 * @param pictures with absolute URLs, by the names in the Markdown
 * @param polls titles by id, of the polls that readers may find
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
  for (const { id, line } of parseMarkdown(article.body).polls) {
    const title = polls.get(id);
    const link =
      title === undefined ? "" : `[${feed.voteIn(escapeMarkdown(title))}](${origin}/polls/${id})`;
    // Blank lines around it: a link right below a paragraph would become part of the paragraph.
    lines[line - 1] = `\n${link}\n`;
  }
  const body = lines.join("\n").replace(CODE_OR_PICTURE, (whole, ...rest) => {
    const { before, name } = rest.at(-1) as Record<string, string | undefined>;
    const picture = pictures.get(name ?? "");
    return picture ? `${before}${picture.url}` : whole;
  });
  return `---\n${frontMatter(publication, article, pictures)}---\n\n${body.trim()}\n`;
}

/** An article's public metadata as YAML. Each value is JSON, which is valid YAML 1.2. */
function frontMatter(
  publication: Publication,
  { slug, meta, updatedAt }: MarkdownArticle,
  pictures: ReadonlyMap<string, Picture>,
): string {
  const { site, origin } = publication;
  const image = meta.image && pictures.get(meta.image.src);
  const fields: [name: string, value: unknown][] = [
    ["title", meta.title],
    ["date", publishedInstant(meta.date)],
    ["updated", updatedAt === null ? undefined : new Date(updatedAt).toISOString()],
    ["authors", authorsOf(publication, meta).map(({ name }) => name)],
    ["summary", meta.summary],
    ["tags", meta.tags.length > 0 ? meta.tags.map((tag) => tagLabel(site, tag)) : undefined],
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
