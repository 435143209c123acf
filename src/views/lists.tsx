import { raw } from "hono/html";
import type { Picture } from "../core/picture.ts";
import { slotMarker } from "../core/slots.ts";
import { Layout, type Publication } from "./layout.tsx";
import { Pager } from "./list-page.tsx";
import { type Entry, LeadStory, Teaser } from "./teaser.tsx";

/** The home page: the newest article large, the others below, then the audiences. */
export function HomePage(props: {
  publication: Publication;
  entries: Entry[];
  /** The newest article's. */
  picture: Picture | null;
  page: number;
  pages: number;
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
      <Pager path="/" page={props.page} pages={props.pages} />
      {raw(slotMarker("open-polls"))}
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
