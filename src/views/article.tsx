import { raw } from "hono/html";
import type { ArticleMeta } from "../core/article.ts";
import type { Picture } from "../core/picture.ts";
import { Byline, DateOf, Kicker } from "./bylines.tsx";
import { longDate } from "./dates.ts";
import { ArticleHead } from "./head.tsx";
import { excerpt } from "./html-text.ts";
import { Layout, type Publication } from "./layout.tsx";
import { type Preview, PreviewBanner } from "./preview.tsx";
import { Share } from "./share.tsx";
import type { Sheet } from "./styles/sheets.tsx";
import type { Entry } from "./teaser.tsx";

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
  /** How long the text takes to read. */
  minutes: number;
  /** The articles next to it in time. */
  previous: Entry | null;
  next: Entry | null;
  /** Articles that have something in common with it. */
  related: Entry[];
  /** Where it is a preview, for those who have its link. */
  preview?: Preview;
}

/** An article's page. */
export function ArticlePage(props: ArticlePageProps) {
  const { publication, meta, picture, preview } = props;
  const { site } = publication;
  const path = `/articles/${props.slug}`;
  const authors = site.authors.filter((a) => meta.authors.includes(a.id) && a.bio);
  const description = meta.summary ?? excerpt(props.html);
  return (
    <Layout
      publication={publication}
      title={meta.title}
      description={description}
      // Without its address the page says of itself that it is not to be found.
      {...(preview ? {} : { path })}
      picture={picture && meta.image ? { ...picture, alt: meta.image.alt } : undefined}
      kind="article"
      head={
        preview ? null : (
          <ArticleHead publication={publication} article={{ ...props, description }} />
        )
      }
      withPoll={props.withPoll}
      sheet={sheetOf(props)}
    >
      {preview && <PreviewBanner preview={preview} language={site.language} />}
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
            <span>
              {props.minutes} {props.minutes === 1 ? "minute" : "minutes"}
            </span>
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
          {!preview && <Share url={publication.origin + path} title={meta.title} />}
          {meta.tags.length > 0 && (
            <p class="tags">
              {meta.tags.map((tag) => (
                <a href={`/tags/${tag}`} rel="tag">
                  {tag.replaceAll("-", " ")}
                </a>
              ))}
            </p>
          )}
          {authors.map((author) => (
            <p class="author">
              <a href={`/authors/${author.id}`}>{author.name}</a> {author.bio}
            </p>
          ))}
        </footer>
      </article>
      <Onward {...props} />
    </Layout>
  );
}

function sheetOf({ withPoll, preview }: ArticlePageProps): Sheet {
  if (preview) return "preview";
  return withPoll ? "article-poll" : "article";
}

/** Where to go from an article: the ones beside it in time, and those that are about the like. */
function Onward({ publication, previous, next, related }: ArticlePageProps) {
  const beside = (label: string, rel: string, entry: Entry | null) =>
    entry && (
      <a rel={rel} href={`/articles/${entry.slug}`}>
        <span class="meta">{label}</span>
        {entry.meta.title}
      </a>
    );
  return (
    <aside class="onward" aria-label="More articles">
      {related.length > 0 && (
        <section>
          <h2>Related</h2>
          <ul>
            {related.map(({ slug, meta }) => (
              <li>
                <a href={`/articles/${slug}`}>{meta.title}</a>
                <p class="meta">
                  <Byline ids={meta.authors} site={publication.site} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <nav aria-label="Previous and next">
        {beside("Previous", "prev", previous)}
        {beside("Next", "next", next)}
      </nav>
    </aside>
  );
}
