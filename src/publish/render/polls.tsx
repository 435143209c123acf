import { pageCount, POLLS_PER_PAGE } from "../../core/content/paging.ts";
import { countPolls, listPollEntries } from "../../store/votes/poll-list.ts";
import { PollList, PollsPage } from "../../views/polls/poll-list.tsx";
import { listPage, type RenderContext, type RenderedPage } from "./render-context.ts";

/** A page of the list of all polls. Its fallback shows no numbers, and does not say which polls are open. */
export async function renderPolls(
  { db, site, now }: RenderContext,
  page: number,
): Promise<RenderedPage | null> {
  const slice = { limit: POLLS_PER_PAGE, offset: (page - 1) * POLLS_PER_PAGE };
  const [polls, found] = await Promise.all([countPolls(db), listPollEntries(db, now, slice)]);
  const pages = pageCount(polls, POLLS_PER_PAGE);
  if (page > pages) return null;
  const entries = found.map(({ definition }) => ({
    definition,
    votes: null,
    leading: null,
    status: null,
  }));
  const fallback = String(
    <PollList entries={entries} language={site.site.language} timeZone={site.site.timeZone} />,
  );
  return listPage(
    pages,
    <PollsPage publication={site} page={page} polls={polls} />,
    () => fallback,
  );
}
