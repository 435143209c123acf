import type { RenderContext, RenderedPage } from "./render-context.ts";
import { renderArticle } from "./article.tsx";
import { FEED_ROUTES } from "./feeds.ts";
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

const ID = "([a-z0-9-]+)";
const PAGE = "(?:/page/([2-9]|[1-9][0-9]{1,3}))?";

/** Which page is made of what: a pattern of the path (a name, and a page's number), and who renders it. */
const ROUTES: [pattern: RegExp, render: Render][] = [
  [/^\/()(?:page\/([2-9]|[1-9][0-9]{1,3}))?$/, (context, _, page) => renderHome(context, page)],
  [new RegExp(`^/articles/${ID}$`), renderArticle],
  [new RegExp(`^/articles/${ID}\\.md$`), renderArticleMarkdown],
  [new RegExp(`^/for/${ID}${PAGE}$`), renderAudience],
  [new RegExp(`^/tags/${ID}${PAGE}$`), renderTag],
  [new RegExp(`^/authors/${ID}${PAGE}$`), renderAuthor],
  [/^\/archive$/, renderArchive],
  [
    new RegExp(`^/archive/([1-9][0-9]{3})${PAGE}$`),
    (context, year, page) => renderYear(context, Number(year), page),
  ],
  [new RegExp(`^/polls()${PAGE}$`), (context, _, page) => renderPolls(context, page)],
  ...FEED_ROUTES,
  [/^\/sitemap\.xml$/, renderSitemap],
  [/^\/sitemap-news\.xml$/, renderNews],
  [/^\/robots\.txt$/, renderRobots],
  [/^\/llms\.txt$/, renderLlms],
  // The last: no page of the publication's own is shown in the place of one of these.
  [new RegExp(`^/${ID}$`), renderPlainPage],
];

/**
 * Renders the page of a path from D1. The only way in which a page comes to be.
 *
 * @returns `null` where the publication has no such page
 */
export async function renderPath(
  context: RenderContext,
  path: string,
): Promise<RenderedPage | null> {
  for (const [pattern, render] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return render(context, found[1] ?? "", Number(found[2] ?? 1));
  }
  return null;
}
