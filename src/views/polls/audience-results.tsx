import {
  type AudienceAnswer,
  audienceAnswer,
  type QuestionResults,
} from "../../core/results/results.ts";
import { type Leading, leading } from "../../core/results/leading.ts";
import type { PollDefinition, PollQuestion } from "../../core/polls/poll.ts";
import type { PollStatus } from "../../core/polls/schedule.ts";
import type { Audience } from "../../core/content/site.ts";
import { figureWords, shareWords } from "../../core/results/chart-words.ts";
import { languageAttributes } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { audienceAddsUp, audienceFigure } from "./poll-results.tsx";
import { sentence } from "../page/sentence.tsx";

interface AudiencePollProps {
  audience: Audience;
  definition: PollDefinition;
  status: PollStatus;
  /** Results of the first question; `null` if they are not public yet. */
  question: QuestionResults | null;
  language: string;
  timeZone: string | undefined;
}

/** A poll on the page of an audience while its numbers are unavailable: the slot's fallback. */
export function AudiencePollFallback(props: { definition: PollDefinition; language: string }) {
  const { definition, language } = props;
  return (
    <article class="audience-poll">
      <Head definition={definition} language={language} />
      <p class="note">
        <a href={`/polls/${definition.id}`}>{wordsFor(language).audience.elsewhere}</a>
      </p>
    </article>
  );
}

/** A poll on the page of an audience: the answers of this audience and of all voters to its first question. */
export function AudiencePoll(props: AudiencePollProps) {
  const { definition, question, audience } = props;
  return (
    <article class="audience-poll">
      <Head definition={definition} language={props.language} />
      {question ? (
        <AudienceNumbers {...props} question={question} />
      ) : (
        <p class="note">{whenPublic(props)}</p>
      )}
      {question && audience.show === "data" && (
        <DataLinks definition={definition} language={props.language} />
      )}
    </article>
  );
}

function Head({ definition, language }: { definition: PollDefinition; language: string }) {
  const own = ownLanguage(definition, language);
  const more = definition.questions.length - 1;
  return (
    <>
      <h3 {...own}>
        <a href={`/polls/${definition.id}`}>{definition.questions[0]?.text}</a>
      </h3>
      {more > 0 && (
        <p class="meta">
          {sentence(
            (title) => wordsFor(language).audience.firstOf(title ?? "", more + 1),
            <span {...own}>{definition.title}</span>,
          )}
        </p>
      )}
    </>
  );
}

/** The attributes of a poll's texts, if their language is not the page's. */
function ownLanguage(definition: PollDefinition, page: string) {
  return languageAttributes(page, definition.language ?? page);
}

function whenPublic({ definition, status, language, timeZone }: AudiencePollProps): string {
  const { closesAt, opensAt, results } = definition;
  const { audience: words, poll, date } = wordsFor(language, timeZone);
  if (status === "upcoming") {
    return opensAt === null ? poll.notBegun : words.opensOn(date(opensAt));
  }
  if (results === "after-vote") return words.afterVote;
  return closesAt === null ? words.whenClosed : words.afterClose(date(closesAt));
}

function AudienceNumbers(props: AudiencePollProps & { question: QuestionResults }) {
  const { question, audience, definition } = props;
  const answer = audienceAnswer(question, audience.id);
  const asked = definition.questions[0];
  if (audience.show === "summary" && asked) {
    return (
      <>
        <Headline {...props} asked={asked} answer={answer} />
        <Availability {...props} answer={answer} />
        {question.total > 0 && (
          <details class="more">
            <summary>{wordsFor(props.language).audience.allNumbers}</summary>
            <Table {...props} answer={answer} />
          </details>
        )}
      </>
    );
  }
  return (
    <>
      <Availability {...props} answer={answer} />
      {question.total > 0 && <Table {...props} answer={answer} />}
    </>
  );
}

/** The leading options in this audience and among all voters. */
function Headline(
  props: AudiencePollProps & {
    question: QuestionResults;
    asked: PollQuestion;
    answer: AudienceAnswer;
  },
) {
  const { audience, question, asked, answer, language } = props;
  // Opening counts belong to no audience.
  const options = asked.options.map((option) => ({ ...option, opening: 0 }));
  const counted = { kind: asked.kind, options };
  // With withheld numbers it is unknown which option leads.
  const known = answer.kind === "told" && answer.whole ? answer.row : null;
  const own = known && leading(counted, withoutNulls(known.options), known.voters ?? 0);
  const votes = Object.fromEntries(question.options.map((option) => [option.id, option.votes]));
  const all = leading(asked, votes, question.voters);
  if (!own && !all) return null;
  return (
    <dl class="headline">
      {own && <Most {...props} name={audience.name} of={own} />}
      {all && <Most {...props} name={wordsFor(language).audience.allVoters} of={all} />}
    </dl>
  );
}

function Most(
  props: Pick<AudiencePollProps, "definition" | "status" | "language"> & {
    name: string;
    of: Leading;
  },
) {
  const { name, of, definition, status, language } = props;
  const { polls, names, number } = wordsFor(language);
  const texts = of.options.map(({ text }) => text);
  const first = definition.questions[0]?.kind === "ranked";
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="figure">
          {of.shown === null ? number(of.votes) : shareWords(of.shown, language)}
        </span>{" "}
        {texts.length === 1
          ? texts[0]
          : polls.level(names(texts), { closed: status === "closed", first })}
      </dd>
    </div>
  );
}

/** Says that numbers of an audience are missing, and why. */
function Availability(
  props: AudiencePollProps & { answer: AudienceAnswer; question: QuestionResults },
) {
  const { answer, audience, question } = props;
  // The table already explains opening counts.
  const text =
    answer.kind === "no-votes" && question.opening > 0
      ? null
      : availability(answer, audience.name, props.language);
  return text === null ? null : <p class="note">{text}</p>;
}

function availability(answer: AudienceAnswer, name: string, language: string): string | null {
  const { audience: words } = wordsFor(language);
  if (answer.kind === "told") return answer.whole ? null : words.someWithheld(name);
  return {
    "no-votes": words.noVotes,
    "not-apart": words.notApart,
    "none-of-these": words.noneOfThese(name),
    withheld: words.withheld(name),
  }[answer.kind];
}

function Table(props: AudiencePollProps & { question: QuestionResults; answer: AudienceAnswer }) {
  const { question, audience, answer, language, definition } = props;
  const { audience: words, results, number } = wordsFor(language);
  const own = ownLanguage(definition, language);
  const { kind } = question;
  const row = answer.kind === "told" ? answer.row : null;
  return (
    <>
      <section class="scroll" aria-label={question.text} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{kind === "ranked" ? words.firstPreference : results.option}</th>
              {row && <th scope="col">{audience.name}</th>}
              <th scope="col">{words.allVoters}</th>
            </tr>
          </thead>
          <tbody>
            {question.options.map((option) => (
              <tr>
                <th scope="row" {...own}>
                  {option.text}
                </th>
                {row && <td>{audienceFigure(question, row, option.id, language)}</td>}
                <td>{figureWords(option, language)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{results.voters}</th>
              {row && <td>{row.voters === null ? "–" : number(row.voters)}</td>}
              <td>{number(question.base ?? question.voters)}</td>
            </tr>
          </tbody>
        </table>
      </section>
      {kind === "multiple" && question.base !== null && <p class="hint">{words.several}</p>}
      {question.opening > 0 && <p class="hint">{words.before(question.opening)}</p>}
      {!(question.addsUp && (row === null || audienceAddsUp(question, row))) && (
        <p class="hint">{results.rounded}</p>
      )}
    </>
  );
}

function DataLinks({ definition, language }: { definition: PollDefinition; language: string }) {
  const words = wordsFor(language).audience;
  const files = [
    ["results.json", words.json],
    ["results.csv", words.csv],
    ["votes.csv", words.votesCsv],
    ["codebook.txt", words.codebook],
  ];
  return (
    <ul class="data-links" aria-label={words.dataOf(definition.title)}>
      {files.map(([file, name]) => (
        <li>
          <a href={`/polls/${definition.id}/${file ?? ""}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

function withoutNulls(numbers: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([id, n]) => [id, n ?? 0]));
}
