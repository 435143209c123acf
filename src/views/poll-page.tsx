import { citation } from "../core/citation.ts";
import { datasetJsonLd } from "../core/dataset.ts";
import { EMBED_WIDTH, embedSnippet } from "../core/embed.ts";
import type { PollDefinition } from "../core/poll.ts";
import type { PollStatus } from "../core/schedule.ts";
import { longDate, number } from "./dates.ts";
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

/** A poll in the list of all polls. */
export interface PollEntry {
  definition: PollDefinition;
  /** Votes counted here, or `null` where that isn't known or may not be told. */
  votes: number | null;
  /** `null` where the clock was not asked: in a stored fallback. */
  status: PollStatus | null;
}

/** The list of all polls: what goes into the slot of their page. */
export function PollList({ entries, language }: { entries: PollEntry[]; language: string }) {
  const groups: [title: string, statuses: (PollStatus | null)[]][] = [
    ["Open", ["open"]],
    ["Soon", ["upcoming"]],
    ["Closed", ["closed"]],
    ["All polls", [null]],
  ];
  return (
    <>
      {groups.map(([title, statuses]) => {
        const group = entries.filter((entry) => statuses.includes(entry.status));
        if (group.length === 0) return null;
        return (
          <section class="poll-list">
            <h2>{title}</h2>
            <ul>
              {group.map((entry) => (
                <li>
                  <a href={`/polls/${entry.definition.id}`}>{entry.definition.title}</a>
                  <p class="meta">{facts(entry, language)}</p>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {entries.length === 0 && <p>No polls yet.</p>}
    </>
  );
}

/** The open polls, on the front page; nothing where there are none. */
export function OpenPolls({ entries, language }: { entries: PollEntry[]; language: string }) {
  if (entries.length === 0) return null;
  return (
    <section class="open-polls" aria-labelledby="open-polls">
      <h2 id="open-polls">
        <a href="/polls">Readers are asked</a>
      </h2>
      <ul>
        {entries.map((entry) => (
          <li>
            <a href={`/polls/${entry.definition.id}`}>
              {entry.definition.questions[0]?.text ?? entry.definition.title}
            </a>
            <p class="meta">{facts(entry, language)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function facts({ definition, votes, status }: PollEntry, language: string): string {
  const opening = definition.questions[0]?.options.reduce((sum, o) => sum + o.opening, 0) ?? 0;
  const parts: string[] = [];
  if (definition.closesAt !== null) {
    const verb = status === "closed" ? "Closed" : "Closes";
    parts.push(`${verb} ${longDate(definition.closesAt, language)}`);
  }
  if (votes !== null && votes + opening > 0) {
    const all = number(votes + opening, language);
    parts.push(
      `${all} ${votes + opening === 1 ? "vote" : "votes"}${opening > 0 ? `, ${number(opening, language)} of them counted before` : ""}`,
    );
  }
  return parts.join(" · ");
}
