import type { Answers } from "../core/ballot.ts";
import { isoInstant } from "../core/instant.ts";
import type { PollDefinition, PollQuestion } from "../core/poll.ts";
import type { QuestionResults, Results } from "../core/results.ts";
import type { PollStatus } from "../core/schedule.ts";
import { dateRange, longDate, longDateTime, number } from "./dates.ts";
import { Method } from "./method.tsx";

/** A reader's own vote, as the page shows it. */
export interface OwnVoteView {
  seq: number;
  castAt: number;
  receipt: string;
  answers: Answers;
}

interface PollProps {
  definition: PollDefinition;
  /** `null` where the poll's object could not be asked. */
  status: PollStatus | null;
  /** `null` where they may not, or cannot, be shown. */
  results: Results | null;
  own: OwnVoteView | null;
  language: string;
  /** What the form should show as chosen. */
  chosen?: Answers;
  /** What is wrong with the ballot that was just sent. */
  error?: string;
  /** Heading level of the title. */
  level?: 1 | 2;
}

/** A poll: the form while it is open, the numbers when they may be seen, this reader's receipt. */
export function PollSection(props: PollProps) {
  const { definition, status, results, own, language } = props;
  const titleId = `poll-${definition.id}-title`;
  const canVote = own === null && (status === "open" || status === null);
  const Title = props.level === 1 ? "h1" : "h2";
  return (
    <section
      class="poll"
      id={`poll-${definition.id}`}
      data-poll={definition.id}
      data-live={results !== null && status === "open" ? "" : undefined}
      aria-labelledby={titleId}
    >
      <header>
        <p class="kicker">{conducted(definition, status, language)}</p>
        <Title id={titleId}>
          {props.level === 1 ? (
            definition.title
          ) : (
            <a href={`/polls/${definition.id}`}>{definition.title}</a>
          )}
        </Title>
      </header>
      {props.error && (
        <p class="error" role="alert">
          {props.error}
        </p>
      )}
      {own && <ReceiptBox definition={definition} own={own} language={language} />}
      {canVote ? (
        <Form {...props} />
      ) : (
        results && (
          <ResultList definition={definition} results={results} own={own} language={language} />
        )
      )}
      <Note {...props} />
      <Method definition={definition} results={results} language={language} />
    </section>
  );
}

function conducted(poll: PollDefinition, status: PollStatus | null, language: string) {
  const { opensAt, closesAt } = poll;
  if (status === "closed" && closesAt !== null) {
    // The last day of voting: a poll that closes at midnight was open on the day before.
    const last = closesAt - 1;
    const days = opensAt === null ? longDate(last, language) : dateRange(opensAt, last, language);
    return <>Poll conducted {days}</>;
  }
  if (status === "upcoming" && opensAt !== null) {
    return (
      <>
        Poll opens{" "}
        <time datetime={isoInstant(opensAt) ?? ""}>{longDateTime(opensAt, language)}</time>
      </>
    );
  }
  if (closesAt === null) return <>{status === "open" ? "Open poll" : "Poll"}</>;
  return (
    <>
      Poll open until{" "}
      <time datetime={isoInstant(closesAt) ?? ""}>{longDateTime(closesAt, language)}</time>
    </>
  );
}

function Form({ definition, results, chosen, language }: PollProps) {
  return (
    <form method="post" action={`/polls/${definition.id}/votes`}>
      {definition.questions.map((question, index) => (
        <fieldset>
          <legend>
            <span class="number">{index + 1}.</span> {question.text}
          </legend>
          <Hint question={question} />
          {question.options.map((option) => {
            const found = results?.questions[index]?.options.find((o) => o.id === option.id);
            return (
              <label class="option">
                <input
                  type={question.kind === "single" ? "radio" : "checkbox"}
                  name={`q.${question.id}`}
                  value={option.id}
                  required={question.kind === "single" && question.min > 0}
                  checked={chosen?.[question.id]?.includes(option.id) === true}
                />
                <span class="text">{option.text}</span>
                {found && <Figure option={found} language={language} />}
              </label>
            );
          })}
          {results?.questions[index] && (
            <Total question={results.questions[index]} language={language} />
          )}
        </fieldset>
      ))}
      <button type="submit">Vote</button>
    </form>
  );
}

function Hint({ question }: { question: PollQuestion }) {
  if (question.kind === "single") return question.min === 0 ? <p class="hint">Optional</p> : null;
  const { min, max, options } = question;
  let text = `Choose up to ${max}`;
  if (max === options.length) text = min > 1 ? `Choose at least ${min}` : "Choose all that apply";
  else if (min === max) text = `Choose ${max}`;
  else if (min > 1) text = `Choose ${min} to ${max}`;
  return <p class="hint">{min === 0 ? `${text} (optional)` : text}</p>;
}

function ResultList(props: {
  definition: PollDefinition;
  results: Results;
  own: OwnVoteView | null;
  language: string;
}) {
  return (
    <ol class="questions">
      {props.results.questions.map((question, index) => (
        <li>
          <h3>
            <span class="number">{index + 1}.</span> {question.text}
          </h3>
          <ul class="results">
            {question.options.map((option) => {
              const mine = props.own?.answers[question.id]?.includes(option.id) === true;
              return (
                <li class={mine ? "option mine" : "option"}>
                  <span class="text">
                    {option.text}
                    {mine && <span class="tag">Your choice</span>}
                  </span>
                  <Figure option={option} language={props.language} />
                </li>
              );
            })}
          </ul>
          <Total question={question} language={props.language} />
        </li>
      ))}
    </ol>
  );
}

function Figure(props: { option: QuestionResults["options"][number]; language: string }) {
  const { total, percent } = props.option;
  return (
    <>
      <span class="figure">{`${number(total, props.language)} (${percent}%)`}</span>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={percent} height="1" />
      </svg>
    </>
  );
}

/** The sums below a question. The script renews the numbers in `data-n`, so no word depends on them. */
function Total({ question, language }: { question: QuestionResults; language: string }) {
  const { kind, opening } = question;
  const n = (name: "total" | "opening" | "voters" | "selections") => (
    <span data-n={name}>{number(question[name], language)}</span>
  );
  if (kind === "multiple") {
    return (
      <p class="total">
        Voters: {n("voters")}. Selections: {n("total")}
        {opening > 0 && (
          <>
            {" "}
            ({n("opening")} of them counted before, {n("selections")} here)
          </>
        )}
        . Percentages are of selections.
      </p>
    );
  }
  return (
    <p class="total">
      {n("total")} in all
      {opening > 0 && (
        <>
          : {n("opening")} counted before, {n("voters")} here
        </>
      )}
      .
    </p>
  );
}

function ReceiptBox({
  own,
  language,
}: {
  definition: PollDefinition;
  own: OwnVoteView;
  language: string;
}) {
  return (
    <div class="receipt" role="status">
      <p>
        <strong>Your vote is counted.</strong> It is vote {number(own.seq, language)} of this poll,
        cast {longDateTime(own.castAt, language)}.
      </p>
      <p>
        Receipt <code>{own.receipt}</code>
      </p>
    </div>
  );
}

function Note({ definition, status, results, own, language }: PollProps) {
  if (status === "upcoming") return <p class="note">Voting has not begun.</p>;
  if (results) return null;
  if (status === null)
    return <p class="note">The numbers can't be shown just now. Voting may work all the same.</p>;
  if (definition.results === "after-vote" && own === null) {
    return (
      <p class="note">
        The numbers are shown to those who have voted, and to everybody when the poll has closed.
      </p>
    );
  }
  const when =
    definition.closesAt === null ? "" : `, on ${longDateTime(definition.closesAt, language)}`;
  return <p class="note">The numbers are published when the poll closes{when}.</p>;
}
