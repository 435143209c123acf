import { languageAttributes, languageOf } from "../../core/i18n/language.ts";
import { timeOf } from "../../core/instant.ts";
import { tagLabel } from "../../core/content/tags.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl, authorsOf, type Feed, feedChange, type FeedEntry, feedPath } from "./feed.ts";
import { element, textElement, type Xml, xmlDocument } from "./xml.ts";

const NAMESPACES = {
  "xmlns:atom": "http://www.w3.org/2005/Atom",
  "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
  "xmlns:dc": "http://purl.org/dc/elements/1.1/",
};

/** A feed as RSS 2.0, with full text (`content:encoded`) and authors' names (`dc:creator`, as RSS's `author` is a mail address). */
export function rssFeed(publication: Publication, feed: Feed): string {
  const { site, origin } = publication;
  const self = origin + feedPath(feed.path, "rss.xml");
  return xmlDocument(
    element(
      "rss",
      { version: "2.0", ...NAMESPACES },
      element(
        "channel",
        {},
        textElement("title", feed.title),
        textElement("link", origin + feed.path),
        // Required in RSS.
        textElement("description", feed.description ?? feed.title),
        textElement("language", site.language),
        // An empty feed has no date.
        feed.entries.length > 0 ? textElement("lastBuildDate", rfc822(feedChange(feed))) : null,
        element("atom:link", { rel: "self", type: "application/rss+xml", href: self }),
        feed.entries.map((entry) => rssItem(publication, entry)),
      ),
    ),
  );
}

function rssItem(publication: Publication, entry: FeedEntry): Xml {
  const { meta } = entry;
  const url = articleUrl(publication.origin, entry.slug);
  const { site } = publication;
  // In RSS itself only the channel has a language.
  const { lang } = languageAttributes(site.language, languageOf(meta, site));
  return element(
    "item",
    {},
    textElement("title", meta.title),
    textElement("link", url),
    element("guid", { isPermaLink: String(entry.feedId === url) }, entry.feedId),
    textElement("pubDate", rfc822Local(meta.date)),
    authorsOf(publication, meta).map(({ name }) => textElement("dc:creator", name)),
    lang === undefined ? null : textElement("dc:language", lang),
    meta.tags.map((tag) => textElement("category", tagLabel(site, tag))),
    meta.summary ? textElement("description", meta.summary) : null,
    textElement("content:encoded", entry.html),
  );
}

/** A date with its own offset, if it has one: `Tue, 06 Oct 2026 09:30:00 +0300`. */
function rfc822Local(date: string): string {
  const [, hours, minutes] = /T.*([+-]\d{2}):(\d{2})$/.exec(date) ?? [];
  if (hours === undefined) return rfc822(timeOf(date));
  return rfc822(timeOf(`${date.slice(0, -6)}Z`)).replace("GMT", `${hours}${minutes}`);
}

/** `Tue, 06 Oct 2026 06:30:00 GMT`: RFC 822 with four-digit years. */
function rfc822(time: number): string {
  return new Date(time).toUTCString();
}
