import { raw } from "hono/html";
import type { ArticleMeta } from "../core/article.ts";
import type { Picture } from "../core/markdown.ts";
import type { Site } from "../core/site.ts";
import { longDate, timeOf } from "./dates.ts";
import { Layout, type Publication } from "./layout.tsx";
import { Share } from "./share.tsx";

interface ArticlePageProps {
  publication: Publication;
  slug: string;
  meta: ArticleMeta;
  /** When the content last changed, where that is later than its date. */
  updatedAt: number | null;
  /** The body, rendered, with slot markers. */
  html: string;
  picture: Picture | null;
  /** Whether a poll stands in the body. */
  withPoll: boolean;
}

/** `<time>` of a date as the editor wrote it. */
export function DateOf({ date, language }: { date: string; language: string }) {
  return <time datetime={date}>{longDate(timeOf(date), language)}</time>;
}

/** The authors' names, as one line. */
export function Byline({ ids, site }: { ids: readonly string[]; site: Site }) {
  const names = ids.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
  const line = new Intl.ListFormat(site.language, { type: "conjunction" }).format(names);
  return <span class="byline">By {line}</span>;
}

/** Links to the pages of the audiences that an article is for. */
export function Kicker({ ids, site }: { ids: readonly string[]; site: Site }) {
  const audiences = site.audiences.filter((a) => ids.includes(a.id));
  if (audiences.length === 0) return null;
  return (
    <p class="kicker">
      {audiences.map((a) => (
        <a href={`/for/${a.id}`}>{a.name}</a>
      ))}
    </p>
  );
}

/** An article's page. */
export function ArticlePage(props: ArticlePageProps) {
  const { publication, meta, picture } = props;
  const { site } = publication;
  const path = `/articles/${props.slug}`;
  const authors = site.authors.filter((a) => meta.authors.includes(a.id) && a.bio);
  return (
    <Layout
      publication={publication}
      title={meta.title}
      description={meta.summary}
      path={path}
      picture={picture?.url}
      kind="article"
      withPoll={props.withPoll}
    >
      <article class="article">
        <header>
          <Kicker ids={meta.audiences} site={site} />
          <h1>{meta.title}</h1>
          {meta.summary && <p class="lead">{meta.summary}</p>}
          <p class="meta">
            <Byline ids={meta.authors} site={site} />
            <DateOf date={meta.date} language={site.language} />
            {props.updatedAt !== null && (
              <span class="updated">
                Updated{" "}
                <time datetime={new Date(props.updatedAt).toISOString()}>
                  {longDate(props.updatedAt, site.language)}
                </time>
              </span>
            )}
          </p>
        </header>
        {picture && meta.image && (
          <figure class="picture">
            <img
              src={picture.url}
              alt={meta.image.alt}
              width={picture.width}
              height={picture.height}
            />
            {meta.image.credit && (
              <figcaption>
                {meta.image.creditUrl ? (
                  <a href={meta.image.creditUrl}>{meta.image.credit}</a>
                ) : (
                  meta.image.credit
                )}
              </figcaption>
            )}
          </figure>
        )}
        <div class="body">{raw(props.html)}</div>
        <footer>
          <Share url={publication.origin + path} title={meta.title} />
          {authors.map((author) => (
            <p class="author">
              <strong>{author.name}</strong> {author.bio}
            </p>
          ))}
        </footer>
      </article>
    </Layout>
  );
}
