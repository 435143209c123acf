import type { Answers, Texts } from "../../core/ballots/ballot.ts";
import type { PollDefinition, PollOption, PollQuestion } from "../../core/polls/poll.ts";
import type { QuestionResults, Results } from "../../core/results/results.ts";
import { MAX_TEXT } from "../../core/ballots/ballot.ts";
import { OTHER_AUDIENCE } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { PollProps } from "./poll-props.ts";
import { Figure, MoreNumbers, Total } from "./poll-results.tsx";

/** The ballot form: plain HTML that works without a script. */
export function BallotForm(props: PollProps) {
  const { definition, base, own, error } = props;
  const filled = filledIn(props);
  const words = wordsFor(props.language).form;
  return (
    <form method="post" action={`${base}/votes`} class="ballot">
      {definition.questions.map((question, index) => (
        <Question
          poll={definition}
          question={question}
          number={index + 1}
          results={props.results?.questions[index]}
          status={props.results?.status ?? "open"}
          filled={filled}
          wrong={error?.question === question.id}
          audiences={props.audiences}
          language={props.language}
        />
      ))}
      {props.audiences.length > 0 && <AudienceField {...props} chosen={filled.audience} />}
      <CredentialFields {...props} />
      {own && <input type="hidden" name="revises" value={own.seq} />}
      {props.widget && <Widget siteKey={props.widget} />}
      <button type="submit">{own?.state === "counted" ? words.change : words.vote}</button>
    </form>
  );
}

/** The form's initial values: the ballot just sent, or else the voter's current vote. */
function filledIn({ filled, own }: PollProps) {
  if (filled) return filled;
  const counted = own?.state === "withdrawn" ? null : own;
  return {
    answers: counted?.answers ?? {},
    texts: counted?.texts ?? {},
    audience: counted?.audience ?? null,
  };
}

interface QuestionProps {
  poll: PollDefinition;
  question: PollQuestion;
  number: number;
  results: QuestionResults | undefined;
  status: Results["status"];
  filled: { answers: Answers; texts: Texts };
  wrong: boolean;
  audiences: PollProps["audiences"];
  language: string;
}

function Question(props: QuestionProps) {
  const { poll, question, results, filled } = props;
  const id = `poll-${poll.id}-${question.id}`;
  const hint = hintOf(question, props.language);
  const described = [hint && `${id}-hint`, props.wrong && `poll-${poll.id}-error`].filter(Boolean);
  return (
    <fieldset
      id={id}
      class={question.kind === "ranked" ? "ranking" : undefined}
      data-words={question.kind === "ranked" ? rankWords(question, props.language) : undefined}
      data-shuffle={question.shuffle ? "" : undefined}
      aria-describedby={described.length > 0 ? described.join(" ") : undefined}
    >
      <legend>
        <span class="number">{props.number}.</span> {question.text}
      </legend>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {question.options.map((option) => {
        const chosen = filled.answers[question.id] ?? [];
        const found = results?.options.find((o) => o.id === option.id);
        return (
          <>
            <label class="option" data-o={option.id}>
              <Choice question={question} option={option} chosen={chosen} />
              <span class="text">{option.text}</span>
              {results && found && (
                <Figure question={results} option={found} language={props.language} />
              )}
            </label>
            {option.other && (
              <input
                class="own"
                type="text"
                name={`t.${question.id}`}
                maxlength={MAX_TEXT}
                value={filled.texts[question.id]}
                aria-label={`${option.text} (${question.text})`}
                data-of={option.id}
              />
            )}
          </>
        );
      })}
      {results && <Total question={results} status={props.status} language={props.language} />}
      {results && <MoreNumbers {...props} question={results} />}
    </fieldset>
  );
}

function Choice(props: { question: PollQuestion; option: PollOption; chosen: readonly string[] }) {
  const { question, option, chosen } = props;
  if (question.kind === "ranked") {
    const place = chosen.indexOf(option.id) + 1;
    return (
      <select name={`r.${question.id}.${option.id}`}>
        <option value="">–</option>
        {question.options.slice(0, question.max).map((_, i) => (
          <option value={i + 1} selected={place === i + 1}>
            {i + 1}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      type={question.kind === "single" ? "radio" : "checkbox"}
      name={`q.${question.id}`}
      value={option.id}
      required={question.kind === "single" && question.min > 0}
      checked={chosen.includes(option.id)}
    />
  );
}

function hintOf(question: PollQuestion, language: string): string | null {
  const { kind, min, max, options } = question;
  const words = wordsFor(language).form;
  if (kind === "single") return min === 0 ? words.optional : null;
  let text = words.upTo(max);
  if (kind === "ranked") {
    if (max < options.length) text = words.orderUpTo(max);
    else text = min < options.length ? words.orderSome : words.order;
  } else if (max === options.length) {
    text = min > 1 ? words.atLeast(min) : words.all;
  } else if (min === max) text = words.exactly(max);
  else if (min > 1) text = words.between(min, max);
  return min === 0 ? words.orLeft(text) : text;
}

/** The texts of the ranking script (src/client/rank.js), in the order that it expects. */
function rankWords({ options, max }: PollQuestion, language: string): string {
  const { script } = wordsFor(language);
  return JSON.stringify([
    script.placeOf("%1"),
    script.only(Math.min(max, options.length)),
    script.noPlace("%1"),
    script.place("%1", "%2", "%3"),
    script.up("%1"),
    script.down("%1"),
  ]);
}

function AudienceField(props: PollProps & { chosen: string | null }) {
  const { definition, audiences, chosen } = props;
  const words = wordsFor(props.language).form;
  const all = audiences.some((a) => a.id === OTHER_AUDIENCE)
    ? audiences
    : [...audiences, { id: OTHER_AUDIENCE, name: words.another }];
  const id = `poll-${definition.id}-audience`;
  return (
    <p class="field">
      <label for={id}>{words.section}</label>
      <select name="audience" id={id}>
        <option value="">{words.rather}</option>
        {all.map((audience) => (
          <option value={audience.id} selected={audience.id === chosen}>
            {audience.name}
          </option>
        ))}
      </select>
    </p>
  );
}

/** Credentials of polls that do not use the voter cookie. `hidden`: repeats credentials that were already entered. */
export function CredentialFields(props: PollProps & { hidden?: boolean }) {
  const { definition, code, token } = props;
  const id = `poll-${definition.id}-code`;
  const wrong = props.error?.question === "code";
  return (
    <>
      {definition.guard === "invited" && props.hidden === true && code && (
        <input type="hidden" name="code" value={code} />
      )}
      {definition.guard === "invited" && props.hidden !== true && (
        <p class="field">
          <label for={id}>{wordsFor(props.language).form.code}</label>
          <input
            id={id}
            name="code"
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? `poll-${definition.id}-error` : undefined}
            value={code ?? undefined}
            required
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder="XXXX-XXXX-XXXX-XXXX"
          />
        </p>
      )}
      {definition.guard === "member" && token && <input type="hidden" name="token" value={token} />}
    </>
  );
}

/** Cloudflare's Turnstile widget, for readers whose network has sent very many ballots. It loads a third-party script. */
function Widget({ siteKey }: { siteKey: string }) {
  return (
    <>
      <div class="cf-turnstile" data-sitekey={siteKey} data-action="vote"></div>
      <script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async></script>
    </>
  );
}
