import type { ArticleMeta } from "../core/article.ts";
import type { Picture } from "../core/picture.ts";
import { Byline, DateOf, Kicker } from "./bylines.tsx";
import type { Publication } from "./layout.tsx";

/** What a list knows of an article. */
export interface Entry {
  slug: string;
  meta: ArticleMeta;
}

/** The first article of the front page, large. */
export function LeadStory(props: {
  publication: Publication;
  entry: Entry;
  picture: Picture | null;
}) {
  const { picture, entry } = props;
  return (
    <article class="teaser lead-story">
      {picture && (
        // The title is a link to the same place: this one is for the pointer alone.
        <a href={`/articles/${entry.slug}`} tabindex={-1} aria-hidden="true">
          <img src={picture.url} alt="" width={picture.width} height={picture.height} />
        </a>
      )}
      <TeaserText {...props} />
    </article>
  );
}

/** An article in a list. */
export function Teaser(props: { publication: Publication; entry: Entry }) {
  return (
    <article class="teaser item">
      <TeaserText {...props} />
    </article>
  );
}

function TeaserText(props: { publication: Publication; entry: Entry }) {
  const { site } = props.publication;
  const { slug, meta } = props.entry;
  return (
    <>
      <Kicker ids={meta.audiences} site={site} />
      <h2>
        <a href={`/articles/${slug}`}>{meta.title}</a>
      </h2>
      {meta.summary && <p class="summary">{meta.summary}</p>}
      <p class="meta">
        <Byline ids={meta.authors} site={site} />
        <DateOf date={meta.date} language={site.language} />
      </p>
    </>
  );
}
