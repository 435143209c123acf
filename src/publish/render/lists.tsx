import { parseMarkdown } from "../../core/text/markdown.ts";
import { pageCount, PER_PAGE } from "../../core/content/paging.ts";
import { tagName, tagTitle } from "../../core/content/tags.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import {
  type ArticleFilter,
  countLive,
  listArticles,
  listGroups,
  listWholeArticles,
} from "../../store/content/article-lists.ts";
import { loadShareImage } from "../../store/content/share-images.ts";
import { loadPolls } from "../../store/content/content.ts";
import { AudiencePolls, audienceSlotName } from "../../views/polls/audience-polls.tsx";
import { ArchivePage, ListPage } from "../../views/lists/list-page.tsx";
import { HomePage } from "../../views/lists/home-page.tsx";
import { AudiencePollFallback } from "../../views/polls/audience-results.tsx";
import { htmlPage, listPage, type RenderContext, type RenderedPage } from "./render-context.ts";
import { loadPictures, sharedPicture } from "./pictures.ts";

/** Polls on the page of an audience, at most. KV metadata holds 1,024 bytes, and each slot takes up to about 160. */
const AUDIENCE_POLLS = 5;
/** How many of the newest articles with polls are searched for them. */
const AUDIENCE_ARTICLES = 10;

/** One page of a list: its articles, and how many pages the list has; `null` if it has no such page. */
async function slice(
  { db, now, pages: known }: RenderContext,
  filter: ArticleFilter,
  page: number,
): Promise<{
  entries: Awaited<ReturnType<typeof listArticles>>;
  page: number;
  pages: number;
} | null> {
  const [entries, pages] = await Promise.all([
    listArticles(db, now, PER_PAGE, filter, (page - 1) * PER_PAGE),
    known ?? countLive(db, now, filter).then((articles) => pageCount(articles)),
  ]);
  return page > pages ? null : { entries, page, pages };
}

/** The front page. Later pages are plain lists. */
export async function renderHome(
  context: RenderContext,
  page: number,
): Promise<RenderedPage | null> {
  const found = await slice(context, {}, page);
  if (!found) return null;
  const { db, site } = context;
  if (page > 1) {
    return listPage(
      found.pages,
      <ListPage
        publication={site}
        title={wordsFor(site.site.language).list.all}
        path="/"
        {...found}
      />,
    );
  }
  const names = found.entries.map(({ meta }) => meta.image?.src ?? "");
  const [pictures, made] = await Promise.all([loadPictures(db, names), loadShareImage(db, "/")]);
  const shared = made ? sharedPicture(made, site.site.name) : undefined;
  return listPage(
    found.pages,
    <HomePage publication={site} {...found} pictures={pictures} shared={shared} />,
  );
}

/** A page of an audience: its introduction, articles and polls. */
export async function renderAudience(
  context: RenderContext,
  id: string,
  page: number,
): Promise<RenderedPage | null> {
  const { site } = context;
  const audience = site.site.audiences.find((a) => a.id === id);
  const found = audience ? await slice(context, { audience: id }, page) : null;
  if (!audience || !found) return null;
  const polls = page === 1 ? await audiencePolls(context, id) : [];
  return listPage(
    found.pages,
    <ListPage
      publication={site}
      title={audience.name}
      lead={audience.intro}
      path={`/for/${id}`}
      {...found}
    >
      <AudiencePolls audience={audience} polls={polls} language={site.site.language} />
    </ListPage>,
    (name) => {
      const definition = polls.find((poll) => audienceSlotName(id, poll.id) === name);
      return definition
        ? String(<AudiencePollFallback definition={definition} language={site.site.language} />)
        : "";
    },
  );
}

/** The polls in the newest articles for an audience, in the order of the articles. */
async function audiencePolls(
  { db, now }: RenderContext,
  audience: string,
): Promise<PollDefinition[]> {
  const filter = { audience, with: "::poll{" };
  const articles = await listWholeArticles(db, now, AUDIENCE_ARTICLES, filter);
  const ids = articles.flatMap(({ body }) => parseMarkdown(body).polls.map(({ id }) => id));
  const wanted = [...new Set(ids)].slice(0, AUDIENCE_POLLS);
  const polls = new Map((await loadPolls(db, wanted)).map((poll) => [poll.id, poll]));
  return wanted.flatMap((id) => polls.get(id) ?? []);
}

/** A page of the articles with a tag. */
export async function renderTag(
  context: RenderContext,
  tag: string,
  page: number,
): Promise<RenderedPage | null> {
  const found = await slice(context, { tag }, page);
  if (!found || found.entries.length === 0) return null;
  const shown = tagName(context.site.site, tag);
  return listPage(
    found.pages,
    <ListPage
      publication={context.site}
      kicker={wordsFor(context.site.site.language).list.subject}
      title={tagTitle(shown)}
      lead={shown.description}
      path={`/tags/${tag}`}
      {...found}
    />,
  );
}

/** A page of an author: name, biography and articles. */
export async function renderAuthor(
  context: RenderContext,
  id: string,
  page: number,
): Promise<RenderedPage | null> {
  const author = context.site.site.authors.find((a) => a.id === id);
  const found = author ? await slice(context, { author: id }, page) : null;
  if (!author || !found || found.entries.length === 0) return null;
  return listPage(
    found.pages,
    <ListPage
      publication={context.site}
      kicker={wordsFor(context.site.site.language).list.author}
      title={author.name}
      lead={author.bio}
      path={`/authors/${id}`}
      {...found}
    />,
  );
}

/** The archive: the years that have articles, the subjects and the authors. */
export async function renderArchive({ db, site, now }: RenderContext): Promise<RenderedPage> {
  return htmlPage(<ArchivePage publication={site} groups={await listGroups(db, now)} />);
}

/** A page of the articles from a year. */
export async function renderYear(
  context: RenderContext,
  year: number,
  page: number,
): Promise<RenderedPage | null> {
  const found = await slice(context, { year }, page);
  if (!found || found.entries.length === 0) return null;
  return listPage(
    found.pages,
    <ListPage
      publication={context.site}
      kicker={wordsFor(context.site.site.language).site.archive}
      title={String(year)}
      path={`/archive/${year}`}
      {...found}
    />,
  );
}
