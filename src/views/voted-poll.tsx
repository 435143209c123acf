import { type AudienceAnswer, audienceAnswer } from "../core/audience-view.ts";
import { type Leading, leading } from "../core/leading.ts";
import type { PollDefinition, PollQuestion } from "../core/poll.ts";
import type { QuestionResults } from "../core/results.ts";
import type { PollStatus } from "../core/schedule.ts";
import type { Audience } from "../core/site.ts";
import { longDate, number } from "./dates.ts";
import { cell } from "./poll-results.tsx";

/** How a poll went with one audience, as every reader may see it. */
export interface VotedProps {
  audience: Audience;
  definition: PollDefinition;
  status: PollStatus;
  /** Of the first question; `null` where the numbers are not shown yet. */
  question: QuestionResults | null;
  language: string;
}

/** One poll, before its numbers are there, or while they can't be had. */
export function UnaskedVoted({ definition }: { definition: PollDefinition }) {
  return (
    <article class="audience-poll">
      <Head definition={definition} />
      <p class="note">
        <a href={`/polls/${definition.id}`}>The numbers are on the poll’s own page.</a>
      </p>
    </article>
  );
}

/** One poll: its first question, as this audience and as all answered it. */
export function VotedPoll(props: VotedProps) {
  const { definition, question, audience } = props;
  return (
    <article class="audience-poll">
      <Head definition={definition} />
      {question ? (
        <Answers {...props} question={question} />
      ) : (
        <p class="note">{whenShown(props)}</p>
      )}
      {question && audience.show === "data" && <Data definition={definition} />}
    </article>
  );
}

function Head({ definition }: { definition: PollDefinition }) {
  const more = definition.questions.length - 1;
  return (
    <>
      <h3>
        <a href={`/polls/${definition.id}`}>{definition.questions[0]?.text}</a>
      </h3>
      {more > 0 && (
        <p class="meta">
          {definition.title}: the first of {more + 1} questions
        </p>
      )}
    </>
  );
}

function whenShown({ definition, status, language }: VotedProps): string {
  const { closesAt, opensAt, results } = definition;
  if (status === "upcoming") {
    return opensAt === null
      ? "Voting has not begun."
      : `Voting opens on ${longDate(opensAt, language)}.`;
  }
  if (results === "after-vote") return "The numbers are shown to those who have voted.";
  return closesAt === null
    ? "The numbers are shown when the poll has closed."
    : `The numbers are shown after the close, on ${longDate(closesAt, language)}.`;
}

function Answers(props: VotedProps & { question: QuestionResults }) {
  const { question, audience, definition } = props;
  const answer = audienceAnswer(question, audience.id);
  const asked = definition.questions[0];
  if (audience.show === "summary" && asked) {
    return (
      <>
        <Headline {...props} asked={asked} answer={answer} />
        <Words answer={answer} name={audience.name} question={question} />
        {question.total > 0 && (
          <details class="more">
            <summary>All numbers</summary>
            <Table {...props} answer={answer} />
          </details>
        )}
      </>
    );
  }
  return (
    <>
      <Words answer={answer} name={audience.name} question={question} />
      {question.total > 0 && <Table {...props} answer={answer} />}
    </>
  );
}

/** What most chose, of these readers and of all. */
function Headline(
  props: VotedProps & { question: QuestionResults; asked: PollQuestion; answer: AudienceAnswer },
) {
  const { audience, question, asked, answer } = props;
  const counted = { options: asked.options.map((option) => ({ ...option, opening: 0 })) };
  // Of numbers that are not all known nobody can say which leads.
  const known = answer.kind === "told" && answer.whole ? answer.row.options : null;
  const own = known && leading(counted, whole(known));
  const votes = Object.fromEntries(question.options.map((option) => [option.id, option.votes]));
  const all = leading(asked, votes);
  if (!own && !all) return null;
  return (
    <dl class="headline">
      {own && <Most name={audience.name} of={own} />}
      {all && <Most name="All voters" of={all} />}
    </dl>
  );
}

function Most({ name, of }: { name: string; of: Leading }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="figure">{of.percent}%</span> {of.options.map(({ text }) => text).join(" / ")}
      </dd>
    </div>
  );
}

/** What is to be said where an audience's numbers are not, or not all, to be had. */
function Words(props: { answer: AudienceAnswer; name: string; question: QuestionResults }) {
  const { answer, name, question } = props;
  // Of those that were counted before, the table says it.
  const text = answer.kind === "no-votes" && question.opening > 0 ? null : wordsOf(answer, name);
  return text === null ? null : <p class="note">{text}</p>;
}

function wordsOf(answer: AudienceAnswer, name: string): string | null {
  if (answer.kind === "told") {
    return answer.whole
      ? null
      : `Some numbers of “${name}” are withheld (–): they are below five, or would give away one that is.`;
  }
  return {
    "no-votes": "Nobody has voted here yet.",
    "not-apart":
      "Readers are not told apart in this poll: too few of them have voted so far, or all are of one group.",
    "none-of-these": `Nobody who chose “${name}” has answered this question so far.`,
    withheld: `The numbers of “${name}” are withheld: some are below five, or would give away one that is.`,
  }[answer.kind];
}

function Table(props: VotedProps & { question: QuestionResults; answer: AudienceAnswer }) {
  const { question, audience, answer, language } = props;
  const { kind } = question;
  const row = answer.kind === "told" ? answer.row : null;
  return (
    <>
      <div class="scroll" role="region" aria-label={question.text} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{kind === "ranked" ? "First preference" : "Option"}</th>
              {row && <th scope="col">{audience.name}</th>}
              <th scope="col">All voters</th>
            </tr>
          </thead>
          <tbody>
            {question.options.map((option, i) => (
              <tr>
                <th scope="row">{option.text}</th>
                {row && <td>{cell(question, row, i, option.id, language)}</td>}
                <td>{`${number(option.total, language)} (${option.percent}%)`}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Voters</th>
              {row && <td>{row.voters === null ? "–" : number(row.voters, language)}</td>}
              <td>{number(kind === "single" ? question.total : question.voters, language)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {kind === "multiple" && (
        <p class="hint">Several options could be chosen: percentages are of all selections.</p>
      )}
      {question.opening > 0 && (
        <p class="hint">
          Of all voters’ numbers, {number(question.opening, language)} were counted before, in
          another system, without their audience.
        </p>
      )}
    </>
  );
}

function Data({ definition }: { definition: PollDefinition }) {
  const files = [
    ["results.json", "Numbers (JSON)"],
    ["results.csv", "Numbers (CSV)"],
    ["votes.csv", "Votes (CSV)"],
    ["codebook.txt", "Codebook"],
  ];
  return (
    <ul class="data-links" aria-label={`Data: ${definition.title}`}>
      {files.map(([file, name]) => (
        <li>
          <a href={`/polls/${definition.id}/${file ?? ""}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

function whole(numbers: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([id, n]) => [id, n ?? 0]));
}
