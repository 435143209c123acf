import { matchPage, type PageKind } from "../../core/routes.ts";
import type { RenderContext, RenderedPage } from "./render-context.ts";
import { renderArticle } from "./article.tsx";
import { renderFeed } from "./feeds.ts";
import {
  renderArchive,
  renderAudience,
  renderAuthor,
  renderHome,
  renderTag,
  renderYear,
} from "./lists.tsx";
import { renderPolls } from "./polls.tsx";
import { renderLlms, renderNews, renderRobots, renderSitemap } from "./maps.ts";
import { renderArticleMarkdown } from "./markdown.ts";
import { renderPlainPage } from "./plain-page.tsx";

type Render = (
  context: RenderContext,
  name: string,
  page: number,
) => Promise<RenderedPage | null> | RenderedPage;

const RENDER: Record<PageKind, Render> = {
  home: (context, _, page) => renderHome(context, page),
  article: renderArticle,
  markdown: renderArticleMarkdown,
  audience: renderAudience,
  tag: renderTag,
  author: renderAuthor,
  archive: renderArchive,
  year: (context, year, page) => renderYear(context, Number(year), page),
  polls: (context, _, page) => renderPolls(context, page),
  sitemap: renderSitemap,
  news: renderNews,
  robots: renderRobots,
  llms: renderLlms,
  plainPage: renderPlainPage,
};

/**
 * Renders the page of a path from D1. Every page of the publication is rendered here.
 *
 * @returns `null` if the publication has no such page
 */
export async function renderPath(
  context: RenderContext,
  path: string,
): Promise<RenderedPage | null> {
  const found = matchPage(path);
  if (!found) return null;
  const { kind, feed, name, page } = found;
  return feed === null ? RENDER[kind](context, name, page) : renderFeed(context, kind, name, feed);
}
