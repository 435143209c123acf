import type { ArticleMeta } from "../../core/content/article.ts";
import type { PlainPageMeta } from "../../core/content/plain-page.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl } from "./feed.ts";
import { escapeMarkdown } from "../../core/text/escape.ts";

/** `/llms.txt` (llmstxt.org): an overview of the site for language models. */
export function llmsTxt(
  { site, origin }: Publication,
  articles: readonly { slug: string; meta: ArticleMeta }[],
  polls: readonly PollDefinition[],
  pages: readonly { slug: string; meta: PlainPageMeta }[] = [],
): string {
  const about = `The text of every article is to be had as Markdown: its address with .md at the end. Articles are their authors’ views. Readers choose to take part in the polls, so the numbers speak for those who voted and for nobody else.`;
  const parts = [`# ${escapeMarkdown(site.name)}`];
  if (site.tagline) parts.push(`> ${escapeMarkdown(site.tagline)}`);
  parts.push(about);
  parts.push(
    ...section(
      "Newest articles",
      articles.map(({ slug, meta }) =>
        link(meta.title, `${articleUrl(origin, slug)}.md`, meta.summary),
      ),
    ),
    ...section(
      "Polls as open data",
      polls.map(({ id, title, questions }) =>
        link(title, `${origin}/polls/${id}/results.json`, questions[0]?.text),
      ),
    ),
    ...section(
      "About the publication",
      pages.map(({ slug, meta }) => link(meta.title, `${origin}/${slug}`, meta.summary)),
    ),
    ...section("Optional", [
      link("Archive", `${origin}/archive`, "Every article by year, subject and author"),
      link("Feed", `${origin}/feed.json`, "The newest articles with full text, as JSON Feed"),
      link(
        "Interface",
        `${origin}/api/openapi.json`,
        "What programs may ask of this site, as OpenAPI",
      ),
    ]),
  );
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, links: readonly string[]): string[] {
  return links.length === 0 ? [] : [`## ${title}`, links.join("\n")];
}

function link(title: string, url: string, text: string | undefined): string {
  return `- [${escapeMarkdown(title)}](${url})${text === undefined ? "" : `: ${escapeMarkdown(text)}`}`;
}
