import { raw } from "hono/html";
import type { ArticleMeta } from "../../core/content/article.ts";
import type { Picture } from "../../core/content/picture.ts";
import { languageOf } from "../../core/i18n/language.ts";
import type { Site } from "../../core/content/site.ts";
import { tagName } from "../../core/content/tags.ts";
import type { Translation } from "../../core/content/translations.ts";
import { publishedInstant } from "../../core/instant.ts";
import { FEED_FORMATS } from "../../core/routes.ts";
import { authorsOf, feedPath, lastChange } from "../feeds/feed.ts";
import {
  type ArticleFacts,
  articleJsonLd,
  breadcrumbsJsonLd,
  dataBlock,
  organizationJsonLd,
  siteJsonLd,
} from "./json-ld.ts";
import type { Publication } from "./publication.ts";
import { AlternateLinks } from "../article/translations.tsx";

/** Pages that have feeds of their own. */
const WITH_FEEDS = /^\/(?:for|tags|authors)\/[a-z0-9-]+$/;

/** The picture that social networks show for a page. */
export interface SharedPicture extends Picture {
  alt: string;
}

/** A page's metadata for search engines and social networks. */
export interface HeadProps {
  publication: Publication;
  /** The page's own title. The default is the site's name. */
  title?: string;
  description?: string | undefined;
  /** The page's path. Without one the page is not indexed. */
  path?: string;
  picture?: SharedPicture | undefined;
  kind?: "article" | "website";
}

/** Canonical URL, Open Graph (ogp.me), Twitter card and feeds; on the front page also the publisher. */
export function HeadTags(props: HeadProps) {
  const { publication, path } = props;
  const { site, origin } = publication;
  return (
    <>
      {path === undefined ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={origin + path} />
          <OpenGraph {...props} url={origin + path} />
        </>
      )}
      <FeedLinks path="/" title={site.name} />
      {path !== undefined && WITH_FEEDS.test(path) && (
        <FeedLinks path={path} title={`${props.title ?? ""} · ${site.name}`} />
      )}
      {path === "/" && (
        <>
          <JsonLd value={siteJsonLd(publication)} />
          <JsonLd value={organizationJsonLd(publication)} />
        </>
      )}
    </>
  );
}

function OpenGraph(props: HeadProps & { url: string }) {
  const { picture } = props;
  const { site, origin } = props.publication;
  return (
    <>
      <meta property="og:url" content={props.url} />
      <meta property="og:type" content={props.kind ?? "website"} />
      <meta property="og:title" content={props.title ?? site.name} />
      <meta property="og:site_name" content={site.name} />
      <meta property="og:locale" content={locale(languageOf(props.publication, site))} />
      {props.description && <meta property="og:description" content={props.description} />}
      {picture && (
        <>
          <meta property="og:image" content={new URL(picture.url, origin).href} />
          <meta property="og:image:width" content={String(picture.width)} />
          <meta property="og:image:height" content={String(picture.height)} />
          <meta property="og:image:alt" content={picture.alt} />
        </>
      )}
      {/* Title, description and picture come from Open Graph. */}
      <meta name="twitter:card" content={picture ? "summary_large_image" : "summary"} />
    </>
  );
}

/** Metadata that only articles have. */
export function ArticleHead(props: {
  publication: Publication;
  article: ArticleFacts & { translations: readonly Translation[] };
}) {
  const { publication, article } = props;
  const { meta, slug } = article;
  const { site, origin } = publication;
  const authors = authorsOf(publication, meta);
  const path = `/articles/${slug}`;
  return (
    <>
      <meta name="author" content={authors.map(({ name }) => name).join(", ")} />
      <meta property="article:published_time" content={publishedInstant(meta.date)} />
      <meta property="article:modified_time" content={iso(lastChange(article))} />
      {authors.map(({ url }) => (
        <meta property="article:author" content={url} />
      ))}
      {meta.tags.map((tag) => (
        <meta property="article:tag" content={tagName(site, tag).name} />
      ))}
      <AlternateLinks translations={article.translations} origin={origin} />
      {article.translations.map(({ slug: other, language }) =>
        other === slug ? null : <meta property="og:locale:alternate" content={locale(language)} />,
      )}
      <link rel="alternate" type="text/markdown" href={`${origin}${path}.md`} />
      <JsonLd value={articleJsonLd(publication, article)} />
      <JsonLd
        value={breadcrumbsJsonLd(publication, [
          ...audienceOf(site, meta),
          { name: meta.title, path },
        ])}
      />
    </>
  );
}

/** The breadcrumb between the front page and an article: its first audience. */
function audienceOf(site: Site, meta: ArticleMeta): { name: string; path: string }[] {
  const audience = site.audiences.find((a) => meta.audiences.includes(a.id));
  return audience ? [{ name: audience.name, path: `/for/${audience.id}` }] : [];
}

function FeedLinks({ path, title }: { path: string; title: string }) {
  return (
    <>
      {FEED_FORMATS.map(({ file, type, name }) => (
        <link
          rel="alternate"
          type={type}
          title={`${title} (${name})`}
          href={feedPath(path, file)}
        />
      ))}
    </>
  );
}

/** A JSON-LD script element. */
export function JsonLd({ value }: { value: unknown }) {
  return <script type="application/ld+json">{raw(dataBlock(value))}</script>;
}

/** `en_GB`: Open Graph needs a country, so a tag without one gets the most likely. */
function locale(tag: string): string {
  const { language, region } = new Intl.Locale(tag).maximize();
  return region === undefined ? language : `${language}_${region}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
