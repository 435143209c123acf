import { MessagePage } from "../views/message.tsx";
import { SearchForm } from "../views/search.tsx";
import type { AppContext } from "./context.ts";
import { isProgram, notFound, problemResponse, type Refusal, refusalHeaders } from "./refusal.ts";
import { findPublication } from "./site.ts";

/** Tells a refusal in the form that suits the one who asks. */
export async function refuse(
  c: AppContext,
  refusal: Refusal,
  back?: { href: string; text: string },
): Promise<Response> {
  if (isProgram(c.req.raw)) return problemResponse(refusal);
  const publication = await findPublication(c.env, c.req.url);
  const page = (
    <MessagePage
      publication={publication}
      title={refusal.title}
      text={refusal.detail}
      back={back ?? { href: "/", text: "To the front page" }}
    >
      {refusal.kind === notFound.kind && <SearchForm />}
    </MessagePage>
  );
  return c.html(String(page), refusal.status, refusalHeaders(refusal));
}
