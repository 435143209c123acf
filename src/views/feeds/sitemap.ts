import type { ArticleMeta } from "../../core/content/article.ts";
import { languageOf } from "../../core/i18n/language.ts";
import type { Translation } from "../../core/content/translations.ts";
import { publishedInstant } from "../../core/instant.ts";
import type { Publication } from "../page/publication.ts";
import { articleUrl } from "./feed.ts";
import { alternates } from "../article/translations.tsx";
import { element, textElement, xmlDocument } from "./xml.ts";

const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML = "http://www.w3.org/1999/xhtml";
const NEWS = "http://www.google.com/schemas/sitemap-news/0.9";

/** The site map (sitemaps.org) of the pages that search engines should index. */
export function sitemap(
  origin: string,
  entries: readonly {
    path: string;
    updatedAt: number | null;
    /** All translations of an article. */
    translations?: readonly Translation[];
  }[],
): string {
  const translated = entries.some(({ translations = [] }) => translations.length > 0);
  return xmlDocument(
    element(
      "urlset",
      { xmlns: SITEMAP, ...(translated ? { "xmlns:xhtml": XHTML } : {}) },
      entries.map(({ path, updatedAt, translations = [] }) =>
        element(
          "url",
          {},
          textElement("loc", origin + path),
          updatedAt === null ? null : textElement("lastmod", new Date(updatedAt).toISOString()),
          alternates(translations).map(({ slug, hreflang }) =>
            element("xhtml:link", {
              rel: "alternate",
              hreflang,
              href: articleUrl(origin, slug),
            }),
          ),
        ),
      ),
    ),
  );
}

/** The Google News site map of the newest articles. */
export function newsSitemap(
  { site, origin }: Publication,
  entries: readonly { slug: string; meta: ArticleMeta }[],
): string {
  const publication = (language: string) =>
    element(
      "news:publication",
      {},
      textElement("news:name", site.name),
      textElement("news:language", newsLanguage(language)),
    );
  return xmlDocument(
    element(
      "urlset",
      { xmlns: SITEMAP, "xmlns:news": NEWS },
      entries.map(({ slug, meta }) =>
        element(
          "url",
          {},
          textElement("loc", articleUrl(origin, slug)),
          element(
            "news:news",
            {},
            publication(languageOf(meta, site)),
            textElement("news:publication_date", publishedInstant(meta.date)),
            textElement("news:title", meta.title),
          ),
        ),
      ),
    ),
  );
}

/** The ISO 639 code that Google News expects: the language alone, except for Chinese, where the script matters. */
function newsLanguage(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  if (language !== "zh") return language;
  return script === "Hant" ? "zh-tw" : "zh-cn";
}

/** robots.txt (RFC 9309). */
export function robots(origin: string): string {
  const maps = ["sitemap.xml", "sitemap-news.xml"].map((file) => `Sitemap: ${origin}/${file}\n`);
  return `User-agent: *\nDisallow: /api/\nDisallow: /polls/*/votes\nDisallow: /search\n\n${maps.join("")}`;
}
