import { renderMarkdown } from "../core/markdown.ts";
import { type ArticleEntry, listArticles } from "../store/article-lists.ts";
import { listPolls, listWholeArticles } from "../store/content.ts";
import { atomFeed, lastChange, sitemap } from "../views/feeds.ts";
import { type RenderContext, type RenderedPage, textPage } from "./context.ts";
import { isPage, listPaths } from "./paths.ts";
import { absolute, loadPictures } from "./pictures.ts";

const FEED_ARTICLES = 20;
/** A site map takes 50,000 addresses (sitemaps.org). */
const SITEMAP_ARTICLES = 45_000;

/** The Atom feed. */
export async function renderFeed({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const articles = await listWholeArticles(db, now, FEED_ARTICLES);
  const parsed = articles.map((article) => renderMarkdown(article.body, null));
  const pictures = await loadPictures(
    db,
    parsed.flatMap((p) => p.images.map((i) => i.src)),
  );
  const entries = articles.map((article) => {
    const { slug, meta, updatedAt } = article;
    const html = renderMarkdown(article.body, absolute(pictures, site.origin)).html;
    // A feed reader shows no live poll: a link to its page stands in the poll's place.
    const polls = html.replace(
      /<!--slot poll:([a-z0-9-]+)-->/g,
      (_, id: string) => `<p><a href="${site.origin}/polls/${id}">Vote in the poll</a></p>`,
    );
    return { slug, meta, updatedAt, html: polls };
  });
  return textPage("application/atom+xml; charset=utf-8", atomFeed(site, entries));
}

/** The site map: every page that readers find by searching. */
export async function renderSitemap({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const [articles, polls, lists] = await Promise.all([
    listArticles(db, now, SITEMAP_ARTICLES),
    listPolls(db),
    listPaths({ db, site, now }),
  ]);
  const entry = (article: ArticleEntry) => ({
    path: `/articles/${article.slug}`,
    updatedAt: lastChange(article),
  });
  const xml = sitemap(site.origin, [
    ...lists.filter(isPage).map((path) => ({ path, updatedAt: null })),
    ...articles.map(entry),
    ...polls.map((poll) => ({ path: `/polls/${poll.id}`, updatedAt: null })),
  ]);
  return textPage("application/xml; charset=utf-8", xml);
}
