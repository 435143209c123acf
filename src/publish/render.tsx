import type { Child } from "hono/jsx";
import { sha256Hex } from "../core/digest.ts";
import { type Picture, renderMarkdown } from "../core/markdown.ts";
import { cutSlots, type SlottedPage } from "../core/slots.ts";
import {
  type ArticleEntry,
  type ArticleRecord,
  listArticles,
  listPolls,
  listWholeArticles,
  loadArticle,
  loadImages,
  loadPolls,
  type SiteRecord,
} from "../store/content.ts";
import type { Database } from "../store/database.ts";
import type { StoredPage } from "../store/pages.ts";
import { ArticlePage } from "../views/article.tsx";
import { atomFeed, lastChange, robots, sitemap } from "../views/feeds.ts";
import { AudiencePage, HomePage, PollsPage } from "../views/lists.tsx";
import { PollList } from "../views/poll-page.tsx";
import { PollSection } from "../views/poll.tsx";

const HTML = "text/html; charset=utf-8";
const HOME_ARTICLES = 20;
const AUDIENCE_ARTICLES = 200;
const FEED_ARTICLES = 20;
/** A site map takes 50,000 addresses (sitemaps.org). */
const SITEMAP_ARTICLES = 49_000;

/** A page and the digest of the article that it shows (empty for other pages). */
export interface RenderedPage extends StoredPage {
  source: string;
}

/** Everything that a page is made from. */
export interface RenderContext {
  db: Database;
  site: SiteRecord;
  /** Milliseconds since 1970 (UTC): what is published later is not shown. */
  now: number;
}

/** The paths of the lists, feeds and maps of a site: all that is not an article's own page. */
export function listPaths(site: SiteRecord): string[] {
  const audiences = site.site.audiences.map((audience) => `/for/${audience.id}`);
  return ["/", ...audiences, "/polls", "/feed.xml", "/sitemap.xml", "/robots.txt"];
}

/**
 * Renders the page of a path from D1. The only way in which a page comes to be.
 *
 * @returns `null` where the publication has no such page
 */
export async function renderPath(
  context: RenderContext,
  path: string,
): Promise<RenderedPage | null> {
  const { db, site, now } = context;
  const [, section, name] = /^\/(articles|for)\/([a-z0-9-]+)$/.exec(path) ?? [];
  if (section === "articles" && name) {
    const article = await loadArticle(db, name, now);
    return article && renderArticle(context, article);
  }
  if (section === "for") {
    const audience = site.site.audiences.find((a) => a.id === name);
    if (!audience) return null;
    const entries = await listArticles(db, now, AUDIENCE_ARTICLES, audience.id);
    return htmlPage(<AudiencePage publication={site} audience={audience} entries={entries} />);
  }
  switch (path) {
    case "/":
      return renderHome(context);
    case "/polls":
      return renderPolls(context);
    case "/feed.xml":
      return renderFeed(context);
    case "/sitemap.xml":
      return renderSitemap(context);
    case "/robots.txt":
      return stored("text/plain; charset=utf-8", cutSlots(robots(site.origin), noSlots));
    default:
      return null;
  }
}

async function renderHome({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const entries = await listArticles(db, now, HOME_ARTICLES);
  const image = entries[0]?.meta.image?.src ?? "";
  const picture = (await loadPictures(db, [image])).get(image) ?? null;
  return htmlPage(<HomePage publication={site} entries={entries} picture={picture} />);
}

async function renderArticle(
  { db, site }: RenderContext,
  article: ArticleRecord,
): Promise<RenderedPage> {
  const { slug, meta, updatedAt } = article;
  const found = renderMarkdown(article.body, null);
  const [pictures, polls] = await Promise.all([
    loadPictures(db, [...found.images.map((i) => i.src), meta.image?.src ?? ""]),
    loadPolls(
      db,
      found.polls.map((p) => p.id),
    ),
  ]);
  const body = renderMarkdown(article.body, pictures).html;
  const picture = pictures.get(meta.image?.src ?? "") ?? null;
  const page = (
    <ArticlePage
      publication={site}
      slug={slug}
      meta={meta}
      updatedAt={updatedAt}
      html={body}
      picture={picture}
      withPoll={found.polls.length > 0}
    />
  );
  const rendered = htmlPage(page, (name) => {
    // What a reader gets when the poll's object cannot be asked in time: the form, without numbers.
    const definition = polls.find((poll) => `poll:${poll.id}` === name);
    if (!definition) return "";
    const { language, audiences, signIn } = site.site;
    return String(
      <PollSection
        definition={definition}
        status={null}
        results={null}
        own={null}
        language={language}
        audiences={audiences}
        signIn={signIn}
        base={`/polls/${name.slice("poll:".length)}`}
      />,
    );
  });
  return { ...rendered, source: article.digest };
}

async function loadPictures(
  db: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, Picture>> {
  const images = await loadImages(db, names);
  return new Map(
    images.map(({ name, digest, width, height }) => {
      const file = name.slice(name.lastIndexOf("/") + 1);
      return [name, { url: `/images/${digest}/${file}`, width, height }];
    }),
  );
}

async function renderPolls({ db, site }: RenderContext): Promise<RenderedPage> {
  const entries = (await listPolls(db)).map((definition) => ({
    definition,
    votes: null,
    status: null,
  }));
  const fallback = String(<PollList entries={entries} language={site.site.language} />);
  return htmlPage(<PollsPage publication={site} />, () => fallback);
}

async function renderFeed({ db, site, now }: RenderContext): Promise<RenderedPage> {
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
  return stored("application/atom+xml; charset=utf-8", cutSlots(atomFeed(site, entries), noSlots));
}

function absolute(
  pictures: ReadonlyMap<string, Picture>,
  origin: string,
): ReadonlyMap<string, Picture> {
  return new Map(
    [...pictures].map(([name, picture]) => [name, { ...picture, url: origin + picture.url }]),
  );
}

async function renderSitemap({ db, site, now }: RenderContext): Promise<RenderedPage> {
  const [articles, polls] = await Promise.all([
    listArticles(db, now, SITEMAP_ARTICLES),
    listPolls(db),
  ]);
  const entry = (article: ArticleEntry) => ({
    path: `/articles/${article.slug}`,
    updatedAt: lastChange(article),
  });
  const lists = ["/", ...site.site.audiences.map((a) => `/for/${a.id}`), "/polls"];
  const xml = sitemap(site.origin, [
    ...lists.map((path) => ({ path, updatedAt: null })),
    ...articles.map(entry),
    ...polls.map((poll) => ({ path: `/polls/${poll.id}`, updatedAt: null })),
  ]);
  return stored("application/xml; charset=utf-8", cutSlots(xml, noSlots));
}

function htmlPage(page: Child, fallback: (name: string) => string = noSlots): RenderedPage {
  return stored(HTML, cutSlots(String(page), fallback));
}

function stored(type: string, page: SlottedPage): RenderedPage {
  return { ...page, type, digest: sha256Hex(page.bytes).slice(0, 32), source: "" };
}

function noSlots(): string {
  return "";
}
