import { raw } from "hono/html";
import type { PlainPageMeta } from "../../core/content/plain-page.ts";
import { excerpt } from "./html-text.ts";
import { Layout } from "./layout.tsx";
import type { Publication } from "./publication.ts";

/** A page other than an article: title, optional lead, text. */
export function PlainPageView(props: {
  publication: Publication;
  slug: string;
  meta: PlainPageMeta;
  /** The rendered text, with slot markers. */
  html: string;
  /** Whether the text contains a poll. */
  withPoll: boolean;
}) {
  const { meta, html } = props;
  return (
    <Layout
      publication={props.publication}
      title={meta.title}
      description={meta.summary ?? excerpt(html, props.publication.site.language)}
      path={`/${props.slug}`}
      withPoll={props.withPoll}
      sheet={props.withPoll ? "article-poll" : "article"}
    >
      <article class="article plain-page">
        <header>
          <h1>{meta.title}</h1>
          {meta.summary && <p class="lead">{meta.summary}</p>}
        </header>
        <div class="body">{raw(html)}</div>
      </article>
    </Layout>
  );
}
