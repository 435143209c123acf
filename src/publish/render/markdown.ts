import { parseMarkdown } from "../../core/text/markdown.ts";
import { loadArticle } from "../../store/content/content.ts";
import { articleMarkdown } from "../../views/feeds/article-markdown.ts";
import { type RenderContext, type RenderedPage, textPage } from "./render-context.ts";
import { absolute, loadPictures } from "./pictures.ts";
import { pollTitles } from "./poll-titles.ts";

/**
 * The Markdown of a visible article. Not stored in KV: it costs two queries and no rendering, and clients that request
 * it request every article once.
 */
export async function renderArticleMarkdown(
  { db, site, now }: RenderContext,
  slug: string,
): Promise<RenderedPage | null> {
  const article = await loadArticle(db, slug, now);
  if (!article) return null;
  const { images, polls } = parseMarkdown(article.body);
  const [pictures, titles] = await Promise.all([
    loadPictures(db, [...images.map((i) => i.src), article.meta.image?.src ?? ""]),
    pollTitles(
      db,
      polls.map((poll) => poll.id),
    ),
  ]);
  const text = articleMarkdown(site, article, absolute(pictures, site.origin), titles);
  return { ...textPage("text/markdown; charset=utf-8", text), unstored: true };
}
