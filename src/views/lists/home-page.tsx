import { raw } from "hono/html";
import type { Picture } from "../../core/content/picture.ts";
import { slotMarker } from "../../core/content/slots.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { SharedPicture } from "../page/head.tsx";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import { Pager } from "./list-page.tsx";
import { type Entry, LeadStory, Teaser } from "./teaser.tsx";

/** How many articles are shown beside the newest one. */
const RAIL = 3;

/** The front page: the newest article large, the others below, then the audiences. */
export function HomePage(props: {
  publication: Publication;
  entries: Entry[];
  /** The articles' pictures, by name. */
  pictures: ReadonlyMap<string, Picture>;
  /** The picture for social networks. */
  shared: SharedPicture | undefined;
  page: number;
  pages: number;
}) {
  const { publication } = props;
  const { language } = publication.site;
  const words = wordsFor(language);
  const [lead, ...others] = props.entries;
  const pictureOf = ({ meta }: Entry) => props.pictures.get(meta.image?.src ?? "") ?? null;
  return (
    <Layout
      publication={publication}
      description={publication.site.tagline}
      path="/"
      picture={props.shared}
    >
      <h1 class="visually-hidden">{publication.site.name}</h1>
      <div class="front">
        {lead && <LeadStory publication={publication} entry={lead} picture={pictureOf(lead)} />}
        <div class="rail">
          {others.slice(0, RAIL).map((entry) => (
            <Teaser publication={publication} entry={entry} />
          ))}
        </div>
      </div>
      <section class="latest" aria-label={words.list.latest}>
        {others.slice(RAIL).map((entry) => (
          <Teaser publication={publication} entry={entry} picture={pictureOf(entry)} />
        ))}
      </section>
      <Pager path="/" page={props.page} pages={props.pages} language={language} />
      {raw(slotMarker("open-polls"))}
      <section class="audiences" aria-label={words.site.sections}>
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
