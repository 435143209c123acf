import { wordsFor } from "../core/words/words.ts";
import { MessagePage } from "../views/message.tsx";
import { SearchForm } from "../views/search.tsx";
import type { AppContext } from "./context.ts";
import {
  isProgram,
  notFound,
  problemResponse,
  type Refusal,
  refusalHeaders,
  toldIn,
} from "./refusal.ts";
import { findPublication } from "./site.ts";

/**
 * Tells a refusal in the form that suits the one who asks: in the site's language, or in that of a poll that has one of
 * its own.
 *
 * @param about the address of the poll that it is about, to lead back to, and the poll's language, where it is known
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
  const { title, detail } = toldIn(refusal, language);
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
