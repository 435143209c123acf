import { citation } from "../core/citation.ts";
import { datasetJsonLd } from "../core/dataset.ts";
import { EMBED_WIDTH, embedSnippet } from "../core/embed.ts";
import { JsonLd } from "./head.tsx";
import { Layout, type Publication } from "./layout.tsx";
import type { PollProps } from "./poll-props.ts";
import { PollSection } from "./poll.tsx";

/** A poll's own page, as this reader sees it. */
export function PollPage(props: { publication: Publication; poll: PollProps }) {
  const { publication, poll } = props;
  const { definition } = poll;
  return (
    <Layout
      publication={publication}
      title={definition.title}
      description={definition.questions[0]?.text}
      path={`/polls/${definition.id}`}
      withPoll
      sheet="poll"
      head={<PollHead {...props} />}
    >
      <PollSection {...poll} level={1} />
      <Reuse {...props} />
    </Layout>
  );
}

/** For machines: how to embed the poll, and what data there is of it. */
function PollHead({ publication, poll }: { publication: Publication; poll: PollProps }) {
  const { definition, results } = poll;
  const { origin, site } = publication;
  const oembed = `${origin}/oembed?url=${encodeURIComponent(`${origin}/polls/${definition.id}`)}`;
  return (
    <>
      <link rel="alternate" type="application/json+oembed" href={oembed} title={definition.title} />
      {results && (
        <JsonLd value={datasetJsonLd(definition, results, { site: site.name, origin })} />
      )}
    </>
  );
}

function Reuse({ publication, poll }: { publication: Publication; poll: PollProps }) {
  const { definition, results } = poll;
  const { origin, site } = publication;
  const address = `${origin}/polls/${definition.id}`;
  return (
    <section class="reuse" aria-label="Use elsewhere">
      {results && (
        <p>
          <strong>Cite</strong> {citation(results, { site: site.name, address, accessed: null })}
        </p>
      )}
      {site.embed !== "nowhere" && (
        <details class="more">
          <summary>Put this poll into your own page</summary>
          <pre tabindex={0}>
            <code>{embedSnippet(origin, definition.id, definition.title, EMBED_WIDTH)}</code>
          </pre>
        </details>
      )}
    </section>
  );
}
