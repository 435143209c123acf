import { IsolateCache } from "../../platform/isolate-cache.ts";
import { languageOf } from "../../core/i18n/language.ts";
import type { Site } from "../../core/content/site.ts";
import type { PollView } from "../../poll/rpc-types.ts";
import { PollSection } from "../../views/polls/poll-section.tsx";
import { AudiencePoll } from "../../views/polls/audience-results.tsx";
import type { SlotContent } from "./slot-content.ts";
import { openPolls, pollList } from "./poll-lists.tsx";
import { viewPoll } from "../polls/poll-object.ts";

/** Within this time, an isolate asks a poll's object only once, however many readers there are. */
const FRESH_MS = 1000;

const slots = new IsolateCache<string, SlotContent>({ max: 200, freshMs: FRESH_MS });

/**
 * The live content of a slot, the same for every reader.
 *
 * @returns `null` if the slot is empty
 * @throws if its content is unavailable
 */
export async function slotContent(env: Env, name: string, site: Site): Promise<SlotContent | null> {
  const known = freshSlot(name);
  if (known) return known;
  const content = await liveContent(env, name, site, Date.now());
  return content && slots.set(name, content);
}

/** The content of a slot, if this isolate fetched it a moment ago. */
export function freshSlot(name: string): SlotContent | null {
  return slots.fresh(name) ?? null;
}

async function liveContent(
  env: Env,
  name: string,
  site: Site,
  now: number,
): Promise<SlotContent | null> {
  const page = /^polls(?::([1-9][0-9]*))?$/.exec(name);
  if (page) return pollList(env, site, now, Number(page[1] ?? 1));
  if (name === "open-polls") return openPolls(env, site, now);
  return name.startsWith("voted:") ? votedSlot(env, name, site) : pollSlot(env, name, site);
}

/** Forgets a poll's slots in this isolate after a vote, so that the voter's next page includes it. */
export function forgetSlot(poll: string): void {
  slots.forget((name) => name.endsWith(`:${poll}`));
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
      language={languageOf(definition, site)}
      timeZone={site.timeZone}
      audiences={site.audiences}
      signIn={site.signIn}
      base={`/polls/${id}`}
    />
  );
  return { html: String(section), version: versionOf(env, view) };
}

/** A poll on an audience's page: `voted:<audience>:<poll>`. */
async function votedSlot(env: Env, name: string, site: Site): Promise<SlotContent | null> {
  const [, id = "", poll = ""] = name.split(":");
  const audience = site.audiences.find((one) => one.id === id);
  const view = audience ? await viewPoll(env, poll, null) : null;
  if (!audience || !view) return null;
  const { definition, status, results } = view;
  const section = (
    <AudiencePoll
      audience={audience}
      definition={definition}
      status={status}
      question={results?.questions[0] ?? null}
      language={site.language}
      timeZone={site.timeZone}
    />
  );
  return { html: String(section), version: versionOf(env, view) };
}

/** Includes the Worker's version: other code may render the same numbers differently. */
function versionOf(env: Env, view: PollView): string {
  return `${view.version}-${env.VERSION.id.slice(0, 8)}`;
}
