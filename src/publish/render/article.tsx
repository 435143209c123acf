import { parseMarkdown } from "../../core/text/markdown.ts";
import { readingMinutes } from "../../core/text/reading-time.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { translationGroups } from "../../core/content/translations.ts";
import { type ArticleRecord, neighbours, related } from "../../store/content/article-lists.ts";
import { loadArticle, loadPolls } from "../../store/content/content.ts";
import { loadShareImage } from "../../store/content/share-images.ts";
import { loadStored } from "../../store/content/editorial.ts";
import { listTranslations } from "../../store/content/translations.ts";
import { ArticlePage } from "../../views/article/article-page.tsx";
import { PollFallback } from "../../views/polls/poll-section.tsx";
import { type Preview, PreviewPoll } from "../../views/article/preview.tsx";
import { htmlPage, type RenderContext, type RenderedPage } from "./render-context.ts";
import { loadPictures, sharedPicture } from "./pictures.ts";

/** How many related articles are shown below an article. */
const RELATED = 3;

/**
 * The page of an article, if it is visible. If its time has come but no publish has brought it in yet, the page is not
 * stored: until then D1 says that KV has no page of it.
 */
export async function renderArticle(
  context: RenderContext,
  asked: string,
): Promise<RenderedPage | null> {
  const article = await loadArticle(context.db, asked, context.now);
  if (!article) return null;
  const page = await articlePage(context, article);
  return article.pageState === "none" ? { ...page, unstored: true } : page;
}

/**
 * The page of an article in its current state, whether or not readers may see it. Never stored.
 *
 * @param until when the link to the preview expires
 */
export async function renderPreview(
  context: RenderContext,
  slug: string,
  until: number,
): Promise<RenderedPage | null> {
  const article = await loadStored(context.db, slug);
  if (!article) return null;
  return articlePage(context, article, { until, liveFrom: article.liveFrom, now: context.now });
}

async function articlePage(
  { db, site, now }: RenderContext,
  article: ArticleRecord,
  preview?: Preview,
): Promise<RenderedPage> {
  const { slug, meta, updatedAt } = article;
  const found = parseMarkdown(article.body);
  const [pictures, polls, near, alike, versions, made] = await Promise.all([
    loadPictures(db, [...found.images.map((i) => i.src), meta.image?.src ?? ""]),
    loadPolls(
      db,
      found.polls.map((p) => p.id),
    ),
    neighbours(db, now, slug),
    related(db, now, slug, meta, RELATED),
    listTranslations(db, now, article),
    loadShareImage(db, `/articles/${slug}`),
  ]);
  // In its preview, a draft is shown among its translations as it will be.
  const others = versions.filter((one) => one.slug !== slug);
  const groups = translationGroups(
    [article, ...others].map((one) => ({
      slug: one.slug,
      language: languageOf(one.meta, site.site),
      translationOf: one.meta.translationOf,
    })),
  );
  const picture = pictures.get(meta.image?.src ?? "") ?? null;
  const shown = picture && meta.image ? { ...picture, alt: meta.image.alt } : null;
  const shared = made ? sharedPicture(made, meta.title) : (shown ?? undefined);
  const page = (
    <ArticlePage
      publication={site}
      slug={slug}
      meta={meta}
      updatedAt={updatedAt}
      now={now}
      html={found.toHtml(pictures)}
      minutes={readingMinutes(article.body)}
      previous={near.previous}
      next={near.next}
      related={alike}
      translations={groups.get(slug) ?? []}
      picture={picture}
      shared={shared}
      withPoll={found.polls.length > 0 && !preview}
      {...(preview ? { preview } : {})}
    />
  );
  return htmlPage(page, (name) => {
    // Shown when the poll's object does not answer in time: the form, without numbers.
    const definition = polls.find((poll) => `poll:${poll.id}` === name);
    if (!definition) return "";
    if (preview) return String(<PreviewPoll definition={definition} site={site.site} />);
    return String(<PollFallback definition={definition} site={site.site} />);
  });
}
