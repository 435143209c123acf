import { sha256Hex } from "../core/digest.ts";
import { pollStatus, resultsVisible } from "../core/schedule.ts";
import type { Site } from "../core/site.ts";
import { listPollEntries } from "../store/poll-list.ts";
import { database } from "../store/database.ts";
import { OpenPolls, PollList } from "../views/poll-page.tsx";
import { PollSection } from "../views/poll.tsx";
import { viewPoll } from "./poll-object.ts";

/** What goes into a slot. */
export interface SlotContent {
  html: string;
  /** Tells two contents of the same slot apart. */
  version: string;
}

/** Within this time one isolate asks a poll's object once, however many readers there are. */
const FRESH_MS = 1000;
const MAX_SLOTS = 200;
/** Open polls on the front page. */
const FRONT_POLLS = 4;

const memory = new Map<string, { content: SlotContent; at: number }>();

/**
 * The live content of a slot, the same for every reader.
 *
 * @returns `null` where nothing goes into it
 * @throws where what it shows cannot be had
 */
export async function slotContent(env: Env, name: string, site: Site): Promise<SlotContent | null> {
  const now = Date.now();
  const known = memory.get(name);
  if (known && now - known.at < FRESH_MS) return known.content;
  const content =
    name === "polls" || name === "open-polls"
      ? await pollList(env, site.language, now, name === "open-polls")
      : await pollSlot(env, name, site);
  if (content) {
    if (memory.size >= MAX_SLOTS) memory.clear();
    memory.set(name, { content, at: now });
  }
  return content;
}

/** Forgets a poll's slot in this isolate, after a vote: the voter's next page has it. Without a name: all slots. */
export function forgetSlot(poll?: string): void {
  if (poll === undefined) memory.clear();
  else memory.delete(`poll:${poll}`);
}

async function pollSlot(env: Env, name: string, site: Site): Promise<SlotContent | null> {
  const id = name.slice("poll:".length);
  const view = await viewPoll(env, id, null);
  if (!view) return null;
  const { definition, status, results } = view;
  const section = (
    <PollSection
      definition={definition}
      status={status}
      results={results}
      own={null}
      language={site.language}
      audiences={site.audiences}
      signIn={site.signIn}
      base={`/polls/${id}`}
    />
  );
  // Other code may write other markup of the same numbers.
  return { html: String(section), version: `${view.version}-${env.VERSION.id.slice(0, 8)}` };
}

/** Every poll, or those that are open: a few of them, for the front page. */
async function pollList(
  env: Env,
  language: string,
  now: number,
  openAlone: boolean,
): Promise<SlotContent> {
  const found = await listPollEntries(database(env.DB));
  const entries = found.map(({ definition, votes }) => {
    const status = pollStatus(definition, now, null);
    const visible = resultsVisible(definition.results, status, false);
    return { definition, status, votes: visible ? votes : null };
  });
  const open = entries.filter(({ status }) => status === "open").slice(0, FRONT_POLLS);
  const html = String(
    openAlone ? (
      <OpenPolls entries={open} language={language} />
    ) : (
      <PollList entries={entries} language={language} />
    ),
  );
  return { html, version: sha256Hex(html).slice(0, 16) };
}
