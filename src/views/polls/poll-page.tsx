import { citation } from "../../core/results/citation.ts";
import { datasetJsonLd } from "../../core/results/dataset.ts";
import { EMBED_WIDTH, embedSnippet } from "../../core/polls/embed.ts";
import { SHARE_IMAGE_SIZE } from "../../core/content/picture.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { JsonLd } from "../page/head.tsx";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import type { PollProps } from "./poll-props.ts";
import { PollSection } from "./poll-section.tsx";

/** A poll's own page, as this reader sees it. */
export function PollPage(props: { publication: Publication; poll: PollProps }) {
  const { poll } = props;
  const { definition, language } = poll;
  const publication = { ...props.publication, language };
  return (
    <Layout
      publication={publication}
      title={definition.title}
      description={definition.questions[0]?.text}
      path={`/polls/${definition.id}`}
      picture={{
        url: `/polls/${definition.id}/share.png`,
        ...SHARE_IMAGE_SIZE,
        alt: definition.title,
      }}
      withPoll
      sheet="poll"
      head={<PollHead {...props} />}
    >
      <PollSection {...poll} level={1} />
      <Reuse {...props} publication={publication} />
    </Layout>
  );
}

/** Links for programs: oEmbed, and the data set as JSON-LD. */
function PollHead({ publication, poll }: { publication: Publication; poll: PollProps }) {
  const { definition, results } = poll;
  const { origin, site } = publication;
  const oembed = `${origin}/oembed?url=${encodeURIComponent(`${origin}/polls/${definition.id}`)}`;
  return (
    <>
      <link rel="alternate" type="application/json+oembed" href={oembed} title={definition.title} />
      {results && (
        <JsonLd
          value={datasetJsonLd(definition, results, {
            site: site.name,
            origin,
            timeZone: site.timeZone,
          })}
        />
      )}
    </>
  );
}

function Reuse({ publication, poll }: { publication: Publication; poll: PollProps }) {
  const { definition, results, language } = poll;
  const { origin, site } = publication;
  const words = wordsFor(language).poll;
  const address = `${origin}/polls/${definition.id}`;
  return (
    <section class="reuse" aria-label={words.reuse}>
      {results && (
        <p>
          <strong>{words.cite}</strong>{" "}
          {citation(
            results,
            { site: site.name, address, accessed: null, timeZone: site.timeZone },
            language,
          )}
        </p>
      )}
      {site.embed !== "nowhere" && (
        <details class="more">
          <summary>{words.embed}</summary>
          <pre tabindex={0}>
            <code>{embedSnippet(origin, definition.id, definition.title, EMBED_WIDTH)}</code>
          </pre>
        </details>
      )}
    </section>
  );
}
