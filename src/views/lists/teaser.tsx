import { raw } from "hono/html";
import type { ArticleMeta } from "../../core/content/article.ts";
import { type Picture, pictureHtml } from "../../core/content/picture.ts";
import { languageAttributes, languageOf } from "../../core/i18n/language.ts";
import { Byline, DateOf, Kicker } from "../article/bylines.tsx";
import type { Publication } from "../page/publication.ts";

/** Attributes of the pictures in lists (styles/lists.ts). */
const LEAD = { alt: "", sizes: "(min-width: 60rem) 46rem, 94vw", first: true };
const ITEM = { alt: "", sizes: "(min-width: 40rem) 22rem, 94vw" };

/** An article in a list. */
export interface Entry {
  slug: string;
  meta: ArticleMeta;
}

/** The lead story of the front page. */
export function LeadStory(props: {
  publication: Publication;
  entry: Entry;
  picture: Picture | null;
}) {
  const { picture, entry } = props;
  return (
    <article class="teaser lead-story">
      {picture && <PictureLink slug={entry.slug} html={pictureHtml(picture, LEAD)} />}
      <TeaserText {...props} />
    </article>
  );
}

/** An article in a list. */
export function Teaser(props: {
  publication: Publication;
  entry: Entry;
  picture?: Picture | null;
}) {
  const { entry, picture = null } = props;
  return (
    <article class="teaser item">
      {picture && <PictureLink slug={entry.slug} html={pictureHtml(picture, ITEM)} />}
      <TeaserText {...props} />
    </article>
  );
}

/** A picture that links to its article, for pointers only: the title is a link to the same page. */
function PictureLink({ slug, html }: { slug: string; html: string }) {
  return (
    <a href={`/articles/${slug}`} tabindex={-1} aria-hidden="true">
      {raw(html)}
    </a>
  );
}

function TeaserText(props: { publication: Publication; entry: Entry }) {
  const { site } = props.publication;
  const { slug, meta } = props.entry;
  const own = languageAttributes(site.language, languageOf(meta, site));
  return (
    <>
      <Kicker ids={meta.audiences} site={site} />
      <h2 {...own}>
        <a href={`/articles/${slug}`}>{meta.title}</a>
      </h2>
      {meta.summary && (
        <p class="summary" {...own}>
          {meta.summary}
        </p>
      )}
      <p class="meta">
        <Byline ids={meta.authors} site={site} />
        <DateOf date={meta.date} language={site.language} />
      </p>
    </>
  );
}
