import { parseMarkdown } from "../../core/text/markdown.ts";
import { loadPolls } from "../../store/content/content.ts";
import { loadPlainPage } from "../../store/content/plain-pages.ts";
import { PlainPageView } from "../../views/page/plain-page.tsx";
import { PollFallback } from "../../views/polls/poll-section.tsx";
import { htmlPage, type RenderContext, type RenderedPage } from "./render-context.ts";
import { loadPictures } from "./pictures.ts";

/** The page of `content/pages/NAME.md`. */
export async function renderPlainPage(
  { db, site }: RenderContext,
  slug: string,
): Promise<RenderedPage | null> {
  const page = await loadPlainPage(db, slug);
  if (!page) return null;
  const found = parseMarkdown(page.body);
  const [pictures, polls] = await Promise.all([
    loadPictures(
      db,
      found.images.map((i) => i.src),
    ),
    loadPolls(
      db,
      found.polls.map((p) => p.id),
    ),
  ]);
  const view = (
    <PlainPageView
      publication={site}
      slug={slug}
      meta={page.meta}
      html={found.toHtml(pictures)}
      withPoll={found.polls.length > 0}
    />
  );
  return htmlPage(view, (name) => {
    const definition = polls.find((poll) => `poll:${poll.id}` === name);
    return definition ? String(<PollFallback definition={definition} site={site.site} />) : "";
  });
}
