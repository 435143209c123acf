import { raw } from "hono/html";
import type { Picture } from "../core/picture.ts";
import { slotMarker } from "../core/slots.ts";
import { Layout, type Publication } from "./layout.tsx";
import { Pager } from "./list-page.tsx";
import { type Entry, LeadStory, Teaser } from "./teaser.tsx";

/** Articles beside the newest one. */
const RAIL = 3;

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
  const teasers = (entries: Entry[]) =>
    entries.map((entry) => <Teaser publication={publication} entry={entry} />);
  return (
    <Layout publication={publication} description={publication.site.tagline} path="/">
      <h1 class="visually-hidden">{publication.site.name}</h1>
      <div class="front">
        {lead && <LeadStory publication={publication} entry={lead} picture={props.picture} />}
        <div class="rail">{teasers(others.slice(0, RAIL))}</div>
      </div>
      <section class="latest" aria-label="Latest articles">
        {teasers(others.slice(RAIL))}
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
