import { raw } from "hono/html";
import type { Leading } from "../../core/results/leading.ts";
import type { PollDefinition, PollQuestion } from "../../core/polls/poll.ts";
import { pageCount, pagePath, POLLS_PER_PAGE } from "../../core/content/paging.ts";
import type { PollStatus } from "../../core/polls/schedule.ts";
import { slotMarker } from "../../core/content/slots.ts";
import { languageAttributes } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { shareWords } from "../../core/results/chart-words.ts";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import { Pager } from "../lists/list-page.tsx";
import { sentence } from "../page/sentence.tsx";

/** A poll in a list of polls. */
export interface PollEntry {
  definition: PollDefinition;
  /** Votes counted here; `null` if unknown or not public. */
  votes: number | null;
  /** The leading option of the first question; `null` likewise. */
  leading: Leading | null;
  /** `null` in a stored fallback, which does not depend on the time. */
  status: PollStatus | null;
}

/** A page of the list of all polls. The list itself is live, so it is a slot. */
export function PollsPage(props: { publication: Publication; page: number; polls: number }) {
  const { publication, page } = props;
  const { language } = publication.site;
  const { polls: words, site, list } = wordsFor(language);
  return (
    <Layout
      publication={publication}
      title={page === 1 ? site.polls : list.paged(site.polls, page)}
      description={page === 1 ? words.every : undefined}
      path={pagePath("/polls", page)}
    >
      <header class="list-head">
        <h1>{site.polls}</h1>
        {page === 1 && <p class="lead">{words.lead}</p>}
      </header>
      {raw(slotMarker(pollsSlot(page)))}
      <Pager
        path="/polls"
        page={page}
        pages={pageCount(props.polls, POLLS_PER_PAGE)}
        language={language}
      />
    </Layout>
  );
}

/** The name of the slot: `polls`, `polls:2`, … */
function pollsSlot(page: number): string {
  return page === 1 ? "polls" : `polls:${page}`;
}

interface ListProps {
  entries: PollEntry[];
  language: string;
  timeZone: string | undefined;
}

/** The content of the slot of a page of all polls. */
export function PollList(props: ListProps) {
  const { entries, language } = props;
  const words = wordsFor(language).polls;
  const groups: [title: string, statuses: (PollStatus | null)[]][] = [
    [words.open, ["open"]],
    [words.soon, ["upcoming"]],
    [words.closed, ["closed"]],
    [words.all, [null]],
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
                  <a href={`/polls/${entry.definition.id}`} {...own(entry, language)}>
                    {entry.definition.title}
                  </a>
                  <PollFacts {...props} entry={entry} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {entries.length === 0 && <p>{words.none}</p>}
    </>
  );
}

/** The open polls on the front page; nothing if there are none. */
export function OpenPolls(props: ListProps) {
  const { entries, language } = props;
  if (entries.length === 0) return null;
  return (
    <section class="open-polls" aria-labelledby="open-polls">
      <h2 id="open-polls">
        <a href="/polls">{wordsFor(language).polls.asked}</a>
      </h2>
      <ul>
        {entries.map((entry) => (
          <li>
            <a href={`/polls/${entry.definition.id}`} {...own(entry, language)}>
              {entry.definition.questions[0]?.text ?? entry.definition.title}
            </a>
            <PollFacts {...props} entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The attributes of a poll's texts, if their language is not the page's. */
function own({ definition }: PollEntry, page: string) {
  return languageAttributes(page, definition.language ?? page);
}

/** A poll's dates, votes and leading option. */
function PollFacts(props: Omit<ListProps, "entries"> & { entry: PollEntry }) {
  const { entry, language } = props;
  const facts = factsOf(entry, language, props.timeZone);
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
  const { leading, language, entry } = props;
  const { polls: words, names: listed, number } = wordsFor(language);
  const attributes = own(entry, language);
  const names = leading.options.map(({ text }) => text);
  if (names.length > 1) {
    const poll = {
      closed: entry.status === "closed",
      first: entry.definition.questions[0]?.kind === "ranked",
    };
    return sentence(
      (options) => words.level(options ?? "", poll),
      <span {...attributes}>{listed(names)}</span>,
    );
  }
  return (
    <>
      {labelOf(entry, language)}: <strong {...attributes}>{names[0]}</strong>{" "}
      <span class="figure">
        {leading.shown === null ? number(leading.votes) : shareWords(leading.shown, language)}
      </span>
    </>
  );
}

/** The label of the percentage, which depends on the kind of question. */
function labelOf({ definition, status }: PollEntry, language: string): string {
  const { polls: words } = wordsFor(language);
  const kind = definition.questions[0]?.kind;
  if (kind === "ranked") return words.preferences;
  if (kind === "multiple") return words.selections;
  return status === "closed" ? words.chose : words.leading;
}

/** Votes that were counted in another system, as far as that is known. */
function votesBefore(question: PollQuestion | undefined): number {
  if (question?.kind === "multiple") return question.openingVoters ?? 0;
  return question?.options.reduce((sum, o) => sum + o.opening, 0) ?? 0;
}

function factsOf(
  { definition, votes, status }: PollEntry,
  language: string,
  timeZone: string | undefined,
): string {
  const opening = votesBefore(definition.questions[0]);
  const { polls: words, date } = wordsFor(language, timeZone);
  const parts: string[] = [];
  if (status === "upcoming" && definition.opensAt !== null) {
    parts.push(words.opensOn(date(definition.opensAt)));
  } else if (definition.closesAt !== null) {
    const said = status === "closed" ? words.closedOn : words.closesOn;
    parts.push(said(date(definition.closesAt)));
  }
  if (votes !== null && votes + opening > 0) {
    const before = opening > 0 ? [words.before(opening)] : [];
    parts.push([words.votes(votes + opening), ...before].join(", "));
  }
  return parts.join(" · ");
}
