import { raw } from "hono/html";
import type { ArticleMeta } from "../core/article.ts";
import type { Picture } from "../core/markdown.ts";
import type { Audience } from "../core/site.ts";
import { slotMarker } from "../core/slots.ts";
import { Byline, DateOf, Kicker } from "./article.tsx";
import { Layout, type Publication } from "./layout.tsx";

/** An article in a list. */
export interface Entry {
  slug: string;
  meta: ArticleMeta;
}

/** The home page: the newest article large, the others below, then the audiences. */
export function HomePage(props: {
  publication: Publication;
  entries: Entry[];
  /** The newest article's. */
  picture: Picture | null;
}) {
  const { publication } = props;
  const [lead, ...others] = props.entries;
  return (
    <Layout publication={publication} description={publication.site.tagline} path="/">
      <h1 class="visually-hidden">{publication.site.name}</h1>
      {lead && <LeadStory publication={publication} entry={lead} picture={props.picture} />}
      <section class="latest" aria-label="Latest articles">
        {others.map((entry) => (
          <Teaser publication={publication} entry={entry} />
        ))}
      </section>
      <section class="audiences" aria-label="Sections">
        {publication.site.audiences.map((audience) => (
          <div>
            <h2>
              <a href={`/for/${audience.id}`}>{audience.name}</a>
            </h2>
            {audience.intro && <p>{audience.intro}</p>}
          </div>
        ))}
      </section>
    </Layout>
  );
}

/** The page of one audience. */
export function AudiencePage(props: {
  publication: Publication;
  audience: Audience;
  entries: Entry[];
}) {
  const { publication, audience } = props;
  return (
    <Layout
      publication={publication}
      title={audience.name}
      description={audience.intro}
      path={`/for/${audience.id}`}
    >
      <header class="list-head">
        <h1>{audience.name}</h1>
        {audience.intro && <p class="lead">{audience.intro}</p>}
      </header>
      <section class="latest" aria-label="Articles">
        {props.entries.map((entry) => (
          <Teaser publication={publication} entry={entry} />
        ))}
        {props.entries.length === 0 && <p>No articles yet.</p>}
      </section>
    </Layout>
  );
}

/** The page of all polls. Which are open, and their numbers, are live: they come in a slot. */
export function PollsPage(props: { publication: Publication }) {
  return (
    <Layout
      publication={props.publication}
      title="Polls"
      description="Every poll of this publication, open and closed, with its numbers."
      path="/polls"
    >
      <header class="list-head">
        <h1>Polls</h1>
        <p class="lead">
          Every poll of this publication. Readers choose to take part, so the numbers speak for
          those who voted and for nobody else.
        </p>
      </header>
      {raw(slotMarker("polls"))}
    </Layout>
  );
}

function LeadStory(props: { publication: Publication; entry: Entry; picture: Picture | null }) {
  const { picture, entry } = props;
  return (
    <article class="teaser lead-story">
      <div>
        <TeaserText {...props} />
      </div>
      {picture && (
        // The title is a link to the same place: this one is for the pointer alone.
        <a href={`/articles/${entry.slug}`} tabindex={-1} aria-hidden="true">
          <img src={picture.url} alt="" width={picture.width} height={picture.height} />
        </a>
      )}
    </article>
  );
}

function Teaser(props: { publication: Publication; entry: Entry }) {
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
