import { languageOf } from "../../core/i18n/language.ts";
import { pagePath, PER_PAGE } from "../../core/content/paging.ts";
import { translationGroups } from "../../core/content/translations.ts";
import { type ArticleEntry, listArticles } from "../../store/content/article-lists.ts";
import { listPolls } from "../../store/content/content.ts";
import { listPlainPages } from "../../store/content/plain-pages.ts";
import { publishedInstant, timeOf, yearOf } from "../../core/instant.ts";
import { lastChange } from "../../views/feeds/feed.ts";
import { llmsTxt } from "../../views/feeds/llms.ts";
import { newsSitemap, robots, sitemap } from "../../views/feeds/sitemap.ts";
import { type RenderContext, type RenderedPage, textPage } from "./render-context.ts";
import { listPaths } from "./paths.ts";

/** A sitemap may contain 50,000 addresses (sitemaps.org). */
const SITEMAP_ARTICLES = 45_000;
/** Google News accepts 1,000 addresses, of articles at most two days old. */
const NEWS_ARTICLES = 1000;
const NEWS_MS = 2 * 86_400_000;
const LLMS_ARTICLES = 50;

const XML = "application/xml; charset=utf-8";
const TEXT = "text/plain; charset=utf-8";

/** The sitemap: every page that readers can find by searching. */
export async function renderSitemap({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const [listed, polls, lists, plain] = await Promise.all([
    listArticles(db, now, SITEMAP_ARTICLES),
    listPolls(db),
    listPaths({ db, site, now }),
    listPlainPages(db),
  ]);
  const articles = listed.map((article) => ({ ...article, changed: changeBy(article, now) }));
  const changes = listChanges(articles);
  const groups = translationGroups(
    articles.map(({ slug, meta }) => ({
      slug,
      language: languageOf(meta, site.site),
      translationOf: meta.translationOf,
    })),
  );
  for (const { slug, updatedAt } of plain) changes.set(`/${slug}`, updatedAt);
  const xml = sitemap(site.origin, [
    ...lists.map((path) => ({ path, updatedAt: changes.get(path) ?? null })),
    ...articles.map((article) => ({
      path: `/articles/${article.slug}`,
      updatedAt: article.changed,
      translations: groups.get(article.slug) ?? [],
    })),
    ...polls.map((poll) => ({ path: `/polls/${poll.id}`, updatedAt: null })),
  ]);
  return textPage(XML, xml);
}

/** When an article last changed. Its own date may be still to come, which no map may say. */
function changeBy({ meta, updatedAt }: ArticleEntry, now: number): number {
  const date = publishedInstant(meta.date, now);
  return lastChange({ meta: { ...meta, date }, updatedAt });
}

/** When each page of a list last changed: the latest change of the articles that it shows. */
function listChanges(
  articles: readonly (ArticleEntry & { changed: number })[],
): Map<string, number> {
  const shown = new Map<string, number>();
  const changes = new Map<string, number>();
  const note = (path: string, change: number): void => {
    changes.set(path, Math.max(change, changes.get(path) ?? 0));
  };
  for (const article of articles) {
    const { audiences, tags, authors, date } = article.meta;
    const change = article.changed;
    const lists = [
      "/",
      ...audiences.map((id) => `/for/${id}`),
      ...tags.map((id) => `/tags/${id}`),
      ...authors.map((id) => `/authors/${id}`),
      `/archive/${yearOf(date)}`,
    ];
    for (const list of lists) {
      const before = shown.get(list) ?? 0;
      shown.set(list, before + 1);
      note(pagePath(list, 1 + Math.floor(before / PER_PAGE)), change);
    }
    note("/archive", change);
  }
  return changes;
}

/** The sitemap for Google News. Articles leave it as time passes, so it is rendered on every request. */
export async function renderNews({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const articles = await listArticles(db, now, NEWS_ARTICLES, { since: now - NEWS_MS });
  const come = articles.filter(({ meta }) => timeOf(meta.date) <= now);
  return { ...textPage(XML, newsSitemap(site, come)), unstored: true };
}

/** `/llms.txt`. */
export async function renderLlms({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const [articles, polls, pages] = await Promise.all([
    listArticles(db, now, LLMS_ARTICLES),
    listPolls(db),
    listPlainPages(db),
  ]);
  return textPage(TEXT, llmsTxt(site, articles, polls, pages));
}

/** `/robots.txt`. */
export function renderRobots({ site }: RenderContext): RenderedPage {
  return textPage(TEXT, robots(site.origin));
}
