import { raw } from "hono/html";
import type { Leading } from "../core/leading.ts";
import type { PollDefinition } from "../core/poll.ts";
import { pageCount, pagePath, POLLS_PER_PAGE } from "../core/paging.ts";
import type { PollStatus } from "../core/schedule.ts";
import { slotMarker } from "../core/slots.ts";
import { longDate, number } from "./dates.ts";
import { Layout, type Publication } from "./layout.tsx";
import { Pager } from "./list-page.tsx";

/** A poll in a list of polls. */
export interface PollEntry {
  definition: PollDefinition;
  /** Votes counted here, or `null` where that isn't known or may not be told. */
  votes: number | null;
  /** What most have chosen of the first question; `null` likewise. */
  leading: Leading | null;
  /** `null` where the clock was not asked: in a stored fallback. */
  status: PollStatus | null;
}

/** A page of all polls. Which are open, and their numbers, are live: they come in a slot. */
export function PollsPage(props: { publication: Publication; page: number; polls: number }) {
  const { publication, page } = props;
  return (
    <Layout
      publication={publication}
      title={page === 1 ? "Polls" : `Polls, page ${page}`}
      description={
        page === 1
          ? "Every poll of this publication, open and closed, with its numbers."
          : undefined
      }
      path={pagePath("/polls", page)}
    >
      <header class="list-head">
        <h1>Polls</h1>
        {page === 1 && (
          <p class="lead">
            Every poll of this publication. Readers choose to take part, so the numbers speak for
            those who voted and for nobody else.
          </p>
        )}
      </header>
      {raw(slotMarker(pollsSlot(page)))}
      <Pager path="/polls" page={page} pages={pageCount(props.polls, POLLS_PER_PAGE)} />
    </Layout>
  );
}

/** The slot of a page of all polls: `polls`, `polls:2`, … */
export function pollsSlot(page: number): string {
  return page === 1 ? "polls" : `polls:${page}`;
}

/** The list of all polls, or a page of it: what goes into its slot. */
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
                  <Numbers entry={entry} language={language} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {entries.length === 0 && <p>No polls here.</p>}
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
            <Numbers entry={entry} language={language} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is known of a poll's numbers: how many votes, and what leads. */
function Numbers({ entry, language }: { entry: PollEntry; language: string }) {
  const facts = factsOf(entry, language);
  return (
    <>
      {facts !== "" && <p class="meta">{facts}</p>}
      {entry.leading && (
        <p class="leading">
          <LeadingOption entry={entry} leading={entry.leading} language={language} />
        </p>
      )}
    </>
  );
}

function LeadingOption(props: { entry: PollEntry; leading: Leading; language: string }) {
  const { leading, language } = props;
  const names = leading.options.map(({ text }) => text);
  if (names.length > 1) {
    const list = new Intl.ListFormat(language, { type: "conjunction" }).format(names);
    return <>Level so far: {list}</>;
  }
  return (
    <>
      {labelOf(props.entry)}: <strong>{names[0]}</strong>{" "}
      <span class="figure">{leading.percent}%</span>
    </>
  );
}

/** What the percentage is of depends on what the question asks for. */
function labelOf({ definition, status }: PollEntry): string {
  const kind = definition.questions[0]?.kind;
  if (kind === "ranked") return "Most first preferences";
  if (kind === "multiple") return "Most of all selections";
  return status === "closed" ? "Most chose" : "Leading";
}

function factsOf({ definition, votes, status }: PollEntry, language: string): string {
  const opening = definition.questions[0]?.options.reduce((sum, o) => sum + o.opening, 0) ?? 0;
  const parts: string[] = [];
  if (status === "upcoming" && definition.opensAt !== null) {
    parts.push(`Opens ${longDate(definition.opensAt, language)}`);
  } else if (definition.closesAt !== null) {
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
