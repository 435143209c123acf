import type { ArticleMeta } from "../../core/content/article.ts";
import { tagName } from "../../core/content/tags.ts";
import type { Picture } from "../../core/content/picture.ts";
import { publishedInstant } from "../../core/instant.ts";
import { articleUrl, authorsOf, lastChange } from "../feeds/feed.ts";
import { languageOf } from "../../core/i18n/language.ts";
import type { Publication } from "./publication.ts";
import { shorten, wordCount } from "./html-text.ts";

const CONTEXT = "https://schema.org";
/** Google's limit for headlines, in characters. */
const HEADLINE = 110;

/** An article's data for search engines. */
export interface ArticleFacts {
  slug: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  description: string | undefined;
  /** The rendered body. */
  html: string;
  picture: Picture | null;
  /** The picture for social networks: `picture`, or one made for the article. */
  shared?: Picture | undefined;
}

/** JSON for a script element, which its content cannot end (HTML, 4.12.1.3). */
export function dataBlock(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** An article as schema.org's `OpinionNewsArticle`. */
export function articleJsonLd(publication: Publication, article: ArticleFacts) {
  const { site, origin } = publication;
  const { meta } = article;
  const url = articleUrl(origin, article.slug);
  const sections = site.audiences.filter((a) => meta.audiences.includes(a.id)).map((a) => a.name);
  return {
    "@context": CONTEXT,
    "@type": "OpinionNewsArticle",
    "@id": `${url}#article`,
    headline: shorten(meta.title, HEADLINE, languageOf(meta, site)),
    ...(article.description === undefined ? {} : { description: article.description }),
    ...imagesOf(origin, article),
    datePublished: publishedInstant(meta.date),
    dateModified: new Date(lastChange(article)).toISOString(),
    author: authorsOf(publication, meta).map(({ name, url: page }) => ({
      "@type": "Person",
      "@id": page,
      name,
      url: page,
    })),
    publisher: organization(publication),
    mainEntityOfPage: url,
    url,
    isAccessibleForFree: true,
    wordCount: wordCount(article.html),
    ...(meta.tags.length > 0 ? { keywords: meta.tags.map((tag) => tagName(site, tag).name) } : {}),
    ...(sections.length > 0 ? { articleSection: sections } : {}),
    inLanguage: languageOf(meta, site),
  };
}

/** The path from the front page to a page, itself included, as schema.org's `BreadcrumbList`. */
export function breadcrumbsJsonLd(
  { site, origin }: Publication,
  steps: readonly { name: string; path: string }[],
) {
  return {
    "@context": CONTEXT,
    "@type": "BreadcrumbList",
    itemListElement: [{ name: site.name, path: "/" }, ...steps].map(({ name, path }, i) => ({
      "@type": "ListItem",
      position: i + 1,
      name,
      item: origin + path,
    })),
  };
}

/** The publication as schema.org's `WebSite`, with its publisher and its search. */
export function siteJsonLd(publication: Publication) {
  const { site, origin } = publication;
  return {
    "@context": CONTEXT,
    "@type": "WebSite",
    "@id": `${origin}/#site`,
    name: site.name,
    url: `${origin}/`,
    ...(site.tagline ? { description: site.tagline } : {}),
    inLanguage: site.language,
    publisher: organization(publication),
    potentialAction: {
      "@type": "SearchAction",
      target: { "@type": "EntryPoint", urlTemplate: `${origin}/search?q={search_term_string}` },
      "query-input": "required name=search_term_string",
    },
  };
}

/** The publication as schema.org's `Organization`. */
export function organizationJsonLd(publication: Publication) {
  return { "@context": CONTEXT, ...organization(publication) };
}

function organization({ site, origin }: Publication) {
  return {
    "@type": "Organization",
    "@id": `${origin}/#publisher`,
    name: site.name,
    url: `${origin}/`,
    logo: `${origin}/icon.svg`,
  };
}

function imagesOf(origin: string, { picture, shared }: ArticleFacts) {
  const made = shared && shared.url !== picture?.url ? [shared] : [];
  const [first, ...more] = [...(picture ? [picture] : []), ...made].map((one) =>
    imageObject(origin, one),
  );
  if (!first) return {};
  return { image: more.length > 0 ? [first, ...more] : first };
}

function imageObject(origin: string, { url, width, height }: Picture) {
  return {
    "@type": "ImageObject",
    url: origin + url,
    width: pixels(width),
    height: pixels(height),
  };
}

/** A length in schema.org's vocabulary. E37 is the UN/CEFACT code for pixels. */
function pixels(value: number) {
  return { "@type": "QuantitativeValue", value, unitCode: "E37" };
}
