import { robots } from "../views/feeds.ts";
import { type RenderContext, type RenderedPage, textPage } from "./context.ts";
import { renderArticle } from "./render-article.tsx";
import { renderFeed, renderSitemap } from "./render-feeds.ts";
import {
  renderArchive,
  renderAudience,
  renderAuthor,
  renderHome,
  renderPolls,
  renderTag,
  renderYear,
} from "./render-lists.tsx";

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
  [new RegExp(`^/for/${ID}${PAGE}$`), renderAudience],
  [new RegExp(`^/tags/${ID}${PAGE}$`), renderTag],
  [new RegExp(`^/authors/${ID}${PAGE}$`), renderAuthor],
  [/^\/archive$/, renderArchive],
  [
    new RegExp(`^/archive/([1-9][0-9]{3})${PAGE}$`),
    (context, year, page) => renderYear(context, Number(year), page),
  ],
  [/^\/polls$/, renderPolls],
  [/^\/feed\.xml$/, renderFeed],
  [/^\/sitemap\.xml$/, renderSitemap],
  [/^\/robots\.txt$/, ({ site }) => textPage("text/plain; charset=utf-8", robots(site.origin))],
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
