import { raw } from "hono/html";
import type { ArticleMeta } from "../core/article.ts";
import type { Audience } from "../core/site.ts";
import { slotMarker } from "../core/slots.ts";
import { Byline, DateOf } from "./article.tsx";
import { Layout, type Publication } from "./layout.tsx";

/** An article in a list. */
export interface Entry {
  slug: string;
  meta: ArticleMeta;
}

/** The home page: the newest article large, the others below, then the audiences. */
export function HomePage(props: { publication: Publication; entries: Entry[] }) {
  const { publication } = props;
  const [lead, ...others] = props.entries;
  return (
    <Layout publication={publication} description={publication.site.tagline} path="/">
      <h1 class="visually-hidden">{publication.site.name}</h1>
      {lead && <Teaser publication={publication} entry={lead} level="lead" />}
      <section class="latest" aria-label="Latest articles">
        {others.map((entry) => (
          <Teaser publication={publication} entry={entry} level="item" />
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
          <Teaser publication={publication} entry={entry} level="item" />
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

function Teaser(props: { publication: Publication; entry: Entry; level: "lead" | "item" }) {
  const { site } = props.publication;
  const { slug, meta } = props.entry;
  return (
    <article class={`teaser ${props.level}`}>
      <p class="kicker">
        {site.audiences
          .filter((a) => meta.audiences.includes(a.id))
          .map((a) => (
            <a href={`/for/${a.id}`}>{a.name}</a>
          ))}
      </p>
      <h2>
        <a href={`/articles/${slug}`}>{meta.title}</a>
      </h2>
      {meta.summary && <p class="summary">{meta.summary}</p>}
      <p class="meta">
        <Byline ids={meta.authors} site={site} />
        <DateOf date={meta.date} language={site.language} />
      </p>
    </article>
  );
}
