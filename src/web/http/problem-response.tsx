import { wordsFor } from "../../core/i18n/words/words.ts";
import { MessagePage } from "../../views/page/message-page.tsx";
import { SearchForm } from "../../views/lists/search-page.tsx";
import type { AppContext } from "../context.ts";
import {
  isProgram,
  notFound,
  problemResponse,
  type Refusal,
  refusalHeaders,
  wordsOf,
} from "./problems.ts";
import { findPublication } from "../site/find-publication.ts";

/**
 * Answers with a refusal, as a page or as problem+json, in the site's language or in the poll's own.
 *
 * @param about the address of the poll to lead back to, and the poll's language, if known
 */
export async function refuse(
  c: AppContext,
  refusal: Refusal,
  about: { poll?: string; language?: string | undefined } = {},
): Promise<Response> {
  if (isProgram(c.req.raw)) return problemResponse(refusal);
  const publication = await findPublication(c.env, c.req.url);
  const language = about.language ?? publication.site.language;
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
  return c.html(String(page), refusal.status, refusalHeaders(refusal));
}
