import { FEED_FORMATS, type FeedFile, type PageKind } from "../../core/routes.ts";
import { publishedInstant } from "../../core/instant.ts";
import { tagName, tagTitle } from "../../core/content/tags.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { parseMarkdown } from "../../core/text/markdown.ts";
import { type ArticleFilter, listWholeArticles } from "../../store/content/article-lists.ts";
import { atomFeed } from "../../views/feeds/atom.ts";
import { articleUrl, entryHtml, type Feed, type FeedEntry } from "../../views/feeds/feed.ts";
import { jsonFeed } from "../../views/feeds/json-feed.ts";
import { rssFeed } from "../../views/feeds/rss.ts";
import { type RenderContext, type RenderedPage, textPage } from "./render-context.ts";
import { absolute, loadPictures } from "./pictures.ts";
import { pollTitles } from "./poll-titles.ts";

const FEED_ARTICLES = 20;

const WRITE = { "feed.xml": atomFeed, "rss.xml": rssFeed, "feed.json": jsonFeed };

/** What a feed is about, and which articles it contains. */
type FeedList = Omit<Feed, "entries"> & { filter: ArticleFilter };

/** The feed of each kind of list; `null` if there is no list of that name. */
const LISTS: Partial<Record<PageKind, (context: RenderContext, name: string) => FeedList | null>> =
  {
    home: ({ site: { site } }) => ({
      title: site.name,
      description: site.tagline,
      path: "/",
      filter: {},
    }),
    audience: (context, id) => {
      const found = context.site.site.audiences.find((a) => a.id === id);
      const filter = { audience: id };
      return found ? listFeed(context, found.name, found.intro, `/for/${id}`, filter) : null;
    },
    tag: (context, tag) => {
      const shown = tagName(context.site.site, tag);
      return listFeed(context, tagTitle(shown), shown.description, `/tags/${tag}`, { tag });
    },
    author: (context, id) => {
      const found = context.site.site.authors.find((a) => a.id === id);
      const filter = { author: id };
      return found ? listFeed(context, found.name, found.bio, `/authors/${id}`, filter) : null;
    },
  };

function listFeed(
  { site: { site } }: RenderContext,
  title: string,
  description: string | undefined,
  path: string,
  filter: ArticleFilter,
): FeedList {
  return { title: `${title} · ${site.name}`, description, path, filter };
}

/** Renders the feed of a list in one of its formats. */
export async function renderFeed(
  context: RenderContext,
  kind: PageKind,
  name: string,
  file: FeedFile,
): Promise<RenderedPage | null> {
  const list = LISTS[kind]?.(context, name);
  if (!list) return null;
  const { filter, ...about } = list;
  const articles = await listWholeArticles(context.db, context.now, FEED_ARTICLES, filter);
  // As with pages: tags and authors without articles have no feed, audiences do.
  if (articles.length === 0 && (filter.tag ?? filter.author) !== undefined) return null;
  const text = WRITE[file](context.site, { ...about, entries: await entriesOf(context, articles) });
  const type = FEED_FORMATS.find((format) => format.file === file)?.type ?? "";
  return textPage(`${type}; charset=utf-8`, text);
}

async function entriesOf(
  { db, now, site: { origin, site } }: RenderContext,
  articles: Awaited<ReturnType<typeof listWholeArticles>>,
): Promise<FeedEntry[]> {
  const found = articles.map((article) => parseMarkdown(article.body));
  const names = [
    ...found.flatMap((one) => one.images.map((image) => image.src)),
    ...articles.flatMap(({ meta }) => meta.image?.src ?? []),
  ];
  const [pictures, polls] = await Promise.all([
    loadPictures(db, names),
    pollTitles(
      db,
      found.flatMap((one) => one.polls.map((poll) => poll.id)),
    ),
  ]);
  const whole = absolute(pictures, origin);
  return articles.map(({ slug, feedId, meta, updatedAt }, i) => {
    const url = articleUrl(origin, slug);
    const language = languageOf(meta, site);
    const html = entryHtml(found[i]?.toHtml(whole) ?? "", { origin, url, polls, language });
    const picture = whole.get(meta.image?.src ?? "") ?? null;
    const dated = { ...meta, date: publishedInstant(meta.date, now) };
    return { slug, feedId, meta: dated, updatedAt, html, picture };
  });
}
