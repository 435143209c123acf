import { languageOf } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { PollView } from "../../poll/rpc-types.ts";
import { EmbedPage } from "../../views/polls/embed-page.tsx";
import { PollPage } from "../../views/polls/poll-page.tsx";
import type { AppContext } from "../context.ts";
import { embedPolicy, turnstilePolicy } from "../http/headers.ts";
import { refuse } from "../http/problem-response.tsx";
import {
  noSuchPoll,
  type Refusal,
  refusalHeaders,
  wordsOf,
  unavailable,
} from "../http/problems.ts";
import { findPublication } from "../site/find-publication.ts";
import { isEmbedded, pollPath } from "./embed-context.ts";
import { viewPoll } from "./poll-object.ts";
import { viewerOf } from "./reader.ts";
import { turnstileKey } from "./turnstile.ts";
import type { FormValues } from "./vote-input.ts";

/** `GET /polls/:poll` and `GET /embed/polls/:poll`: the poll as this reader may see it. */
export async function pollPage(c: AppContext, poll: string): Promise<Response> {
  let view: PollView | null;
  try {
    const { voter, more } = await viewerOf(c, poll);
    view = await viewPoll(c.env, poll, voter, more);
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return refuse(c, unavailable);
  }
  if (!view) return refuse(c, noSuchPoll);
  return pollPageResponse(c, view, {
    code: c.req.query("code") ?? null,
    token: c.req.query("token") ?? null,
    notice: c.req.query("notice") ?? null,
  });
}

/** A poll's page as one reader sees it: no cache may keep it. */
export async function pollPageResponse(
  c: AppContext,
  view: PollView,
  more: {
    refusal?: Refusal;
    filled?: FormValues;
    /** An invitation code to send with the next ballot. */
    code?: string | null;
    /** A member's token to send with the next ballot. */
    token?: string | null;
    notice?: string | null;
  } = {},
): Promise<Response> {
  const embedded = isEmbedded(c);
  const publication = await findPublication(c.env, c.req.url);
  const { refusal } = more;
  const widget = refusal?.kind === "throttled" ? turnstileKey(c.env) : null;
  const { results, definition, status, own } = view;
  const language = languageOf(definition, publication.site);
  const section = {
    definition,
    status,
    results,
    own,
    language,
    timeZone: publication.site.timeZone,
    audiences: publication.site.audiences,
    signIn: publication.site.signIn,
    base: pollPath(c, definition.id),
    home: embedded ? publication.origin : "",
    code: more.code ?? null,
    token: more.token ?? null,
    notice: more.notice ?? null,
    widget,
    ...(more.filled ? { filled: more.filled } : {}),
    ...(refusal ? { error: errorOf(refusal, view, language, publication.site.timeZone) } : {}),
  };
  const html = String(
    embedded ? (
      <EmbedPage publication={publication} poll={section} />
    ) : (
      <PollPage publication={publication} poll={section} />
    ),
  );
  const headers = refusal ? refusalHeaders(refusal) : { "Cache-Control": "private, no-store" };
  const response = c.html(html, refusal?.status ?? 200, headers);
  if (embedded) embedPolicy(response.headers, publication.site.embed, widget !== null);
  else if (widget) response.headers.set("Content-Security-Policy", turnstilePolicy());
  return response;
}

/** The refusal in words, and the question that it is about, numbered as the reader sees it. */
function errorOf(
  refusal: Refusal,
  { definition }: PollView,
  language: string,
  timeZone: string | undefined,
): { text: string; question: string | null } {
  const { field, problem } = refusal;
  const { title, detail } = wordsOf(refusal, language, timeZone);
  const id = /^[qt]\.(.*)$/.exec(field ?? "")?.[1];
  const index = definition.questions.findIndex((q) => q.id === id);
  if (field === undefined || field === "code" || field === "token") {
    return { text: `${title}. ${detail}`, question: field === "code" ? "code" : null };
  }
  if (index < 0 || !problem) return { text: `${title}: ${detail}`, question: null };
  const { ballot } = wordsFor(language);
  const said = field.startsWith("t.") ? ballot.textOf : ballot.question;
  return {
    text: `${title}: ${said(index + 1, problem(language))}.`,
    question: definition.questions[index]?.id ?? null,
  };
}
