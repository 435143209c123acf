import { languageOf } from "../../core/i18n/language.ts";
import type { Site } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { PollView } from "../../poll/rpc-types.ts";
import { EmbedPage } from "../../views/polls/embed-page.tsx";
import { PollPage } from "../../views/polls/poll-page.tsx";
import type { AppContext } from "../context.ts";
import type { Filled } from "./form-values.ts";
import { embedPolicy, turnstilePolicy } from "../http/headers.ts";
import { type Place, placeOf, pollPath } from "./embed-context.ts";
import { type Refusal, refusalHeaders, toldIn } from "../http/problems.ts";
import { findPublication } from "../site/find-publication.ts";
import { turnstileKey } from "./turnstile.ts";

/** A poll's page as one reader sees it. Nobody else may be given these bytes. */
export async function pollPageResponse(
  c: AppContext,
  view: PollView,
  more: {
    refusal?: Refusal;
    filled?: Filled;
    /** What shows who votes, to go with the next ballot. */
    code?: string | null;
    token?: string | null;
    notice?: string | null;
  } = {},
): Promise<Response> {
  const place = placeOf(c);
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
    audiences: publication.site.audiences,
    signIn: publication.site.signIn,
    base: pollPath(definition.id, place),
    home: place === "embed" ? publication.origin : "",
    code: more.code ?? null,
    token: more.token ?? null,
    notice: more.notice ?? null,
    widget,
    ...(more.filled ? { filled: more.filled } : {}),
    ...(refusal ? { error: errorOf(refusal, view, language) } : {}),
  };
  const html = String(
    place === "embed" ? (
      <EmbedPage publication={publication} poll={section} />
    ) : (
      <PollPage publication={publication} poll={section} />
    ),
  );
  const headers = refusal ? refusalHeaders(refusal) : { "Cache-Control": "private, no-store" };
  const response = c.html(html, refusal?.status ?? 200, headers);
  allow(response, place, publication.site.embed, widget !== null);
  return response;
}

/** What a page may do beyond what every page may. */
function allow(response: Response, place: Place, embed: Site["embed"], widget: boolean): void {
  if (place === "embed") embedPolicy(response.headers, embed, widget);
  else if (widget) response.headers.set("Content-Security-Policy", turnstilePolicy());
}

/** The refusal in words, and the part of the form that it is about: named as the reader sees it. */
function errorOf(
  refusal: Refusal,
  { definition }: PollView,
  language: string,
): { text: string; question: string | null } {
  const { field, problem } = refusal;
  const { title, detail } = toldIn(refusal, language);
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
