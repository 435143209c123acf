import { wordsFor } from "../../core/i18n/words/words.ts";
import { MessagePage } from "../../views/page/message-page.tsx";
import { SearchForm } from "../../views/lists/search-page.tsx";
import type { AppContext } from "../context.ts";
import {
  ABSENT_HEADERS,
  isProgram,
  notFound,
  problemResponse,
  type Refusal,
  refusalHeaders,
  wordsOf,
} from "./problems.ts";
import { findPublication, isNameless } from "../site/find-publication.ts";

/**
 * Answers with a refusal, as a page or as problem+json, in the site's language or in the poll's own.
 *
 * @param about the address of the poll to lead back to, and the poll's language, if known. `kept`: whether caches may keep
 * the answer for some seconds, because it is the same for everyone and depends on nothing that has failed
 */
export async function refuse(
  c: AppContext,
  refusal: Refusal,
  about: { poll?: string; language?: string | undefined; kept?: boolean } = {},
): Promise<Response> {
  const kept = about.kept === true ? ABSENT_HEADERS : {};
  if (isProgram(c.req.raw)) return problemResponse(refusal, kept);
  const publication = await findPublication(c.env, c.req.url);
  const language = about.language ?? publication.site.language;
  const headers = { ...refusalHeaders(refusal), ...(isNameless(publication) ? {} : kept) };
  const isForAll = about.poll === undefined && about.language === undefined;
  const made = isForAll ? messages.get(publication)?.get(refusal) : undefined;
  if (made !== undefined) return c.html(made, refusal.status, headers);
  const words = wordsFor(language);
  const { title, detail } = wordsOf(refusal, language, publication.site.timeZone);
  const back =
    about.poll === undefined
      ? { href: "/", text: words.site.toFront }
      : { href: about.poll, text: words.refusal.backToPoll };
  const page = (
    <MessagePage publication={{ ...publication, language }} title={title} text={detail} back={back}>
      {refusal.kind === notFound.kind && <SearchForm language={language} />}
    </MessagePage>
  );
  const html = String(page);
  if (isForAll) {
    const known = messages.get(publication) ?? new WeakMap<Refusal, string>();
    messages.set(publication, known.set(refusal, html));
  }
  return c.html(html, refusal.status, headers);
}

/** Messages that are the same for everyone, for as long as the isolate has the publication: who floods it gets them. */
const messages = new WeakMap<object, WeakMap<Refusal, string>>();
