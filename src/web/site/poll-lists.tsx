import { sha256Hex } from "../../core/digest.ts";
import type { Site } from "../../core/content/site.ts";
import { leading } from "../../core/results/leading.ts";
import { POLLS_PER_PAGE } from "../../core/content/paging.ts";
import { pollStatus, resultsVisible } from "../../core/polls/schedule.ts";
import { database } from "../../store/database.ts";
import { type ListedPoll, listPollEntries } from "../../store/votes/poll-list.ts";
import { OpenPolls, type PollEntry, PollList } from "../../views/polls/poll-list.tsx";
import type { SlotContent } from "./slot-content.ts";

/** How many open polls the front page shows. */
const FRONT_POLLS = 4;

/**
 * One page of the list of all polls, in a single query to D1. It asks no poll's object, so its cost does not grow with the
 * number of polls. D1 learns of votes within about a second.
 */
export async function pollList(
  env: Env,
  site: Pick<Site, "language" | "timeZone">,
  now: number,
  page: number,
): Promise<SlotContent> {
  const slice = { limit: POLLS_PER_PAGE, offset: (page - 1) * POLLS_PER_PAGE };
  const found = await listPollEntries(database(env.DB), now, slice);
  const entries = found.map((poll) => entryOf(poll, now));
  return content(String(<PollList entries={entries} {...localeOf(site)} />));
}

/** A few open polls for the front page, likewise from D1 alone. */
export async function openPolls(
  env: Env,
  site: Pick<Site, "language" | "timeZone">,
  now: number,
): Promise<SlotContent> {
  const slice = { limit: FRONT_POLLS, openAlone: true };
  const found = await listPollEntries(database(env.DB), now, slice);
  const entries = found.map((poll) => entryOf(poll, now));
  return content(String(<OpenPolls entries={entries} {...localeOf(site)} />));
}

function localeOf({ language, timeZone }: Pick<Site, "language" | "timeZone">) {
  return { language, timeZone };
}

/** What everyone may see of a poll. */
function entryOf({ definition, votes, first, voters }: ListedPoll, now: number): PollEntry {
  const status = pollStatus(definition, now, null);
  const visible = resultsVisible(definition.results, status, false);
  const [question] = definition.questions;
  return {
    definition,
    status,
    votes: visible ? votes : null,
    leading: visible && question ? leading(question, first, voters) : null,
  };
}

function content(html: string): SlotContent {
  return { html, version: sha256Hex(html).slice(0, 16) };
}
