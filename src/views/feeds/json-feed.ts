import { languageAttributes, languageOf } from "../../core/i18n/language.ts";
import { publishedInstant } from "../../core/instant.ts";
import { tagLabel } from "../../core/content/tags.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl, authorsOf, type Feed, type FeedEntry, feedPath, lastChange } from "./feed.ts";

/** A feed as JSON Feed 1.1 (jsonfeed.org), with full text. */
export function jsonFeed(publication: Publication, feed: Feed): string {
  const { site, origin } = publication;
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    home_page_url: origin + feed.path,
    feed_url: origin + feedPath(feed.path, "feed.json"),
    description: feed.description,
    language: site.language,
    items: feed.entries.map((entry) => item(publication, entry)),
  });
}

function item(publication: Publication, entry: FeedEntry) {
  const { meta } = entry;
  const url = articleUrl(publication.origin, entry.slug);
  const { site } = publication;
  return {
    id: entry.feedId,
    url,
    title: meta.title,
    content_html: entry.html,
    summary: meta.summary,
    language: languageAttributes(site.language, languageOf(meta, site)).lang,
    image: entry.picture?.url,
    date_published: publishedInstant(meta.date),
    date_modified: new Date(lastChange(entry)).toISOString(),
    authors: authorsOf(publication, meta),
    tags: meta.tags.length > 0 ? meta.tags.map((tag) => tagLabel(site, tag)) : undefined,
  };
}
