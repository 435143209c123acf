import { languageAttributes, languageOf } from "../../core/i18n/language.ts";
import { publishedInstant } from "../../core/instant.ts";
import { tagName } from "../../core/content/tags.ts";
import type { Publication } from "../page/publication.ts";
import {
  articleUrl,
  authorsOf,
  type Feed,
  feedChange,
  type FeedEntry,
  feedPath,
  lastChange,
} from "./feed.ts";
import { element, textElement, type Xml, xmlDocument } from "./xml.ts";

/** A feed as Atom (RFC 4287), with full text. */
export function atomFeed(publication: Publication, feed: Feed): string {
  const { site, origin, feedBase = origin } = publication;
  const self = origin + feedPath(feed.path, "feed.xml");
  return xmlDocument(
    element(
      "feed",
      { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": site.language },
      textElement("title", feed.title),
      feed.description ? textElement("subtitle", feed.description) : null,
      textElement("id", feedBase + feed.path),
      element("link", { rel: "alternate", type: "text/html", href: origin + feed.path }),
      element("link", { rel: "self", type: "application/atom+xml", href: self }),
      textElement("updated", new Date(feedChange(feed)).toISOString()),
      feed.entries.map((entry) => atomEntry(publication, entry)),
    ),
  );
}

/** An id as Atom takes it (RFC 4287, 4.2.6). What another system gave, such as Ghost, may be no IRI. */
function iriOf(id: string, { origin, feedBase = origin }: Publication): string {
  return /^[a-z][a-z0-9+.-]*:\S/i.test(id) ? id : `${feedBase}/#${encodeURIComponent(id)}`;
}

function atomEntry(publication: Publication, entry: FeedEntry): Xml {
  const { meta } = entry;
  const url = articleUrl(publication.origin, entry.slug);
  const { site } = publication;
  const { lang } = languageAttributes(site.language, languageOf(meta, site));
  return element(
    "entry",
    lang === undefined ? {} : { "xml:lang": lang },
    textElement("title", meta.title),
    textElement("id", iriOf(entry.feedId, publication)),
    element("link", { rel: "alternate", type: "text/html", href: url }),
    textElement("published", publishedInstant(meta.date)),
    textElement("updated", new Date(lastChange(entry)).toISOString()),
    authorsOf(publication, meta).map(({ name, url: uri }) =>
      element("author", {}, textElement("name", name), textElement("uri", uri)),
    ),
    meta.tags.map((term) => {
      const { name, named } = tagName(site, term);
      return element("category", named ? { term, label: name } : { term });
    }),
    meta.summary ? textElement("summary", meta.summary) : null,
    element("content", { type: "html", "xml:base": url }, entry.html),
  );
}
