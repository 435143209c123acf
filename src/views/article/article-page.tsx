import { raw } from "hono/html";
import type { ArticleMeta } from "../../core/content/article.ts";
import { type Picture, pictureHtml } from "../../core/content/picture.ts";
import { Byline, DateOf, Kicker } from "./bylines.tsx";
import { languageAttributes, languageOf } from "../../core/i18n/language.ts";
import { publishedInstant } from "../../core/instant.ts";
import { tagName } from "../../core/content/tags.ts";
import type { Translation } from "../../core/content/translations.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { ArticleHead, type SharedPicture } from "../page/head.tsx";
import { excerpt } from "../page/html-text.ts";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import { type Preview, PreviewBanner } from "./preview.tsx";
import { sentence } from "../page/sentence.tsx";
import { Share } from "./share.tsx";
import type { Sheet } from "../styles/sheets.tsx";
import type { Entry } from "../lists/teaser.tsx";
import { AlsoIn } from "./translations.tsx";

/** The width of an article's lead picture (styles/article.ts). */
const WIDE = "(min-width: 62rem) 58rem, 94vw";

interface ArticlePageProps {
  publication: Publication;
  slug: string;
  meta: ArticleMeta;
  /** When the content last changed, if that is later than its date. */
  updatedAt: number | null;
  /** The rendered body, with slot markers. */
  html: string;
  picture: Picture | null;
  /** The picture for social networks. */
  shared: SharedPicture | undefined;
  /** Whether the body contains a poll. */
  withPoll: boolean;
  /** Milliseconds since 1970. */
  now: number;
  /** Reading time. */
  minutes: number;
  /** The articles next to it in time. */
  previous: Entry | null;
  next: Entry | null;
  /** Articles that have something in common with it. */
  related: Entry[];
  /** All translations, this article included; empty if there is only one language. */
  translations: readonly Translation[];
  /** Set if this is a preview. */
  preview?: Preview;
}

/** An article's page. */
export function ArticlePage(props: ArticlePageProps) {
  const { meta, picture, preview } = props;
  const { site } = props.publication;
  const language = languageOf(meta, site);
  const publication = { ...props.publication, language };
  const { article: words, date } = wordsFor(language, site.timeZone);
  const path = `/articles/${props.slug}`;
  const authors = site.authors.filter((a) => meta.authors.includes(a.id) && a.bio);
  const description = meta.summary ?? excerpt(props.html, language);
  return (
    <Layout
      publication={publication}
      title={meta.title}
      description={description}
      // Without a path the page is marked noindex.
      {...(preview ? {} : { path })}
      picture={props.shared}
      kind="article"
      head={
        preview ? null : (
          <ArticleHead
            publication={publication}
            article={{
              ...props,
              description,
              meta: { ...meta, date: publishedInstant(meta.date, props.now) },
            }}
          />
        )
      }
      withPoll={props.withPoll}
      sheet={sheetOf(props)}
    >
      {preview && <PreviewBanner preview={preview} language={language} timeZone={site.timeZone} />}
      <article class="article">
        <header>
          <Kicker ids={meta.audiences} site={site} language={language} />
          <h1>{meta.title}</h1>
          {meta.summary && <p class="lead">{meta.summary}</p>}
          <p class="meta">
            <Byline ids={meta.authors} site={site} language={language} />
            <DateOf date={meta.date} language={language} />
            {props.updatedAt !== null && (
              <span class="updated">
                {sentence(
                  words.updated,
                  <time datetime={new Date(props.updatedAt).toISOString()}>
                    {date(props.updatedAt)}
                  </time>,
                )}
              </span>
            )}
            <span>{words.minutes(props.minutes)}</span>
          </p>
          <AlsoIn translations={props.translations} slug={props.slug} language={language} />
        </header>
        {picture && meta.image && (
          <figure class="picture">
            {raw(pictureHtml(picture, { alt: meta.image.alt, sizes: WIDE, first: true }))}
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
          {!preview && (
            <Share url={publication.origin + path} title={meta.title} language={language} />
          )}
          {meta.tags.length > 0 && (
            <p class="tags">
              {meta.tags.map((tag) => {
                const { name, language: own, named } = tagName(site, tag);
                return (
                  <a
                    href={`/tags/${tag}`}
                    rel="tag"
                    {...(named ? languageAttributes(language, own) : {})}
                  >
                    {name}
                  </a>
                );
              })}
            </p>
          )}
          {authors.map((author) => (
            <p class="author">
              <a href={`/authors/${author.id}`}>{author.name}</a>{" "}
              <span {...languageAttributes(language, site.language)}>{author.bio}</span>
            </p>
          ))}
        </footer>
      </article>
      <Onward {...props} publication={publication} />
    </Layout>
  );
}

function sheetOf({ withPoll, preview }: ArticlePageProps): Sheet {
  if (preview) return "preview";
  return withPoll ? "article-poll" : "article";
}

/** Where to go from an article: the ones beside it in time, and those that are about the like. */
function Onward({ publication, previous, next, related }: ArticlePageProps) {
  if (!previous && !next && related.length === 0) return null;
  const language = languageOf(publication, publication.site);
  const { article: words } = wordsFor(language);
  const titled = ({ meta }: Entry) => (
    <span {...languageAttributes(language, languageOf(meta, publication.site))}>{meta.title}</span>
  );
  const beside = (label: string, rel: string, entry: Entry | null) =>
    entry && (
      <a rel={rel} href={`/articles/${entry.slug}`}>
        <span class="meta">{label}</span>
        {titled(entry)}
      </a>
    );
  return (
    <aside class="onward" aria-label={words.more}>
      {related.length > 0 && (
        <section>
          <h2>{words.related}</h2>
          <ul>
            {related.map((entry) => (
              <li>
                <a href={`/articles/${entry.slug}`}>{titled(entry)}</a>
                <p class="meta">
                  <Byline ids={entry.meta.authors} site={publication.site} language={language} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <nav aria-label={words.beside}>
        {beside(words.previous, "prev", previous)}
        {beside(words.next, "next", next)}
      </nav>
    </aside>
  );
}
